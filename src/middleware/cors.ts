// Cross-origin requests (Fetch standard): tells browsers which sites may read answers, and answers their preflights.
import { HttpResponse } from '../http/http-response.js';
import { MIDDLEWARE_KIND, type Middleware } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { type Contradiction, checkOptions, type OptionRules } from './internal/check-options.js';
import { answerOrGoOn } from './internal/go-on.js';
import { count, flag, tokens } from './internal/option-rules.js';
import { compileOriginRule, isOriginOption, type OriginOption } from './internal/origin-rule.js';
import { addVary } from './internal/vary.js';

/** Options of `cors`. */
export interface CorsOptions {
  /**
   * Who may read answers: `'*'`; an origin, one with a wildcard label (`https://*.example.com`), a RegExp, or a list of those; or a
   * function that decides, and may give the value to send. Default `'*'`.
   */
  readonly origin?: OriginOption | undefined;
  /** Methods that preflights allow. Default `GET`, `HEAD`, `PUT`, `PATCH`, `POST` and `DELETE`. */
  readonly methods?: readonly string[] | undefined;
  /** Request headers that preflights allow. Default `Authorization`, `Content-Type`, `X-Amz-Date`, `X-Api-Key` and `X-Amz-Security-Token`. */
  readonly allowHeaders?: readonly string[] | undefined;
  /** Response headers that scripts may read, beyond those that they always may. Default none. */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Whether requests may carry cookies and HTTP authentication. Not together with `'*'`. Default `false`. */
  readonly credentials?: boolean | undefined;
  /** Seconds for which a browser may keep a preflight's answer. */
  readonly maxAge?: number | undefined;
  /** Whether public sites may reach a server in a private network. Default `false`. */
  readonly privateNetwork?: boolean | undefined;
}

const RULES: OptionRules<CorsOptions> = {
  origin: {
    expected:
      "'*', an origin such as 'https://example.com' (no path, no slash at its end) or 'https://*.example.com', a RegExp, a list of those, or a function",
    accepts: isOriginOption,
  },
  methods: tokens('methods'),
  allowHeaders: tokens('names of request headers'),
  exposeHeaders: tokens('names of response headers'),
  credentials: flag,
  maxAge: count('seconds'),
  privateNetwork: flag,
};

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];
const HEADERS = ['Authorization', 'Content-Type', 'X-Amz-Date', 'X-Api-Key', 'X-Amz-Security-Token'];
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/**
 * Adds CORS headers to every answer, errors included, and answers preflights for known paths. Put it before authentication: preflights
 * carry none. On a controller or a method it takes the place of one further out, for those paths.
 *
 * An origin that is not allowed gets no `Access-Control-*` header; its requests run all the same, which is what `csrf` is about. HTTP
 * APIs and function URLs have CORS settings of their own: use one or the other, doubled headers make browsers fail.
 *
 * @throws {ConfigurationError} for wrong options, and for `credentials` together with `'*'`.
 * @example cors({ origin: ['https://example.com', 'https://*.example.com'], credentials: true, maxAge: 600 })
 */
export function cors(options?: CorsOptions): Middleware {
  const given = checkOptions<CorsOptions>('cors', options, RULES, findContradictions);
  const { origin = '*', credentials = false, exposeHeaders = [] } = given;
  const decide = compileOriginRule(origin, credentials);
  const shared: [string, string][] = credentials ? [['access-control-allow-credentials', 'true']] : [];
  const preflight = [...shared, ...preflightHeaders(given)];
  if (exposeHeaders.length > 0) shared.push(['access-control-expose-headers', exposeHeaders.join(', ')]);

  const middleware: Middleware = ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    const asked = ctx.headerValue('origin');
    const decision = asked === undefined ? undefined : decide(asked, reqCtx);
    return answerOrGoOn(decision, next, (allowed) => {
      if (asked !== undefined && isPreflight(ctx)) return answerPreflight(ctx, allowed, preflight, given.privateNetwork === true);
      ctx.onResponse(({ headers }) => {
        // With '*' too: without an Origin the header is left out, and a cache must not give that answer to a site (Fetch standard).
        addVary(headers, 'Origin');
        if (allowed !== undefined) allow(headers, allowed, shared);
      });
      return undefined;
    });
  };
  return Object.assign(middleware, { [MIDDLEWARE_KIND]: 'cors' });
}

/** Any other OPTIONS is the router's, and so are unknown paths. */
function isPreflight(ctx: InvocationContext): boolean {
  return (
    ctx.method === 'OPTIONS' &&
    (ctx.route !== null || ctx.isImpliedOptions) &&
    ctx.headerValue('access-control-request-method') !== undefined
  );
}

/** The configured lists, whatever was asked for: comparing them is the browser's part, and takes no time here. */
function answerPreflight(
  ctx: InvocationContext,
  allowed: string | undefined,
  configured: readonly [string, string][],
  privateNetwork: boolean,
): HttpResponse {
  const response = new HttpResponse(null, { status: 204 });
  response.headers.set('vary', PREFLIGHT_VARY);
  if (allowed === undefined) return response;
  allow(response.headers, allowed, configured);
  if (privateNetwork && ctx.headerValue('access-control-request-private-network') === 'true') {
    response.headers.set('access-control-allow-private-network', 'true');
  }
  return response;
}

function allow(headers: ResponseHeaders, origin: string, others: readonly [string, string][]): void {
  headers.set('access-control-allow-origin', origin);
  for (const [name, value] of others) headers.set(name, value);
}

function preflightHeaders({ methods = METHODS, allowHeaders = HEADERS, maxAge }: CorsOptions): [string, string][] {
  const headers: [string, string][] = [];
  if (methods.length > 0) headers.push(['access-control-allow-methods', methods.map((method) => method.toUpperCase()).join(', ')]);
  if (allowHeaders.length > 0) headers.push(['access-control-allow-headers', allowHeaders.join(', ')]);
  if (maxAge !== undefined) headers.push(['access-control-max-age', String(maxAge)]);
  return headers;
}

function* findContradictions(options: CorsOptions): Iterable<Contradiction> {
  if (options.credentials !== true) return;
  if (options.origin === undefined || options.origin === '*') {
    yield { message: "credentials cannot be allowed for origin '*'", fix: 'List the origins that may send credentials.' };
  }
  for (const name of ['methods', 'allowHeaders', 'exposeHeaders'] as const) {
    if (options[name]?.includes('*')) {
      yield { message: `with credentials, browsers take '*' in ${name} for a name, not for any`, fix: `List the ${name} by name.` };
    }
  }
}
