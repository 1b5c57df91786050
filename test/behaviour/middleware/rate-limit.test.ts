import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { All, ConfigurationError, Controller, createApp, ErrorHandler, Get, type Middleware, UseMiddleware } from '../../../src/index.js';
import { cors } from '../../../src/middleware/cors.js';
import {
  dynamoDbStore,
  memoryStore,
  type RateLimitOptions,
  type RateLimitStore,
  rateLimit,
  redisStore,
} from '../../../src/middleware/rate-limit.js';
import { streamClient } from '../../../src/testing/index.js';
import { type DynamoServer, startDynamo } from '../support/dynamo-server.js';
import { clientOf, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { type RedisServer, startRedis } from '../support/redis-server.js';
import { recordingLogger } from '../support/silent-logger.js';
import { GlideClient } from './support/glide-client.js';

@Controller()
class Thing {
  @Get('/thing')
  read() {
    return { ok: true };
  }

  @Get('/broken')
  broken() {
    throw new Error('broken');
  }

  @All('/any')
  any() {
    return 'any';
  }
}

const client = (options: Partial<RateLimitOptions>, over?: SourceCase, logger = recordingLogger()) =>
  clientOf({ controllers: [Thing], middleware: [rateLimit({ limit: 2, windowSeconds: 60, ...options })], logger }, over);

const statusesOf = async (count: number, ask: () => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let at = 0; at < count; at++) statuses.push((await ask()).status);
  return statuses;
};

describe.each(EVERY_SOURCE)('a limit over $name', (source) => {
  it('lets so many requests through and tells of the rest', async () => {
    const api = client({}, source);

    for (const remaining of ['1', '0']) {
      const { status, headers } = await api.get('/thing');
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': remaining, 'ratelimit-reset': '60' });
    }
    const refused = await api.get('/thing');
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '60',
      'retry-after': '60',
    });
    expect(refused.json()).toEqual({ statusCode: 429, error: 'TooManyRequestsError', message: 'Too Many Requests' });
  });
});

describe('every answer', () => {
  it.each([
    ['an error', 'GET', '/broken', 500],
    ['an unknown path', 'GET', '/nowhere', 404],
    ['a wrong method', 'POST', '/thing', 405],
    ['HEAD', 'HEAD', '/thing', 200],
    ['the implied OPTIONS', 'OPTIONS', '/thing', 204],
  ])('has the headers: %s', async (_what, method, path, status) => {
    const answer = await client({}).request(method, path);

    expect(answer.status).toBe(status);
    expect(answer.headers['ratelimit-remaining']).toBe('1');
  });

  it('has the headers when it is streamed', async () => {
    const api = streamClient({ controllers: [Thing], middleware: [rateLimit({ limit: 1, windowSeconds: 60 })] });

    expect((await api.get('/thing')).prelude).toMatchObject({ statusCode: 200, headers: { 'ratelimit-remaining': '0' } });
    expect((await api.get('/thing')).prelude).toMatchObject({ statusCode: 429, headers: { 'retry-after': '60' } });
  });

  it('has the headers when an error handler makes it', async () => {
    class Handlers {
      @ErrorHandler()
      any() {
        return { statusCode: 418 };
      }
    }
    const api = clientOf({ controllers: [Thing], errorHandlers: [Handlers], middleware: [rateLimit({ limit: 1, windowSeconds: 60 })] });

    await api.get('/thing');
    const refused = await api.get('/thing');
    expect(refused.status).toBe(418);
    expect(refused.headers).toMatchObject({ 'retry-after': '60', 'ratelimit-remaining': '0' });
  });
});

describe('whose requests are counted together', () => {
  const ask = (api: ReturnType<typeof client>, sourceIp: string) =>
    api.get('/thing', { event: { requestContext: { http: { sourceIp } } } }).then(({ status }) => status);

  it.each([
    ['one address', '192.0.2.1', '192.0.2.1', 429],
    ['two addresses', '192.0.2.1', '192.0.2.2', 200],
    ['an address written as IPv6', '192.0.2.1', '::ffff:192.0.2.1', 429],
    ['two spellings of one address', '2001:db8::1', '2001:0DB8:0:0::1', 429],
    ['two addresses of one /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', 429],
    ['addresses of two /64', '2001:db8:1:2::1', '2001:db8:1:3::1', 200],
  ])('%s: %s and %s', async (_what, first, second, status) => {
    const api = client({ limit: 1 });

    expect(await ask(api, first)).toBe(200);
    expect(await ask(api, second)).toBe(status);
  });

  it('may be said by a function', async () => {
    const api = client({ limit: 1, key: (reqCtx) => reqCtx.headers.get('x-tenant') ?? '' });
    const as = (tenant: string) => api.get('/thing', { headers: { 'x-tenant': tenant } }).then(({ status }) => status);

    expect([await as('a'), await as('a'), await as('b')]).toEqual([200, 429, 200]);
  });

  it.each([undefined, 7, Promise.resolve('a')])('has to be a text: %p is a mistake that refuses the request', async (key) => {
    const logger = recordingLogger();

    expect((await client({ key: () => key as never }, undefined, logger).get('/thing')).status).toBe(500);
    expect(String(logger.at('error')[0]?.fields?.error)).toContain('The key of a rate limit is a text');
  });

  it('leaves out what is skipped', async () => {
    const api = client({ limit: 1, skip: ({ path }) => path === '/any' });

    expect(await statusesOf(3, () => api.get('/any'))).toEqual([200, 200, 200]);
    expect((await api.get('/any')).headers['ratelimit-limit']).toBeUndefined();
    expect(await statusesOf(2, () => api.get('/thing'))).toEqual([200, 429]);
  });

  it('leaves out nothing for a function that only seems to say so', async () => {
    const api = client({ limit: 1, skip: (() => Promise.resolve(false)) as never });

    expect(await statusesOf(2, () => api.get('/thing'))).toEqual([200, 429]);
  });
});

describe('several limits', () => {
  @Controller('/nested')
  @UseMiddleware(rateLimit({ limit: 2, windowSeconds: 30 }))
  class Nested {
    @Get()
    read() {
      return 'nested';
    }
  }

  it('are told by the one that is nearest to its end', async () => {
    const api = clientOf({ controllers: [Nested, Thing], middleware: [rateLimit({ limit: 4, windowSeconds: 60 })] });

    expect((await api.get('/nested')).headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    await api.get('/thing');
    await api.get('/thing');
    expect((await api.get('/nested')).headers).toMatchObject({ 'ratelimit-remaining': '0' });
    const refused = await api.get('/nested');
    expect([refused.status, refused.headers['ratelimit-limit']]).toEqual([429, '4']);
  });

  it('are told by the inner one when both are as near', async () => {
    const middleware = [rateLimit({ limit: 2, windowSeconds: 60 }), rateLimit({ limit: 2, windowSeconds: 30 })];
    const api = clientOf({ controllers: [Thing], middleware });

    expect((await api.get('/thing')).headers).toMatchObject({ 'ratelimit-remaining': '1', 'ratelimit-reset': '30' });
  });

  it('are counted apart in one store', async () => {
    const store = memoryStore();
    const outer = rateLimit({ limit: 100, windowSeconds: 60, store });
    const inner = rateLimit({ limit: 2, windowSeconds: 60, store });
    const api = clientOf({ controllers: [Thing], middleware: [outer, inner] });

    expect(await statusesOf(3, () => api.get('/thing'))).toEqual([200, 200, 429]);
  });
});

it('keeps the CORS headers on a refusal, so that scripts can read it', async () => {
  const api = clientOf({ controllers: [Thing], middleware: [cors(), rateLimit({ limit: 1, windowSeconds: 60 })] });
  const headers = { origin: 'https://example.com' };
  await api.get('/thing', { headers });

  const refused = await api.get('/thing', { headers });
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([429, '*']);
});

describe('a store that fails', () => {
  const failures: [string, RateLimitStore][] = [
    [
      'by throwing',
      {
        count: () => {
          throw new Error('gone');
        },
      },
    ],
    ['by rejecting', { count: () => Promise.reject(new Error('gone')) }],
  ];

  it.each(failures)('lets requests pass, with an error line each (%s)', async (_how, store) => {
    const logger = recordingLogger();
    const api = client({ store }, undefined, logger);

    expect(await statusesOf(3, () => api.get('/thing'))).toEqual([200, 200, 200]);
    expect(logger.at('error').map(({ message }) => message)).toEqual(Array(3).fill('The store of a rate limit failed'));
  });

  it.each(failures)('refuses them when it is told to (%s)', async (_how, store) => {
    const logger = recordingLogger();
    const answer = await client({ store, failClosed: true }, undefined, logger).get('/thing');

    expect(answer.status).toBe(503);
    expect(answer.text()).not.toContain('gone');
    expect(logger.at('error')).toHaveLength(1);
  });

  it('is not waited for longer than two seconds', async () => {
    const begin = performance.now();

    expect((await client({ store: { count: () => new Promise(() => {}) } }).get('/thing')).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(1900);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});

describe('a store that has to start', () => {
  it('is started with the app, and its failure is the failure of the start', async () => {
    const store: RateLimitStore = {
      ...memoryStore(),
      count: () => ({ hits: 1, resetAt: 0 }),
      start: () => Promise.reject(new ConfigurationError([])),
    };
    const app = createApp({ controllers: [Thing], middleware: [rateLimit({ limit: 1, windowSeconds: 1, store })] });

    await expect(app.ready()).rejects.toBeInstanceOf(ConfigurationError);
  });

  it('and cannot be reached does not keep the app from starting', async () => {
    const unreachable: RateLimitStore = { count: () => Promise.reject(new Error('gone')), start: () => Promise.reject(new Error('gone')) };

    expect((await client({ store: unreachable }).get('/thing')).status).toBe(200);
  });
});

describe('the stores', () => {
  let redis: RedisServer;
  let dynamo: DynamoServer;
  let nodeRedis: ReturnType<typeof createClient>;
  let ioRedis: Redis;
  let tables = 0;

  beforeAll(async () => {
    [redis, dynamo] = await Promise.all([startRedis(), startDynamo()]);
    nodeRedis = createClient({ socket: { path: redis.socketPath, tls: false } });
    nodeRedis.on('error', () => {});
    await nodeRedis.connect();
    ioRedis = new Redis(redis.socketPath);
  });

  afterAll(async () => {
    nodeRedis?.destroy();
    ioRedis?.disconnect();
    await Promise.all([redis?.stop(), dynamo?.stop()]);
  });

  const table = async () => {
    const tableName = `limits-${tables++}`;
    await dynamo.createTable(tableName);
    return tableName;
  };

  const STORES: [string, () => Promise<readonly [RateLimitStore, RateLimitStore]>][] = [
    [
      'memory',
      async () => {
        const store = memoryStore();
        return [store, store];
      },
    ],
    [
      'DynamoDB',
      async () => {
        const tableName = await table();
        return [dynamoDbStore({ tableName, client: dynamo.client }), dynamoDbStore({ tableName, client: dynamo.client })];
      },
    ],
    [
      'DynamoDB, by a document client',
      async () => {
        const tableName = await table();
        return [dynamoDbStore({ tableName, client: dynamo.documentClient }), dynamoDbStore({ tableName, client: dynamo.client })];
      },
    ],
    [
      'Redis, by @redis/client',
      async () => {
        await nodeRedis.sendCommand(['FLUSHALL']);
        return [redisStore({ client: nodeRedis }), redisStore({ client: nodeRedis })];
      },
    ],
    [
      'Redis, by ioredis',
      async () => {
        await nodeRedis.sendCommand(['FLUSHALL']);
        return [redisStore({ client: ioRedis }), redisStore({ client: nodeRedis })];
      },
    ],
    [
      'Redis, by @valkey/valkey-glide',
      async () => {
        await nodeRedis.sendCommand(['FLUSHALL']);
        return [redisStore({ client: new GlideClient(nodeRedis) }), redisStore({ client: nodeRedis })];
      },
    ],
  ];

  describe.each(STORES)('%s', (_name, open) => {
    it('counts by key, and says when the window ends', async () => {
      const [store] = await open();
      const begin = Date.now();

      const uses = [await store.count('a', 60), await store.count('a', 60), await store.count('b', 60), await store.count('a', 60)];

      expect(uses.map(({ hits }) => hits)).toEqual([1, 2, 1, 3]);
      for (const { resetAt } of uses) {
        expect(resetAt).toBeGreaterThanOrEqual(begin + 59_000);
        expect(resetAt).toBeLessThanOrEqual(Date.now() + 60_000);
      }
    });

    it('begins a new window when one has ended', async () => {
      const [store] = await open();
      const first = await store.count('a', 0.3);
      await store.count('a', 0.3);
      await new Promise((resolve) => setTimeout(resolve, first.resetAt - Date.now() + 30));

      const next = await store.count('a', 0.3);
      expect(next.hits).toBe(1);
      expect(next.resetAt).toBeGreaterThan(first.resetAt);
      expect((await store.count('a', 0.3)).hits).toBe(2);
    });

    it('counts every request of many at once, from two environments', async () => {
      const [one, other] = await open();
      const uses = await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 ? one : other).count('a', 60)));

      expect(uses.map(({ hits }) => hits).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    });

    it('holds a limit', async () => {
      const [store] = await open();
      const api = client({ limit: 3, store });

      expect(await statusesOf(5, () => api.get('/thing'))).toEqual([200, 200, 200, 429, 429]);
    });

    it.each(['', ' ', '__proto__', 'a:b*?[]{}', 'ключ\n', 'x'.repeat(1000)])('takes %j for a key', async (key) => {
      const [store] = await open();
      await store.count(`1/1 ${key}`, 60);

      expect((await store.count(`1/1 ${key}`, 60)).hits).toBe(2);
      expect((await store.count(`1/1 ${key}x`, 60)).hits).toBe(1);
    });
  });

  it.each<[string, () => Promise<RateLimitStore>, () => { consume(key: string): Promise<RateLimiterRes> }]>([
    ['memory', async () => memoryStore(), () => new RateLimiterMemory({ points: 5, duration: 1 })],
    [
      'Redis',
      async () => redisStore({ client: nodeRedis }),
      () => new RateLimiterRedis({ storeClient: ioRedis, points: 5, duration: 1, keyPrefix: `oracle-${Date.now()}` }),
    ],
  ])('in %s judge as an established library does', async (_name, open, makeOracle) => {
    const store = await open();
    const oracle = makeOracle();
    const key = `oracle ${Date.now()}`;
    for (let at = 0; at < 12; at++) {
      const theirs = await oracle.consume(key).catch((refused: RateLimiterRes) => refused);
      const ours = await store.count(key, 1);
      expect(ours.hits).toBe(theirs.consumedPoints);
      expect(Math.abs(ours.resetAt - Date.now() - theirs.msBeforeNext)).toBeLessThan(500);
      if (at === 7) await new Promise((resolve) => setTimeout(resolve, 1100));
    }
  });

  it('in Redis leave nothing behind that does not end', async () => {
    await nodeRedis.sendCommand(['FLUSHALL']);
    const store = redisStore({ client: nodeRedis });
    await store.count('a', 60);
    const [key] = (await nodeRedis.sendCommand(['KEYS', '*'])) as string[];
    expect(await nodeRedis.sendCommand(['PTTL', key!])).toBeGreaterThan(0);

    await nodeRedis.sendCommand(['PERSIST', key!]);
    expect((await store.count('a', 60)).hits).toBe(2);
    expect(await nodeRedis.sendCommand(['PTTL', key!])).toBeGreaterThan(0);
  });

  it('in DynamoDB leave when their items may be deleted, in seconds', async () => {
    const tableName = await table();
    const { resetAt } = await dynamoDbStore({ tableName, client: dynamo.client }).count('a', 60);

    expect(await dynamo.itemsOf(tableName)).toEqual([{ id: 'a', hits: 1, resetAt, expiresAt: Math.ceil(resetAt / 1000) }]);
  });

  it('that are gone let requests pass', async () => {
    const logger = recordingLogger();
    const lost = dynamoDbStore({ tableName: 'no-such-table', client: dynamo.client });

    expect((await client({ store: lost }, undefined, logger).get('/thing')).status).toBe(200);
    expect(String(logger.at('error')[0]?.fields?.error)).toContain('ResourceNotFoundException');
  });

  it('that do not answer let requests pass', async () => {
    const logger = recordingLogger();
    const store = redisStore({ client: nodeRedis });
    redis.freeze();
    try {
      expect((await client({ store }, undefined, logger).get('/thing')).status).toBe(200);
      expect(String(logger.at('error')[0]?.fields?.error)).toContain('did not answer within 2000 ms');
    } finally {
      redis.thaw();
    }
  });
});

describe('memory', () => {
  it('stays within bounds when every request has another key', () => {
    const store = memoryStore();
    for (let at = 0; at < 120_000; at++) store.count(`key ${at}`, 60);

    // The latest are remembered, the first of all is not.
    expect(store.count('key 119999', 60)).toMatchObject({ hits: 2 });
    expect(store.count('key 0', 60)).toMatchObject({ hits: 1 });
  });
});

it('has nothing to wait for in memory', () => {
  const seen: string[] = [];
  const watch: Middleware = ({ next }) => {
    void next();
    seen.push('after');
  };
  @Controller()
  class Quick {
    @Get('/quick')
    read() {
      seen.push('handler');
      return 'quick';
    }
  }
  const app = createApp({
    controllers: [Quick],
    middleware: [watch, rateLimit({ limit: 1, windowSeconds: 1 })],
    logger: recordingLogger(),
  });
  return clientOf(app)
    .get('/quick')
    .then(() => expect(seen).toEqual(['handler', 'after']));
});
