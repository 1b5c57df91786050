// Lets clients repeat a request without it running twice.
import { badRequest } from '../errors/bad-request.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext, Principal, RequestContext } from '../http/request-context.js';
import { checkOptions } from './internal/check-options.js';
import { DYNAMO_RULES, type DynamoDbStoreOptions } from './internal/dynamo-client.js';
import { DynamoIdempotencyStore } from './internal/idempotency-dynamo.js';
import { MemoryIdempotencyStore } from './internal/idempotency-memory.js';
import type { IdempotencyStore } from './internal/idempotency-record.js';
import { keepInRedis } from './internal/idempotency-redis.js';
import { runOnce } from './internal/idempotent-run.js';
import { callback, flag, headerName, required, tokens, withMethods } from './internal/option-rules.js';
import { type RedisClient, redisClient } from './internal/redis-client.js';
import { seconds } from './internal/seconds.js';
import { startingStore } from './internal/start-store.js';

export type { DynamoDbClient, DynamoDbStoreOptions } from './internal/dynamo-client.js';
export type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore, StoredAnswer } from './internal/idempotency-record.js';
export type { RedisClient } from './internal/redis-client.js';

/** Options of `idempotency`. */
export interface IdempotencyOptions {
  /** The header in which clients send a key of their own choice, 255 characters at most. Default `Idempotency-Key`. */
  readonly headerName?: string | undefined;
  /** Whether requests without a key are refused with 400. Default `false`: they run each time. */
  readonly required?: boolean | undefined;
  /** How long an answer is kept. Default 3600. */
  readonly ttlSeconds?: number | undefined;
  /** Methods that are covered. Default `POST` and `PATCH`; the others may be repeated as they are (RFC 9110 section 9.2.2). */
  readonly methods?: readonly string[] | undefined;
  /** Makes the key in the header's place; an empty one is none. */
  readonly key?: ((reqCtx: RequestContext) => string | undefined) | undefined;
  readonly store: IdempotencyStore;
}

const LONGEST_KEY = 255;

/**
 * Answers a request that comes with the same key and the same query and body again as it was answered the first time, with
 * `Idempotency-Replayed: true`. While the first one is running the answer is a 409 with `Retry-After`; another query or body is a 422.
 *
 * A key counts for one method, one concrete path and one principal: list this after authentication. Guards are not asked about an answer
 * that is kept. An error that is thrown, and an answer from 500 on, is not kept, so that the request can be tried again; one that was cut
 * off by a timeout can be tried again when its invocation would have ended. When the store fails beforehand the answer is a 503, when it
 * fails afterwards the answer is given, with one error line.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * @Post()
 * @UseMiddleware(idempotency({ required: true, store: dynamoDbStore({ tableName: 'requests', client: new DynamoDBClient() }) }))
 * pay(@Body() draft: PaymentDraft) { return this.bank.pay(draft); }
 */
export function idempotency(options: IdempotencyOptions): Middleware {
  const given = checkOptions<IdempotencyOptions>('idempotency', options, {
    headerName,
    required: flag,
    ttlSeconds: seconds,
    methods: tokens('methods'),
    key: callback,
    store: required(withMethods('a store', ['claim', 'complete', 'release'])),
  });
  const { store, ttlSeconds = 3600 } = given;
  const methods = new Set((given.methods ?? ['POST', 'PATCH']).map((method) => method.toUpperCase()));
  const readKey = compileKey(given);
  const { hash, randomUUID } = process.getBuiltinModule('node:crypto');
  const digest = (data: string | Uint8Array) => hash('sha256', data, 'base64url');
  const fingerprintOf = ({ body, query }: InvocationContext) => {
    const pairs = [...query];
    return pairs.length === 0 ? digest(body.bytes()) : digest(JSON.stringify([pairs, digest(body.bytes())]));
  };
  const middleware: Middleware = ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    // An unknown path runs nothing that could run twice.
    if (!methods.has(ctx.method) || ctx.route === null) return void next();
    const name = readKey(ctx);
    if (name === undefined) return void next();
    // Before a token was looked at, whoever sends it is told apart by it.
    const authorization = ctx.principal ? undefined : ctx.headerValue('authorization');
    const scope = [ctx.method, ctx.path, identityOf(ctx.principal) ?? authorization ?? null, name];
    return runOnce(ctx, next, {
      store,
      ttlSeconds,
      key: digest(JSON.stringify(scope)),
      fingerprint: fingerprintOf(ctx),
      owner: randomUUID(),
      isOwned: authorization !== undefined,
    });
  };
  return startingStore(middleware, store);
}

/** A principal without a name is told from others by all that is known of it. */
function identityOf(principal: Principal | undefined): readonly unknown[] | undefined {
  return principal && [principal.scheme, principal.subject || principal.claims];
}

function compileKey({ key, ...options }: IdempotencyOptions): (ctx: InvocationContext) => string | undefined {
  const wanted = options.headerName ?? 'Idempotency-Key';
  const name = wanted.toLowerCase();
  const refuse = (message: string): never => {
    throw badRequest(message);
  };
  return (ctx) => {
    const value: unknown = key ? key(ctx) : ctx.headerValue(name);
    if (value === undefined || value === '')
      return options.required === true ? refuse(`This request needs the header ${wanted}`) : undefined;
    if (typeof value !== 'string') throw new TypeError(`The key given to idempotency() gave a value of type ${typeof value}, not a text.`);
    return value.length > LONGEST_KEY && !key ? refuse(`The header ${wanted} is longer than ${LONGEST_KEY} characters`) : value;
  };
}

/** A store that can be spread, and its methods be replaced one by one. */
function plainStore(store: IdempotencyStore): IdempotencyStore {
  return {
    claim: (key, claim) => store.claim(key, claim),
    complete: (key, record) => store.complete(key, record),
    release: (key, owner) => store.release(key, owner),
    ...(store.start && { start: () => store.start?.() }),
  };
}

/** Records in the memory of one environment: for tests, and for servers of which there is one. Each environment knows only its own. */
export function memoryStore(): IdempotencyStore {
  return plainStore(new MemoryIdempotencyStore());
}

/**
 * Records in a DynamoDB table with the partition key `id`, a string; set its TTL attribute to `expiresAt`, so that it is cleaned up. Needs
 * the package `@aws-sdk/client-dynamodb`, where the client comes from, and the rights to `PutItem`, `GetItem` and `DeleteItem`. Answers of
 * more than 400 KB do not fit into an item.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example dynamoDbStore({ tableName: 'requests', client: new DynamoDBClient() })
 */
export function dynamoDbStore(options: DynamoDbStoreOptions): IdempotencyStore {
  return plainStore(new DynamoIdempotencyStore(checkOptions<DynamoDbStoreOptions>('dynamoDbStore', options, DYNAMO_RULES)));
}

/**
 * Records in Redis or Valkey, through a client that is connected: of `@redis/client`, `ioredis` or `@valkey/valkey-glide`.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example redisStore({ client: await createClient({ url }).connect() })
 */
export function redisStore(options: { readonly client: RedisClient }): IdempotencyStore {
  return keepInRedis(checkOptions<{ client: RedisClient }>('redisStore', options, { client: required(redisClient) }).client);
}
