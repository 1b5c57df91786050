// Keeps clients from asking too often, and tells them how often they still may.
import { ServiceUnavailableError, TooManyRequestsError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext, RequestContext } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { safeLog } from '../logging/safe-log.js';
import { isThenable } from '../shared/thenable.js';
import { checkOptions } from './internal/check-options.js';
import { clientKey } from './internal/client-key.js';
import { DYNAMO_RULES, type DynamoDbStoreOptions } from './internal/dynamo-client.js';
import { answerOrGoOn } from './internal/go-on.js';
import { callback, count, flag, required, withMethods } from './internal/option-rules.js';
import {
  countInDynamoDb,
  countInRedis,
  MemoryRateLimitStore,
  type RateLimitStore,
  type RateLimitUse,
} from './internal/rate-limit-stores.js';
import { type RedisClient, redisClient } from './internal/redis-client.js';
import { seconds } from './internal/seconds.js';
import { startingStore } from './internal/start-store.js';
import { withPatience } from './internal/store-patience.js';

export type { DynamoDbClient, DynamoDbStoreOptions } from './internal/dynamo-client.js';
export type { RateLimitStore, RateLimitUse } from './internal/rate-limit-stores.js';
export type { RedisClient } from './internal/redis-client.js';

/** Options of `rateLimit`. */
export interface RateLimitOptions {
  /** Requests in a window. */
  readonly limit: number;
  /** How long a window is; it begins with the first request. */
  readonly windowSeconds: number;
  /** Whose requests are counted together. Default: those of a client's address, of IPv6 those of a /64. */
  readonly key?: ((reqCtx: RequestContext) => string) | undefined;
  /** Where they are counted. Default: the memory of this environment, so that each environment has a limit of its own. */
  readonly store?: RateLimitStore | undefined;
  /** `true` leaves a request out. */
  readonly skip?: ((reqCtx: RequestContext) => boolean) | undefined;
  /** Whether requests are refused with 503 while the store fails. Default `false`: they pass, with an error line each. */
  readonly failClosed?: boolean | undefined;
}

/** What a store may take; a request cannot wait for one that is gone. */
const PATIENCE_MS = 2000;

/**
 * Answers 429 to whoever has used up a limit, and puts `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (in seconds) on every
 * answer. Where several limits cover a request, the headers are those of the one that is nearest to its end.
 *
 * Limits that share a store are counted apart when they differ in limit or window.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * rateLimit({ limit: 100, windowSeconds: 60, store: dynamoDbStore({ tableName: 'limits', client: new DynamoDBClient() }) })
 * @example
 * rateLimit({ limit: 5, windowSeconds: 60, key: (reqCtx) => reqCtx.principal?.subject ?? 'anonymous' })
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const given = checkOptions<RateLimitOptions>('rateLimit', options, {
    limit: required(count('requests', 1)),
    windowSeconds: required(seconds),
    key: callback,
    store: withMethods('a store', ['count']),
    skip: callback,
    failClosed: flag,
  });
  const { limit, windowSeconds, key, store = memoryStore(), skip, failClosed = false } = given;
  const prefix = `${limit}/${windowSeconds} `;
  const ask = (name: string): RateLimitUse | Promise<RateLimitUse> => {
    const use = store.count(prefix + name, windowSeconds);
    return isThenable(use) ? withPatience(use as Promise<RateLimitUse>, PATIENCE_MS) : use;
  };
  const middleware: Middleware = ({ reqCtx, next }) => {
    if (skip?.(reqCtx) === true) return void next();
    const name = key ? demandKey(key(reqCtx)) : clientKey(reqCtx.clientIp);
    return answerOrGoOn(
      surviving(reqCtx as InvocationContext, failClosed, () => ask(name)),
      next,
      (use) => {
        if (!use) return undefined;
        const resetSeconds = Math.max(1, Math.ceil((use.resetAt - Date.now()) / 1000));
        reqCtx.onResponse(({ headers }) => writeLimit(headers, limit, limit - use.hits, resetSeconds));
        if (use.hits > limit) throw tooMany(resetSeconds);
        return undefined;
      },
    );
  };
  return startingStore(middleware, store);
}

/** What the store says; `undefined` when it fails and that is to be survived. */
function surviving<T>(ctx: InvocationContext, failClosed: boolean, ask: () => T | Promise<T>): T | undefined | Promise<T | undefined> {
  const fail = (error: unknown): undefined => {
    if (failClosed) throw withoutStack(() => new ServiceUnavailableError('Requests cannot be counted at the moment', { cause: error }));
    safeLog(ctx.logger, 'error', 'The store of a rate limit failed', { error });
  };
  try {
    const use = ask();
    return isThenable(use) ? (use as Promise<T>).then((settled) => settled, fail) : use;
  } catch (error) {
    return fail(error);
  }
}

/** An outer limit runs later: it leaves the headers of an inner one that is nearer to its end. */
function writeLimit(headers: ResponseHeaders, limit: number, left: number, resetSeconds: number): void {
  const remaining = Math.max(0, left);
  const written = headers.get('ratelimit-remaining');
  if (written !== null && Number(written) <= remaining) return;
  headers.set('ratelimit-limit', limit);
  headers.set('ratelimit-remaining', remaining);
  headers.set('ratelimit-reset', resetSeconds);
}

function tooMany(retryAfterSeconds: number): TooManyRequestsError {
  return withoutStack(() => new TooManyRequestsError(undefined, { headers: { 'retry-after': String(retryAfterSeconds) } }));
}

function demandKey(key: unknown): string {
  if (typeof key === 'string') return key;
  throw new TypeError(`The key of a rate limit is a text; the function given to rateLimit() gave a value of type ${typeof key}.`);
}

/** Counts in the memory of one environment: gone with it, and each environment counts for itself. */
export function memoryStore(): RateLimitStore {
  const windows = new MemoryRateLimitStore();
  return { count: (key, windowSeconds) => windows.count(key, windowSeconds) };
}

/**
 * Counts in a DynamoDB table with the partition key `id`, a string; set its TTL attribute to `expiresAt`, so that it is cleaned up. Needs
 * the package `@aws-sdk/client-dynamodb`, where the client comes from, and the rights to `UpdateItem` and `PutItem`.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example dynamoDbStore({ tableName: 'limits', client: new DynamoDBClient() })
 */
export function dynamoDbStore(options: DynamoDbStoreOptions): RateLimitStore {
  return countInDynamoDb(checkOptions<DynamoDbStoreOptions>('dynamoDbStore', options, DYNAMO_RULES));
}

/**
 * Counts in Redis or Valkey, through a client that is connected: of `@redis/client`, `ioredis` or `@valkey/valkey-glide`.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example redisStore({ client: await createClient({ url }).connect() })
 */
export function redisStore(options: { readonly client: RedisClient }): RateLimitStore {
  return countInRedis(checkOptions<{ client: RedisClient }>('redisStore', options, { client: required(redisClient) }).client);
}
