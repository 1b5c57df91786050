import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import {
  type App,
  BadRequestError,
  Body,
  ConfigurationError,
  Controller,
  Ctx,
  createApp,
  ErrorHandler,
  HttpCode,
  HttpError,
  HttpResponse,
  type Middleware,
  Param,
  Patch,
  Post,
  Put,
  type RequestContext,
  serializeCookie,
} from '../../../src/index.js';
import { cors } from '../../../src/middleware/cors.js';
import {
  dynamoDbStore,
  type IdempotencyOptions,
  type IdempotencyStore,
  idempotency,
  memoryStore,
  redisStore,
} from '../../../src/middleware/idempotency.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { timeout } from '../../../src/middleware/timeout.js';
import { streamClient, type TestRequest, testClient } from '../../../src/testing/index.js';
import { type DynamoServer, startDynamo } from '../support/dynamo-server.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { type RedisServer, startRedis } from '../support/redis-server.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';
import { GlideClient } from './support/glide-client.js';

/** What the handlers did, in order. */
let runs: string[];
/** What the handlers wait for. */
let gate: Promise<unknown>;
/** What goes wrong in the next run. */
let fault: (() => unknown) | undefined;

beforeEach(() => {
  runs = [];
  gate = Promise.resolve();
  fault = undefined;
});

@Controller()
class Payments {
  @Post('/payments')
  @HttpCode(201)
  async pay(@Body({ validate: false }) body: { amount: number }, @Ctx() reqCtx: RequestContext) {
    runs.push(`pay ${body.amount}`);
    await gate;
    const broken = fault?.();
    if (broken !== undefined) return broken;
    reqCtx.res.headers.append('set-cookie', serializeCookie('a', '1'));
    reqCtx.res.headers.append('set-cookie', serializeCookie('b', '2'));
    reqCtx.res.headers.set('x-payment', String(runs.length));
    return { paid: body.amount, run: runs.length };
  }

  @Patch('/payments/:id')
  change(@Param('id') id: string) {
    runs.push(`change ${id}`);
    return id;
  }

  @Put('/payments/:id')
  replace(@Param('id') id: string) {
    runs.push(`replace ${id}`);
    return id;
  }

  @Post('/bytes')
  bytes() {
    runs.push('bytes');
    return new HttpResponse(Buffer.from([0, 255, 128, 10, 13]), { headers: { 'content-type': 'image/png' } });
  }

  @Post('/nothing')
  nothing() {
    runs.push('nothing');
  }

  @Post('/reused')
  async *reused() {
    const memory = Buffer.alloc(4);
    for (const word of ['one ', 'two ']) {
      memory.write(word);
      yield memory;
    }
    memory.fill('x');
  }

  @Post('/stream')
  async *stream() {
    runs.push('stream');
    yield 'one ';
    await gate;
    fault?.();
    yield Buffer.from('two');
  }
}

type Options = Partial<IdempotencyOptions>;

function appWith(options: Options, middleware: Middleware[] = [], logger = silentLogger, deadlineReserveMs = 0): App {
  const covered = idempotency({ store: memoryStore(), ...options });
  return createApp({ controllers: [Payments], middleware: [...middleware, covered], logger, deadlineReserveMs });
}

const keyed = (key: string, body: unknown = { amount: 5 }, more: TestRequest = {}): TestRequest => ({
  body: body as object,
  ...more,
  headers: { 'idempotency-key': key, ...more.headers },
});

describe.each(EVERY_SOURCE)('a repeated request over $name', (source) => {
  it('is answered as the first one was, and runs once', async () => {
    const api = clientOf(appWith({}), source);

    const first = await api.post('/payments', keyed('k'));
    const second = await api.post('/payments', keyed('k'));

    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.status).toBe(201);
    expect(second.json()).toEqual({ paid: 5, run: 1 });
    expect(second.text()).toBe(first.text());
    expect(second.headers).toEqual({ ...first.headers, 'idempotency-replayed': 'true' });
    expect(second.cookies).toEqual(first.cookies);
    expect(runs).toEqual(['pay 5']);
  });

  it('gets exactly the same bytes', async () => {
    const api = clientOf(appWith({}), source);

    const [first, second] = [await api.post('/bytes', keyed('k')), await api.post('/bytes', keyed('k'))];

    expect(second.headers['content-type']).toBe('image/png');
    expect([...second.bytes()]).toEqual([0, 255, 128, 10, 13]);
    expect(second.bytes()).toEqual(first.bytes());
    expect(runs).toEqual(['bytes']);
  });
});

describe('a key', () => {
  const post = async (api: ReturnType<typeof clientOf>, path: string, request: TestRequest) => (await api.post(path, request)).status;

  it('has to come with the same payload', async () => {
    const api = clientOf(appWith({}));
    await api.post('/payments', keyed('k'));

    const other = await api.post('/payments', keyed('k', { amount: 6 }));
    expect(other.status).toBe(422);
    expect(other.json()).toEqual({
      statusCode: 422,
      error: 'UnprocessableEntityError',
      message: 'The idempotency key was used for another request',
    });
    expect(await post(api, '/payments?x=1', keyed('k'))).toBe(422);
    expect(await post(api, '/payments', keyed('k'))).toBe(201);
    expect(runs).toEqual(['pay 5']);
  });

  it('takes the same bytes for the same payload, however they were sent', async () => {
    const api = clientOf(appWith({}));
    await api.post('/payments', keyed('k'));

    expect(await post(api, '/payments', keyed('k', { amount: 5 }, { base64: true }))).toBe(201);
    expect(runs).toEqual(['pay 5']);
  });

  it('counts for one method and one path', async () => {
    const api = clientOf(appWith({ methods: ['POST', 'patch', 'PUT'] }));

    for (const [method, path] of [
      ['POST', '/payments'],
      ['PATCH', '/payments/1'],
      ['PATCH', '/payments/2'],
      ['PUT', '/payments/1'],
      ['PATCH', '/payments/1'],
    ] as const) {
      expect((await api.request(method, path, keyed('k'))).status).toBeLessThan(300);
    }
    expect(runs).toEqual(['pay 5', 'change 1', 'change 2', 'replace 1']);
  });

  it('counts for one principal', async () => {
    const as: Middleware = ({ reqCtx, next }) => {
      const [scheme, subject] = (reqCtx.headers.get('x-as') ?? '').split('/') as [string, string];
      reqCtx.principal = { subject, roles: [], scheme, claims: { name: reqCtx.headers.get('x-name') } };
      void next();
    };
    const api = clientOf(appWith({}, [as]));
    const people = [['jwt/ada'], ['jwt/grace'], ['basic/ada'], ['jwt/', 'one'], ['jwt/', 'two']];

    for (const time of ['first', 'second']) {
      for (const [who, name = ''] of people) {
        const answer = await api.post('/payments', keyed('k', { amount: 1 }, { headers: { 'x-as': who!, 'x-name': name } }));
        expect(answer.headers['idempotency-replayed']).toBe(time === 'first' ? undefined : 'true');
      }
    }
    expect(runs).toHaveLength(people.length);
  });

  it('counts for one token where nobody has looked at it yet', async () => {
    const api = clientOf(appWith({}));

    for (const authorization of ['Bearer one', 'Bearer two', 'Bearer one']) {
      expect(await post(api, '/payments', keyed('k', { amount: 1 }, { headers: { authorization } }))).toBe(201);
    }
    expect(runs).toHaveLength(2);
  });

  it.each([
    ['another header', { headerName: 'X-Request-Key' }, { 'x-request-key': 'k' }],
    ['a function', { key: (reqCtx: RequestContext) => reqCtx.headers.get('x-order') }, { 'x-order': 'k' }],
  ])('may come from %s', async (_where, options, headers) => {
    const api = clientOf(appWith(options));

    for (let at = 0; at < 2; at++) await api.post('/payments', { body: { amount: 5 }, headers });
    expect(runs).toHaveLength(1);
  });

  it('may be absent, and then nothing is remembered', async () => {
    const api = clientOf(appWith({}));

    for (let at = 0; at < 2; at++) expect(await post(api, '/payments', { body: { amount: 5 } })).toBe(201);
    expect(await post(api, '/payments', keyed(''))).toBe(201);
    expect(runs).toHaveLength(3);
  });

  it('may be required', async () => {
    const api = clientOf(appWith({ required: true }));

    const refused = await api.post('/payments', { body: { amount: 5 } });
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({ message: 'This request needs the header Idempotency-Key' });
    expect(await post(api, '/payments', keyed(''))).toBe(400);
    expect((await api.put('/payments/1', {})).status).toBe(200);
    expect(runs).toEqual(['replace 1']);
  });

  it('is refused when it is longer than 255 characters', async () => {
    const api = clientOf(appWith({}));

    expect(await post(api, '/payments', keyed('k'.repeat(255)))).toBe(201);
    expect(await post(api, '/payments', keyed('k'.repeat(256)))).toBe(400);
  });

  it.each([7, null, Promise.resolve('k')])('is a mistake when the function gives %p', async (value) => {
    expect(await post(clientOf(appWith({ key: () => value as never })), '/payments', { body: { amount: 5 } })).toBe(500);
    expect(runs).toEqual([]);
  });

  it('is left alone by methods that are not covered, and by unknown paths', async () => {
    const store = memoryStore();
    const claim = jest.spyOn(store, 'claim');
    const api = clientOf(appWith({ store, required: true }));

    await api.put('/payments/1', keyed('k'));
    expect((await api.post('/nowhere', keyed('k'))).status).toBe(404);
    expect((await api.post('/nowhere', {})).status).toBe(404);
    expect(claim).not.toHaveBeenCalled();
  });
});

describe('a request that is still running', () => {
  it('is answered 409, with the time to try again', async () => {
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const api = clientOf(appWith({}));
    const first = api.post('/payments', keyed('k'));
    await sleep(20);

    const second = await api.post('/payments', keyed('k'));
    expect(second.status).toBe(409);
    expect(second.headers['retry-after']).toBe('1');
    expect((await api.post('/payments', keyed('k', { amount: 6 }))).status).toBe(422);

    open();
    expect((await first).status).toBe(201);
    expect((await api.post('/payments', keyed('k'))).headers['idempotency-replayed']).toBe('true');
    expect(runs).toEqual(['pay 5']);
  });
});

describe('what goes wrong', () => {
  it.each<[string, () => unknown, number]>([
    [
      'an error',
      () => {
        throw new Error('broken');
      },
      500,
    ],
    [
      'a refusal that is thrown',
      () => {
        throw new BadRequestError('no');
      },
      400,
    ],
    ['an answer of 500', () => new HttpResponse('broken', { status: 500 }), 500],
    ['an answer of 503', () => new HttpResponse(null, { status: 503 }), 503],
    ['a value without JSON', () => 1n, 500],
  ])('is not kept: %s', async (_what, make, status) => {
    const api = clientOf(appWith({}));
    fault = make;
    expect((await api.post('/payments', keyed('k'))).status).toBe(status);

    fault = undefined;
    const again = await api.post('/payments', keyed('k'));
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(runs).toHaveLength(2);
  });

  it('is kept when it is an answer that the handler gives', async () => {
    const api = clientOf(appWith({}));
    fault = () => new HttpResponse('sold out', { status: 409 });

    for (const replayed of [undefined, 'true']) {
      const answer = await api.post('/payments', keyed('k'));
      expect([answer.status, answer.text(), answer.headers['idempotency-replayed']]).toEqual([409, 'sold out', replayed]);
    }
    expect(runs).toHaveLength(1);
  });

  it('is not kept when outer middleware makes it an error, or an answer of an error', async () => {
    let how: 'throw' | 'recover' | undefined = 'throw';
    const outer: Middleware = async ({ next }) => {
      try {
        await next();
      } catch {
        return { recovered: true };
      }
      if (how === 'throw') throw new Error('afterwards');
    };
    const api = clientOf(appWith({}, [outer]));

    expect((await api.post('/payments', keyed('k'))).status).toBe(500);
    how = 'recover';
    fault = () => {
      throw new Error('inside');
    };
    expect((await api.post('/payments', keyed('k'))).status).toBe(200);
    fault = undefined;
    expect((await api.post('/payments', keyed('k'))).status).toBe(201);
    expect(runs).toHaveLength(3);
  });

  it('may be corrected with the same key when it was the payload', async () => {
    const api = clientOf(appWith({}));

    expect((await api.post('/payments', keyed('k', '{', { headers: { 'content-type': 'application/json' } }))).status).toBe(400);
    expect((await api.post('/payments', keyed('k'))).status).toBe(201);
  });
});

describe('an answer that is kept', () => {
  it('is what inner hooks made of it, and outer ones see it anew', async () => {
    const inner: Middleware = ({ reqCtx, next }) => {
      reqCtx.onResponse(({ headers }) => headers.set('x-inner', 'inner'));
      void next();
    };
    const app = createApp({
      controllers: [Payments],
      middleware: [requestId(), cors({ origin: ['https://a.example', 'https://b.example'] }), idempotency({ store: memoryStore() }), inner],
      logger: silentLogger,
    });
    const ask = (origin: string, id: string) =>
      clientOf(app).post('/payments', keyed('k', { amount: 5 }, { headers: { origin, 'x-request-id': id } }));
    await ask('https://a.example', 'one');

    expect((await ask('https://b.example', 'two')).headers).toMatchObject({
      'idempotency-replayed': 'true',
      'x-inner': 'inner',
      'access-control-allow-origin': 'https://b.example',
      'x-request-id': 'two',
    });
  });

  it('has what outer middleware sets beforehand once, and of this request', async () => {
    let request = 0;
    const outer: Middleware = async ({ reqCtx, next }) => {
      request++;
      reqCtx.res.headers.set('x-request', String(request));
      reqCtx.res.headers.append('set-cookie', 'visit=1');
      await next();
    };
    const api = clientOf(appWith({}, [outer]));
    const first = await api.post('/payments', keyed('k'));
    const second = await api.post('/payments', keyed('k'));

    expect(first.cookies).toEqual(['visit=1', 'a=1', 'b=2']);
    expect(second.cookies).toEqual(first.cookies);
    expect([first.headers['x-request'], second.headers['x-request']]).toEqual(['1', '2']);
  });

  it('may have no body', async () => {
    const api = clientOf(appWith({}));
    const answers = [await api.post('/nothing', keyed('k')), await api.post('/nothing', keyed('k'))];

    expect(answers.map(({ status, text }) => [status, text()])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect(answers[1]?.headers).toEqual({ ...answers[0]?.headers, 'idempotency-replayed': 'true' });
    expect(runs).toEqual(['nothing']);
  });

  it('may have been streamed, and collected', async () => {
    const api = clientOf(appWith({}));
    await api.post('/stream', keyed('k'));

    expect((await api.post('/stream', keyed('k'))).text()).toBe('one two');
    expect(runs).toEqual(['stream']);
  });

  it('is gone after its time', async () => {
    const api = clientOf(appWith({ ttlSeconds: 0.1 }));
    await api.post('/payments', keyed('k'));
    await sleep(130);

    expect((await api.post('/payments', keyed('k', { amount: 7 }))).status).toBe(201);
    expect(runs).toEqual(['pay 5', 'pay 7']);
  });
});

describe('a streamed answer', () => {
  it('is streamed on, and kept when its end was reached', async () => {
    const app = appWith({});
    const first = await streamClient(app).post('/stream', keyed('k'));
    expect(first.chunks.map(String)).toEqual(['one ', 'two']);

    const second = await streamClient(app).post('/stream', keyed('k'));
    expect(second.text()).toBe('one two');
    expect(second.prelude.headers['idempotency-replayed']).toBe('true');
    expect(runs).toEqual(['stream']);
  });

  it('is not kept when it breaks on its way', async () => {
    const app = appWith({});
    fault = () => {
      throw new Error('broken');
    };
    await expect(streamClient(app).post('/stream', keyed('k'))).rejects.toThrow('broken');

    fault = undefined;
    expect((await streamClient(app).post('/stream', keyed('k'))).text()).toBe('one two');
    expect(runs).toEqual(['stream', 'stream']);
  });

  it('is kept as it was sent, though its memory was used again', async () => {
    const app = appWith({});
    await streamClient(app).post('/reused', keyed('k'));

    expect((await streamClient(app).post('/reused', keyed('k'))).text()).toBe('one two ');
  });

  it('holds its key until its end', async () => {
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const app = appWith({});
    const first = streamClient(app).post('/stream', keyed('k'));
    await sleep(20);

    expect((await streamClient(app).post('/stream', keyed('k'))).prelude.statusCode).toBe(409);
    open();
    await first;
  });
});

describe('a principal that is found out further in', () => {
  const inside =
    (subject: string): Middleware =>
    ({ reqCtx, next }) => {
      reqCtx.principal = { subject, roles: [], scheme: 'session', claims: {} };
      void next();
    };

  it('keeps the answer from being kept, with an error that says so', async () => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Payments], middleware: [idempotency({ store: memoryStore() }), inside('ada')], logger });

    for (let at = 0; at < 2; at++) {
      expect((await clientOf(app).post('/payments', keyed('k'))).headers['idempotency-replayed']).toBeUndefined();
    }
    expect(runs).toHaveLength(2);
    expect(logger.at('error').map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringContaining('List idempotency() after authentication')),
    );
  });

  it('does no harm where a token tells clients apart', async () => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Payments], middleware: [idempotency({ store: memoryStore() }), inside('ada')], logger });
    const request = keyed('k', { amount: 1 }, { headers: { authorization: 'Bearer one' } });

    await clientOf(app).post('/payments', request);
    expect((await clientOf(app).post('/payments', request)).headers['idempotency-replayed']).toBe('true');
    expect(logger.at('error')).toEqual([]);
  });
});

describe('a store that fails', () => {
  const failing = (method: keyof IdempotencyStore, how: (...args: never[]) => unknown): IdempotencyStore => {
    return { ...memoryStore(), [method]: how };
  };
  const waysToFail: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['rejects', () => Promise.reject(new Error('gone'))],
  ];

  it.each(waysToFail)('beforehand is a 503, and nothing runs (it %s)', async (_how, how) => {
    const logger = recordingLogger();
    const answer = await clientOf(appWith({ store: failing('claim', how) }, [], logger)).post('/payments', keyed('k'));

    expect(answer.status).toBe(503);
    expect(answer.text()).not.toContain('gone');
    expect(runs).toEqual([]);
    expect(logger.at('error')).toHaveLength(1);
  });

  it.each(waysToFail)('afterwards gives the answer that was made, with one error line (it %s)', async (_how, how) => {
    const logger = recordingLogger();
    const answer = await clientOf(appWith({ store: failing('complete', how) }, [], logger)).post('/payments', keyed('k'));

    expect(answer.json()).toEqual({ paid: 5, run: 1 });
    expect(logger.at('error').map(({ message }) => message)).toEqual([
      'The store of an idempotency key failed: a repeated request may run again',
    ]);
  });

  it.each(waysToFail)('afterwards gives the error that was made, with one error line more (it %s)', async (_how, how) => {
    const logger = recordingLogger();
    fault = () => {
      throw new BadRequestError('no');
    };
    const answer = await clientOf(appWith({ store: failing('release', how) }, [], logger)).post('/payments', keyed('k'));

    expect(answer.json()).toMatchObject({ statusCode: 400, message: 'no' });
    expect(logger.at('error').map(({ message }) => message)).toEqual([
      'The store of an idempotency key failed: a repeated request may run again',
    ]);
  });

  it('by never answering is a 503 after five seconds', async () => {
    const answer = await clientOf(appWith({ store: failing('claim', () => new Promise(() => {})) })).post('/payments', keyed('k'));

    expect(answer.status).toBe(503);
    expect(runs).toEqual([]);
  }, 15_000);

  it('and was asked again by its client finds the claim of this very run, which is no other', async () => {
    const store = memoryStore();
    const twice: IdempotencyStore['claim'] = (key, claim) => {
      store.claim(key, claim);
      return store.claim(key, claim);
    };

    expect((await clientOf(appWith({ store: failing('claim', twice as never) })).post('/payments', keyed('k'))).status).toBe(201);
    expect(runs).toEqual(['pay 5']);
  });

  it('keeps the app from starting when it cannot start', async () => {
    const error = new ConfigurationError([{ code: 'x', message: 'no table', fix: '' }]);

    await expect(appWith({ store: { ...memoryStore(), start: () => Promise.reject(error) } }).ready()).rejects.toBe(error);
    const { status } = await clientOf(appWith({ store: { ...memoryStore(), start: () => Promise.reject(new Error('gone')) } })).post(
      '/payments',
      keyed('k'),
    );
    expect(status).toBe(201);
  });
});

describe('time that runs out', () => {
  const post = (app: App, context: TestRequest['context'] = {}) =>
    testClient(app).post('/payments', keyed('k', { amount: 5 }, { context }));

  it('leaves the key with the run that is still going, whose answer is kept', async () => {
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const app = appWith({}, [], silentLogger, 100);

    expect((await post(app, { timeoutMs: 200 })).status).toBe(503);
    open();
    await sleep(30);
    const again = await post(app);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(runs).toEqual(['pay 5']);
  });

  it('gives the key free when the invocation would have ended', async () => {
    gate = new Promise(() => {});
    const app = appWith({}, [], silentLogger, 100);
    expect((await post(app, { timeoutMs: 250 })).status).toBe(503);

    expect((await post(app)).status).toBe(409);
    await sleep(150);
    gate = Promise.resolve();
    expect((await post(app)).status).toBe(201);
    expect(runs).toEqual(['pay 5', 'pay 5']);
  });

  it('takes no time left for none, not for unknown', async () => {
    gate = new Promise(() => {});
    const app = appWith({}, [], silentLogger, 0);
    let reads = 0;
    // Some for the deadline, none for the claim.
    void post(app, { getRemainingTimeInMillis: () => (reads++ === 0 ? 60_000 : 0) });
    await sleep(20);

    gate = Promise.resolve();
    expect((await post(app)).status).toBe(201);
    expect(runs).toEqual(['pay 5', 'pay 5']);
  });

  it('is a long time where nobody says how long', async () => {
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const store = memoryStore();
    const claim = jest.spyOn(store, 'claim');
    const first = post(appWith({ store }), { getRemainingTimeInMillis: undefined as never });
    await sleep(20);

    expect(claim.mock.calls[0]![1].expiresAt).toBeGreaterThan(Date.now() + 14 * 60_000);
    open();
    await first;
  });

  it.each([
    ['outside', (covered: Middleware) => [timeout({ ms: 50 }), covered]],
    ['inside', (covered: Middleware) => [covered, timeout({ ms: 50 })]],
  ])('for a timeout %s keeps the key as well, because the handler may still be at work', async (_where, arrange) => {
    gate = new Promise(() => {});
    const app = createApp({ controllers: [Payments], middleware: arrange(idempotency({ store: memoryStore() })), logger: silentLogger });

    expect((await post(app)).status).toBe(503);
    expect((await post(app)).status).toBe(409);
    expect(runs).toEqual(['pay 5']);
  });

  it('for a timeout that an error handler answers does not take its answer for that of the run', async () => {
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    class Handlers {
      @ErrorHandler(HttpError)
      late() {
        return { statusCode: 408 };
      }
    }
    const middleware = [timeout({ ms: 50 }), idempotency({ store: memoryStore() })];
    const app = createApp({ controllers: [Payments], errorHandlers: [Handlers], middleware, logger: silentLogger });

    expect((await post(app)).status).toBe(408);
    expect((await post(app)).headers['idempotency-replayed']).toBeUndefined();
    open();
    await sleep(20);
    const again = await post(app);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(runs).toEqual(['pay 5']);
  });

  it('while the key was claimed keeps the handler from running', async () => {
    const store = memoryStore();
    const late: IdempotencyStore = {
      claim: (key, claim) => sleep(100).then(() => store.claim(key, claim)),
      complete: (key, record) => store.complete(key, record),
      release: (key, owner) => store.release(key, owner),
    };
    const app = appWith({ store: late }, [], silentLogger, 50);

    expect((await post(app, { timeoutMs: 100 })).status).toBe(503);
    await sleep(100);
    expect(runs).toEqual([]);
    expect((await post(app)).status).toBe(201);
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
    const tableName = `requests-${tables++}`;
    await dynamo.createTable(tableName);
    return tableName;
  };
  const emptyRedis = async () => void (await nodeRedis.sendCommand(['FLUSHALL']));

  /** Two stores over one place, as two environments have them. */
  const STORES: [string, () => Promise<readonly [IdempotencyStore, IdempotencyStore]>][] = [
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
        await emptyRedis();
        return [redisStore({ client: nodeRedis }), redisStore({ client: nodeRedis })];
      },
    ],
    [
      'Redis, by ioredis',
      async () => {
        await emptyRedis();
        return [redisStore({ client: ioRedis }), redisStore({ client: nodeRedis })];
      },
    ],
    [
      'Redis, by @valkey/valkey-glide',
      async () => {
        await emptyRedis();
        return [redisStore({ client: new GlideClient(nodeRedis) }), redisStore({ client: nodeRedis })];
      },
    ],
  ];

  describe.each(STORES)('%s', (_name, open) => {
    it('lets one of many requests run, from two environments at once', async () => {
      let release = () => {};
      gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const clients = (await open()).map((store) => testClient(appWith({ store })));
      let refused = 0;
      const answers = Array.from({ length: 20 }, (_, at) => clients[at % 2]!.post('/payments', keyed('k')));
      for (const answer of answers) void answer.then(() => refused++);
      while (refused < 19) await sleep(5);
      release();

      const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
      for (const client of clients) {
        const answer = await client.post('/payments', keyed('k'));
        expect([answer.status, answer.json(), answer.headers['idempotency-replayed']]).toEqual([201, { paid: 5, run: 1 }, 'true']);
      }
      expect(runs).toEqual(['pay 5']);
    });

    it('keeps answers exactly', async () => {
      const [one, other] = await open();
      for (const path of ['/payments', '/bytes', '/nothing']) {
        const first = await testClient(appWith({ store: one })).post(path, keyed('k'));
        const second = await testClient(appWith({ store: other })).post(path, keyed('k'));
        expect(second.status).toBe(first.status);
        expect(second.headers).toEqual({ ...first.headers, 'idempotency-replayed': 'true' });
        expect(second.cookies).toEqual(first.cookies);
        expect(second.bytes()).toEqual(first.bytes());
      }
      expect(runs).toHaveLength(3);
    });

    it('forgets runs that failed', async () => {
      const [store] = await open();
      const api = testClient(appWith({ store }));
      fault = () => {
        throw new Error('broken');
      };
      expect((await api.post('/payments', keyed('k'))).status).toBe(500);
      fault = undefined;
      expect((await api.post('/payments', keyed('k', { amount: 8 }))).status).toBe(201);
    });

    const answer = { status: 200, headers: [['a', 'b']] as [string, string][], body: 'text' };
    const claimOf = (owner: string, milliseconds: number) => ({ owner, fingerprint: `of ${owner}`, expiresAt: Date.now() + milliseconds });

    it('gives a claim to one, and tells the others whose it is', async () => {
      const [one, other] = await open();
      const claim = claimOf('first', 10_000);

      expect(await one.claim('k', claim)).toBeUndefined();
      expect(await other.claim('k', claimOf('second', 10_000))).toEqual(claim);
      expect(await one.claim('other', claimOf('second', 10_000))).toBeUndefined();
    });

    it('lets a claim go when it has expired', async () => {
      const [one, other] = await open();
      await one.claim('k', claimOf('first', 100));
      await sleep(130);

      expect(await other.claim('k', claimOf('second', 10_000))).toBeUndefined();
      expect(await one.claim('k', claimOf('third', 10_000))).toMatchObject({ owner: 'second' });
    });

    it.each([0, -1000])('takes a claim with %i milliseconds left for expired', async (left) => {
      const [one, other] = await open();
      expect(await one.claim('k', claimOf('first', left))).toBeUndefined();

      expect(await other.claim('k', claimOf('second', 10_000))).toBeUndefined();
    });

    it('completes what is claimed, and what nobody has', async () => {
      const [one, other] = await open();
      const record = { ...claimOf('first', 10_000), answer };
      await one.claim('k', claimOf('first', 10_000));

      expect(await one.complete('k', record)).toBe(true);
      expect(await other.claim('k', claimOf('second', 10_000))).toEqual(record);
      expect(await one.complete('fresh', record)).toBe(true);
      expect(await other.claim('fresh', claimOf('second', 10_000))).toEqual(record);
    });

    it('leaves the key to whom it went when the first claim had expired', async () => {
      const [one, other] = await open();
      await one.claim('k', claimOf('first', 50));
      await sleep(80);
      await other.claim('k', claimOf('second', 10_000));

      expect(await one.complete('k', { ...claimOf('first', 10_000), answer })).toBe(false);
      await one.release('k', 'first');
      expect(await one.claim('k', claimOf('third', 10_000))).toMatchObject({ owner: 'second' });

      await other.release('k', 'second');
      expect(await one.claim('k', claimOf('third', 10_000))).toBeUndefined();
    });

    it('releases nothing where nothing is', async () => {
      const [store] = await open();
      await store.release('k', 'first');

      expect(await store.claim('k', claimOf('second', 10_000))).toBeUndefined();
    });

    it('forgets answers when their time is over', async () => {
      const [store] = await open();
      await store.complete('k', { ...claimOf('first', 100), answer });
      expect(await store.claim('k', claimOf('second', 10_000))).toMatchObject({ owner: 'first', answer });
      await sleep(130);

      expect(await store.claim('k', claimOf('second', 10_000))).toBeUndefined();
    });

    it.each<[string, string | Uint8Array]>([
      ['nothing', ''],
      ['text beyond ASCII', 'ключ \u0000 "quoted" \n 🎉'],
      ['bytes', new Uint8Array([0, 255, 13, 10])],
      ['no bytes', new Uint8Array()],
      ['300 KB', 'x'.repeat(300_000)],
    ])('keeps a body of %s', async (_what, body) => {
      const [store] = await open();
      await store.complete('k', { ...claimOf('first', 10_000), answer: { ...answer, body } });

      const held = await store.claim('k', claimOf('second', 10_000));
      expect(Buffer.from(held?.answer?.body as string)).toEqual(Buffer.from(body as string));
      expect(held?.answer?.headers).toEqual([['a', 'b']]);
    });
  });

  it('all agree, whatever is asked of them in whatever order (40 runs)', async () => {
    const owner = fc.constantFrom('a', 'b', 'c');
    const step = fc.record({
      what: fc.constantFrom('claim' as const, 'complete' as const, 'release' as const),
      key: fc.constantFrom('one', 'two'),
      owner,
      // Either over at once or not during the test: what happens in between is a matter of clocks.
      left: fc.constantFrom(-1000, 0, 60_000),
    });
    let run = 0;
    const tableName = await table();
    const stores = [memoryStore(), dynamoDbStore({ tableName, client: dynamo.client }), redisStore({ client: nodeRedis })];
    const ask = async (
      store: IdempotencyStore,
      prefix: string,
      { what, key, owner, left }: { what: string; key: string; owner: string; left: number },
    ) => {
      const claim = { owner, fingerprint: `of ${owner}`, expiresAt: Date.now() + left };
      const name = `${prefix} ${key}`;
      if (what === 'release') return void (await store.release(name, owner));
      if (what === 'complete') return store.complete(name, { ...claim, answer: { status: 200, headers: [], body: owner } });
      const held = await store.claim(name, claim);
      return held && { owner: held.owner, body: held.answer?.body };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const prefix = `run ${run++}`;
        for (const each of steps) {
          const [memory, ...others] = await Promise.all(stores.map((store) => ask(store, prefix, each)));
          expect(others).toEqual([memory, memory]);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  }, 30_000);

  it('in Redis leave nothing behind that does not end', async () => {
    await emptyRedis();
    const store = redisStore({ client: nodeRedis });
    await store.claim('k', { owner: 'o', fingerprint: 'f', expiresAt: Date.now() + 10_000 });
    await store.complete('done', {
      owner: 'o',
      fingerprint: 'f',
      expiresAt: Date.now() + 10_000,
      answer: { status: 200, headers: [], body: '' },
    });

    for (const key of (await nodeRedis.sendCommand(['KEYS', '*'])) as string[]) {
      const left = Number(await nodeRedis.sendCommand(['PTTL', key]));
      expect(left).toBeGreaterThan(9000);
      expect(left).toBeLessThanOrEqual(10_000);
    }
  });

  it('in DynamoDB leave when their items may be deleted, in seconds', async () => {
    const tableName = await table();
    await testClient(appWith({ store: dynamoDbStore({ tableName, client: dynamo.client }), ttlSeconds: 100 })).post(
      '/payments',
      keyed('k'),
    );

    const [item] = await dynamo.itemsOf(tableName);
    expect(item?.id).toMatch(/^[\w-]{43}$/);
    expect(item?.expiresAt).toBeGreaterThan(Date.now() / 1000 + 98);
    expect(item?.expiresAt).toBeLessThanOrEqual(Date.now() / 1000 + 101);
  });

  it('in DynamoDB that have no room for an answer give it all the same', async () => {
    const logger = recordingLogger();
    const app = appWith({ store: dynamoDbStore({ tableName: await table(), client: dynamo.client }) }, [], logger);
    fault = () => 'x'.repeat(500_000);

    const large = await testClient(app).post('/payments', keyed('k'));
    expect([large.status, large.text().length]).toEqual([201, 500_000]);
    expect(logger.at('error')).toHaveLength(1);
  });

  it('that are gone are a 503', async () => {
    const store = dynamoDbStore({ tableName: 'no-such-table', client: dynamo.client });

    expect((await testClient(appWith({ store })).post('/payments', keyed('k'))).status).toBe(503);
    expect(runs).toEqual([]);
  });

  it('that go between claim and answer give the answer', async () => {
    const logger = recordingLogger();
    const server = await startRedis();
    const client = createClient({ socket: { path: server.socketPath, tls: false, reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    gate = new Promise<void>(
      (resolve) =>
        void sleep(50)
          .then(() => server.stop())
          .then(() => sleep(50))
          .then(() => resolve()),
    );

    const answer = await testClient(appWith({ store: redisStore({ client }) }, [], logger)).post('/payments', keyed('k'));
    expect(answer.status).toBe(201);
    expect(logger.at('error')).toHaveLength(1);
  });
});

describe('memory', () => {
  const record = (owner: string, body = '') => ({
    owner,
    fingerprint: 'f',
    expiresAt: Date.now() + 60_000,
    answer: { status: 200, headers: [], body },
  });
  const claim = (owner: string) => ({ owner, fingerprint: 'f', expiresAt: Date.now() + 60_000 });

  it('forgets the oldest answers when there are too many, but no claim', () => {
    const store = memoryStore();
    store.claim('claimed', claim('a'));
    for (let at = 0; at < 12_000; at++) store.complete(`key ${at}`, record('a'));

    expect(store.claim('key 11999', claim('b'))).toBeDefined();
    expect(store.claim('key 0', claim('b'))).toBeUndefined();
    expect(store.claim('claimed', claim('b'))).toBeDefined();
  });

  it('forgets the oldest answers when they are too large', () => {
    const store = memoryStore();
    for (let at = 0; at < 20; at++) store.complete(`key ${at}`, record('a', 'x'.repeat(4_000_000)));

    expect(store.claim('key 19', claim('b'))).toBeDefined();
    expect(store.claim('key 0', claim('b'))).toBeUndefined();
  });
});
