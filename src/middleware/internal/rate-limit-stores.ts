// Where requests are counted. A window begins with the first request of a key, and the next one with the first after its end.
//
// Why not over rate-limiter-flexible (11.4): its DynamoDB limiter wants a table with the key `key` and the TTL attribute `expire`, and an
// aggregated client, where ours is a table like that of every store (`id`, `expiresAt`) and a plain or a document client. Its Redis limiter
// rounds windows down to whole seconds, and never ends one below a second; its class for Valkey Glide loads functions that Redis 7 refuses.
// Made to fit, it would run this script through these calls. The tests hold the Redis and memory stores against it.
import { type DynamoDbStoreOptions, isConditionFailure, loadDynamoCommands } from './dynamo-client.js';
import { compileScript, type RedisClient } from './redis-client.js';
import type { StartableStore } from './start-store.js';

/** How much of its limit a key has used. */
export interface RateLimitUse {
  /** Requests in the window, this one included. */
  readonly hits: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetAt: number;
}

/** Counts requests. What it gives may be a promise. */
export interface RateLimitStore extends StartableStore {
  /** Counts one more request of a key. Has to be atomic: environments count at the same time. */
  count(key: string, windowSeconds: number): RateLimitUse | Promise<RateLimitUse>;
}

/** Most keys that are kept in memory: some ten megabytes. Beyond, the oldest windows are forgotten. */
const MOST_KEYS = 50_000;

/** Counts in the memory of one environment. */
export class MemoryRateLimitStore implements RateLimitStore {
  // In the order in which windows began, so that old ones are found first.
  readonly #windows = new Map<string, RateLimitUse>();

  count(key: string, windowSeconds: number): RateLimitUse {
    const now = Date.now();
    const current = this.#windows.get(key);
    const goesOn = current !== undefined && current.resetAt > now;
    if (!goesOn) {
      this.#windows.delete(key);
      this.#forget(now);
    }
    const use = goesOn ? { hits: current.hits + 1, resetAt: current.resetAt } : { hits: 1, resetAt: now + Math.ceil(windowSeconds * 1000) };
    this.#windows.set(key, use);
    return use;
  }

  #forget(now: number): void {
    for (const [key, { resetAt }] of this.#windows) {
      if (resetAt > now && this.#windows.size < MOST_KEYS) break;
      this.#windows.delete(key);
    }
  }
}

// A key without an end would count for ever: it gets one, whatever became of the one it had.
const REDIS_COUNT = `local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {hits, left}`;

/** Counts in Redis or Valkey, whose own clock ends the windows. */
export function countInRedis(client: RedisClient): RateLimitStore {
  const run = compileScript(client, REDIS_COUNT);
  return {
    count: async (key, windowSeconds) => {
      const [hits, left] = (await run(`lambent:rate-limit:${key}`, String(Math.ceil(windowSeconds * 1000)))) as [number, number];
      return { hits: Number(hits), resetAt: Date.now() + Number(left) };
    },
  };
}

/** Two writes when a window begins, one for every other request. */
export function countInDynamoDb({ tableName, client }: DynamoDbStoreOptions): RateLimitStore {
  const increment = async (id: string): Promise<RateLimitUse> => {
    const { UpdateItemCommand } = await loadDynamoCommands();
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: { id: { S: id } },
      UpdateExpression: 'ADD hits :one',
      ConditionExpression: 'resetAt > :now',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':now': { N: String(Date.now()) } },
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes } = (await client.send(command as never)) as { Attributes: Record<'hits' | 'resetAt', { N: string }> };
    return { hits: Number(Attributes.hits.N), resetAt: Number(Attributes.resetAt.N) };
  };
  const begin = async (id: string, windowSeconds: number): Promise<RateLimitUse> => {
    const { PutItemCommand } = await loadDynamoCommands();
    const now = Date.now();
    const resetAt = now + Math.ceil(windowSeconds * 1000);
    const command = new PutItemCommand({
      TableName: tableName,
      Item: { id: { S: id }, hits: { N: '1' }, resetAt: { N: String(resetAt) }, expiresAt: { N: String(Math.ceil(resetAt / 1000)) } },
      ConditionExpression: 'attribute_not_exists(resetAt) OR resetAt <= :now',
      ExpressionAttributeValues: { ':now': { N: String(now) } },
    });
    await client.send(command as never);
    return { hits: 1, resetAt };
  };
  return {
    start: loadDynamoCommands,
    count: async (key, windowSeconds) => {
      // Where two begin a window at once, the other one's counts; where it ends meanwhile, the next one does.
      for (const attempt of [increment, begin, increment, begin, increment]) {
        try {
          return await attempt(key, windowSeconds);
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      }
      throw new Error('The window of a rate limit changed faster than a request could be counted');
    },
  };
}
