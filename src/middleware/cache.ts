// Caching: what an answer says about being kept (`cacheControl`), and keeping answers here (`responseCache`).
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext, RequestContext } from '../http/request-context.js';
import { isThenable } from '../shared/thenable.js';
import { type CacheDirectives, DIRECTIVE_RULES, findContradictions, writeDirectives } from './internal/cache-directives.js';
import { type CacheKey, type Found, lookUp, NOTHING, readCached } from './internal/cached-response.js';
import { type Contradiction, checkOptions } from './internal/check-options.js';
import { type CacheStore, MemoryCache, type MemoryCacheOptions } from './internal/memory-cache.js';
import { callback, count, isHeaderValue, required, tokens, withMethods } from './internal/option-rules.js';
import { markRepeatable } from './internal/repeatable-hooks.js';
import { ResponseKeeper } from './internal/response-keeper.js';

export type { CacheDirectives } from './internal/cache-directives.js';
export type { CachedResponse, CachedVariants, CacheEntry, CacheStore, MemoryCacheOptions } from './internal/memory-cache.js';

/** Options of `responseCache`. */
export interface ResponseCacheOptions {
  /** How long an answer is used, in seconds; less where it says so itself (`s-maxage`, `max-age`). */
  readonly ttlSeconds: number;
  /** Where answers are kept. Default: the memory of this environment. */
  readonly store?: CacheStore | undefined;
  /**
   * Names what an answer depends on, apart from the method; `undefined` keeps it out of the cache. Default: scheme, host, path and query, and
   * nothing for requests of somebody: with `Authorization` or a principal. Return what tells them apart to cache those as well.
   */
  readonly key?: ((reqCtx: RequestContext) => string | undefined) | undefined;
  /** Request headers that an answer depends on besides. What the answer's own `Vary` names is told apart anyway. */
  readonly vary?: readonly string[] | undefined;
}

/**
 * Sets `Cache-Control` where the handler has not. Permission to keep an answer is for those below 400; `no-store` and `no-cache` are on
 * errors as well.
 *
 * @throws {ConfigurationError} for wrong or contradicting directives.
 * @example cacheControl({ public: true, maxAge: 60, staleWhileRevalidate: 600 })
 * @example cacheControl('no-store')
 */
export function cacheControl(directives: string | CacheDirectives): Middleware {
  const value = isHeaderValue(directives)
    ? directives
    : writeDirectives(checkOptions<CacheDirectives>('cacheControl', directives ?? {}, DIRECTIVE_RULES, findContradictions));
  const isRestriction = /\bno-(?:store|cache)\b/i.test(value);
  const hook = markRepeatable(({ status, headers }) => {
    if ((status < 400 || isRestriction) && !headers.has('cache-control')) headers.set('cache-control', value);
  });
  return ({ reqCtx, next }) => {
    reqCtx.onResponse(hook);
    void next();
  };
}

/**
 * Keeps answers of status 200 to GET and HEAD, and answers with them until they are `ttlSeconds` old, with `Age` and `X-Cache: HIT`.
 *
 * What is kept is the answer as it comes from further in; what is further out sees hits and misses alike. So list it after `cors`,
 * `compress`, `etag` and whatever else works on final answers (`reqCtx.onResponse`): further in, they would be missing on hits, and
 * nothing is kept, with a warning. Guards and authentication that are further in are skipped by a hit.
 *
 * Not kept: streams, answers with `Set-Cookie`, with `Cache-Control: private`, `no-store` or `no-cache`, with `Vary` on `*`, `Cookie` or
 * `Authorization`, and answers to somebody whom authentication found out only further in. Cookies are not part of the default key: do not
 * use it where an answer depends on them. A store that fails is a miss, with one error line.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * @Get('/rates')
 * @UseMiddleware(responseCache({ ttlSeconds: 60, vary: ['accept-language'] }))
 * rates() { return this.bank.rates(); }
 */
export function responseCache(options: ResponseCacheOptions): Middleware {
  const given = checkOptions<ResponseCacheOptions>(
    'responseCache',
    options,
    {
      ttlSeconds: required(count('seconds', 1)),
      store: withMethods('a store', ['get', 'set']),
      key: callback,
      vary: tokens('names of request headers'),
    },
    refuseAnything,
  );
  const { ttlSeconds, store = memoryCache(), key } = given;
  const vary = (given.vary ?? []).map((name) => name.toLowerCase());
  const keeper = new ResponseKeeper(store, ttlSeconds);
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return void next();
    const cacheKey = keyOf(ctx, key, vary);
    const found = cacheKey ? lookUp(store, cacheKey, ctx) : NOTHING;
    const proceed = ({ response, vary: known }: Found): unknown => {
      if (response) return readCached(response);
      // Early, so that it is on errors too.
      ctx.res.headers.set('x-cache', 'MISS');
      return cacheKey ? keeper.keep(ctx, cacheKey, known, next) : void next();
    };
    return isThenable(found) ? (found as PromiseLike<Found>).then(proceed) : proceed(found);
  };
}

function refuseAnything({ vary = [] }: ResponseCacheOptions): Contradiction[] {
  if (!vary.includes('*')) return [];
  return [{ message: "with '*' in vary no answer could be used again", fix: 'Name the request headers that answers depend on.' }];
}

function keyOf(ctx: InvocationContext, key: ResponseCacheOptions['key'], vary: readonly string[]): CacheKey | undefined {
  const isAnonymous = ctx.principal === undefined && ctx.headerValue('authorization') === undefined;
  if (!key && !isAnonymous) return undefined;
  // What `reqCtx.req.url` is made of: one client must not choose the links that another one is given.
  const subject = key ? key(ctx) : [ctx.headerValue('x-forwarded-proto'), ctx.headerValue('host'), ctx.path, [...ctx.query]];
  if (subject === undefined) return undefined;
  const values = vary.map((name) => ctx.headerValue(name) ?? null);
  return { text: JSON.stringify([ctx.method, subject, values]), vary, principal: ctx.principal };
}

/**
 * A store in the memory of one environment, for `responseCache`: gone with it, and each environment has its own.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example responseCache({ ttlSeconds: 60, store: memoryCache({ maxBytes: 64 * 1024 * 1024 }) })
 */
export function memoryCache(options?: MemoryCacheOptions): CacheStore {
  const { maxEntries = 1000, maxBytes = 16 * 1024 * 1024 } = checkOptions<MemoryCacheOptions>('memoryCache', options, {
    maxEntries: count('entries', 1),
    maxBytes: count('bytes', 1),
  });
  return new MemoryCache(maxEntries, maxBytes);
}
