// From the `origin` option of `cors` to the decision about a request's origin.
import type { RequestContext } from '../../http/request-context.js';
import { isThenable } from '../../shared/thenable.js';
import { compileWildcard, isOrigin, isSentOrigin, isWildcardOrigin, normalizeOrigin } from './origin.js';

/** `true` allows the origin that asks, a text is what is sent in its place, anything else refuses. */
export type OriginDecision = boolean | string | null | undefined;

/** What `origin` may be. */
export type OriginOption =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | ((origin: string, reqCtx: RequestContext) => OriginDecision | Promise<OriginDecision>);

/** Gives the value of `Access-Control-Allow-Origin` for an origin; `undefined` refuses. */
export type OriginRule = (origin: string, reqCtx: RequestContext) => string | undefined | Promise<string | undefined>;

/** Whether a value can be the `origin` option. */
export function isOriginOption(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isOriginPattern);
  return value === '*' || typeof value === 'function' || isOriginPattern(value);
}

function isOriginPattern(value: unknown): boolean {
  return value === 'null' || value instanceof RegExp || isOrigin(value) || isWildcardOrigin(value);
}

/** Compiles the option. */
export function compileOriginRule(option: OriginOption, credentials: boolean): OriginRule {
  if (option === '*') return () => '*';
  if (typeof option === 'function') {
    const read = (origin: string, decision: OriginDecision): string | undefined => {
      const value = decision === true ? origin : decision;
      // With credentials, browsers refuse `*`; sending it would only hide who decided so.
      return typeof value !== 'string' || value === '' || (value === '*' && credentials) ? undefined : value;
    };
    return (origin, reqCtx) => {
      if (!isSentOrigin(origin)) return undefined;
      const decision = option(origin, reqCtx);
      return isThenable(decision) ? decision.then((settled) => read(origin, settled as OriginDecision)) : read(origin, decision);
    };
  }
  return compilePatterns([option].flat() as (string | RegExp)[]);
}

function compilePatterns(patterns: readonly (string | RegExp)[]): OriginRule {
  const exact = new Set<string>();
  const tests: ((origin: string) => boolean)[] = [];
  for (const pattern of patterns) {
    if (typeof pattern !== 'string') {
      // A global or sticky expression remembers where it stopped: every second request would be refused.
      const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
      tests.push((origin) => stateless.test(origin));
    } else if (pattern.includes('*')) tests.push(compileWildcard(pattern));
    else exact.add(normalizeOrigin(pattern));
  }
  return (origin) => {
    const lower = origin.toLowerCase();
    // Letters beyond ASCII may become ones within: the Kelvin sign is a `k` in lower case, and no header can send it back.
    if (exact.has(lower) && (lower === origin || isSentOrigin(origin))) return origin;
    // `null` is what sandboxed pages of anybody send: only its own name stands for it.
    if (tests.length === 0 || lower === 'null' || !isSentOrigin(origin)) return undefined;
    return tests.some((test) => test(lower)) ? origin : undefined;
  };
}
