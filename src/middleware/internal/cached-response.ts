// From a response to what is kept of it, and back.
import { HttpResponse } from '../../http/http-response.js';
import type { InvocationContext, Principal } from '../../http/request-context.js';
import type { ResponseHeaders } from '../../http/response-headers.js';
import { safeLog } from '../../logging/safe-log.js';
import { isThenable } from '../../shared/thenable.js';
import { sharedLifetime } from './cache-directives.js';
import type { CachedResponse, CacheEntry, CacheStore } from './memory-cache.js';
import { namesOf } from './vary.js';

/** What an answer is kept under. */
export interface CacheKey {
  readonly text: string;
  /** Names of request headers whose values are in it, in lower case. */
  readonly vary: readonly string[];
  /** Who was asking when it was made. */
  readonly principal: Principal | undefined;
}

/** What a store had: a response, or nothing but the names by which its variants differ. */
export interface Found {
  readonly response?: CachedResponse;
  readonly vary?: readonly string[];
}

const NOTHING: Found = {};

/** Looks for a response that is fresh. A store that fails has nothing. */
export function lookUp(store: CacheStore, key: CacheKey | undefined, ctx: InvocationContext): Found | PromiseLike<Found> {
  if (!key) return NOTHING;
  const fail = (error: unknown): Found => {
    report(ctx, error);
    return NOTHING;
  };
  const read = (entry: CacheEntry | null | undefined, vary?: readonly string[]): Found | PromiseLike<Found> => {
    if (!entry || entry.expiresAt <= Date.now()) return vary ? { vary } : NOTHING;
    if (!('vary' in entry)) return { response: entry };
    return vary ? NOTHING : ask(variantKey(key, entry.vary, ctx), entry.vary);
  };
  const ask = (text: string, vary?: readonly string[]): Found | PromiseLike<Found> => {
    const got = store.get(text);
    return isThenable(got) ? got.then((entry) => read(entry as CacheEntry | undefined, vary)) : read(got, vary);
  };
  try {
    const found = ask(key.text);
    return isThenable(found) ? (found as PromiseLike<Found>).then((settled) => settled, fail) : found;
  } catch (error) {
    return fail(error);
  }
}

/** The response again, told apart from a fresh one by `Age` and `X-Cache`. */
export function readCached(entry: CachedResponse): HttpResponse {
  const response = new HttpResponse(entry.body, { status: entry.status, headers: entry.headers });
  const { headers } = response;
  if (!entry.headers.some(([name]) => name === 'content-type')) headers.delete('content-type');
  headers.set('age', Math.max(0, Math.floor((Date.now() - entry.storedAt) / 1000)) + readAge(headers));
  headers.set('x-cache', 'HIT');
  return response;
}

/** What keeping a response takes. */
export interface Keeping {
  readonly store: CacheStore;
  readonly ttlSeconds: number;
  readonly key: CacheKey;
  /** By what its variants were known to differ. */
  readonly known: readonly string[] | undefined;
  readonly ctx: InvocationContext;
  readonly response: HttpResponse;
}

/** Keeps a response if that is allowed; a promise when the store has to be waited for. Never throws or rejects. */
export function keepResponse(keeping: Keeping): void | Promise<void> {
  const { ctx, key, known, response, store } = keeping;
  const { content, headers, status } = response;
  if (status !== 200 || response.isStream || headers.has('set-cookie') || ctx.principal !== key.principal) return undefined;
  const seconds = Math.min(keeping.ttlSeconds, (sharedLifetime(headers) ?? Number.POSITIVE_INFINITY) - readAge(headers));
  const named = namesOf(headers.get('vary') ?? '');
  if (seconds <= 0 || named.some((name) => name === '*' || name === 'cookie' || name === 'authorization')) return undefined;
  const vary = [...new Set([...(known ?? []), ...named.filter((name) => !key.vary.includes(name))])].sort();
  const storedAt = Date.now();
  const expiresAt = storedAt + seconds * 1000;
  // Bytes are copied: whoever made them may use their memory again.
  const body = content instanceof Uint8Array ? new Uint8Array(content) : ((content ?? '') as string);
  const entry = { status, headers: [...headers], body, storedAt, expiresAt };
  const fail = (error: unknown) => report(ctx, error);
  try {
    const indexed = vary.length > 0 ? store.set(key.text, { vary, expiresAt: storedAt + keeping.ttlSeconds * 1000 }) : undefined;
    const stored = store.set(vary.length > 0 ? variantKey(key, vary, ctx) : key.text, entry);
    if (isThenable(indexed) || isThenable(stored)) return Promise.all([indexed, stored]).then(() => undefined, fail);
  } catch (error) {
    fail(error);
  }
  return undefined;
}

function variantKey(key: CacheKey, names: readonly string[], ctx: InvocationContext): string {
  return `${key.text} ${JSON.stringify(names.map((name) => [name, ctx.headerValue(name) ?? null]))}`;
}

/** How old a response was when it came here. */
function readAge(headers: ResponseHeaders): number {
  const age = headers.get('age');
  return age !== null && /^\d{1,9}$/.test(age) ? Number(age) : 0;
}

function report(ctx: InvocationContext, error: unknown): void {
  safeLog(ctx.logger, 'error', 'The response cache failed', { error });
}
