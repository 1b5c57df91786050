import {
  BadRequestError,
  Controller,
  createApp,
  createJsonLogger,
  ErrorHandler,
  Get,
  HttpError,
  type Middleware,
  NotFound,
  Param,
  type RequestContext,
} from '../../src/index.js';
import { lambdaContext } from '../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { eventOf } from '../behaviour/support/raw-events.js';
import { recordingLogger } from '../behaviour/support/silent-logger.js';

const circular: Record<string, unknown> = {};
circular.self = circular;

class OwnJson extends HttpError {
  override toJSON(): never {
    throw new Error('no json today');
  }
}

class EmptyJson extends HttpError {
  override toJSON(): never {
    return undefined as never;
  }
}

/** Whatever somebody may throw. */
const THROWN: Record<string, () => unknown> = {
  string: () => 'secret text',
  'empty-string': () => '',
  number: () => 7,
  null: () => null,
  undefined: () => undefined,
  symbol: () => Symbol('secret'),
  bigint: () => 1n,
  function: () => () => 'secret',
  object: () => ({ secret: 1 }),
  array: () => ['secret'],
  promise: () => Promise.resolve('secret'),
  'frozen-error': () => Object.freeze(new Error('secret')),
  'no-prototype': () => Object.create(null),
  'message-getter': () =>
    Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('no message');
      },
    }),
  'stack-getter': () =>
    Object.defineProperty(new Error('secret'), 'stack', {
      get() {
        throw new Error('no stack');
      },
    }),
  'prototype-trap': () =>
    new Proxy(new Error('secret'), {
      getPrototypeOf() {
        throw new Error('no prototype');
      },
    }),
  'every-trap': () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error('nothing');
        },
        has() {
          throw new Error('nothing');
        },
        getPrototypeOf() {
          throw new Error('nothing');
        },
        ownKeys() {
          throw new Error('nothing');
        },
      },
    ),
  'circular-cause': () => Object.assign(new Error('secret'), { cause: circular }),
  'to-string': () => ({
    toString() {
      throw new Error('no text');
    },
  }),
  'circular-details': () => new BadRequestError('m', { details: circular }),
  'bigint-details': () => new BadRequestError('m', { details: { n: 1n } }),
  'own-json': () => new OwnJson(400),
  'empty-json': () => new EmptyJson(400),
  'bad-headers': () => new BadRequestError('m', { headers: { 'x-a': 'a\r\nset-cookie: b=1', 'x y': 'z', good: 'yes' } }),
  'null-headers': () => new BadRequestError('m', { headers: null as never }),
};

const fail = (what: string): never => {
  throw THROWN[what]!();
};

@Controller()
class Failing {
  @Get('/sync/:what') sync(@Param('what') what: string) {
    fail(what);
  }
  @Get('/async/:what') async async(@Param('what') what: string) {
    await null;
    fail(what);
  }
  @Get('/rejecting/:what') rejecting(@Param('what') what: string) {
    return Promise.reject(THROWN[what]!());
  }
}

class Handlers {
  @ErrorHandler(TypeError) broken(): never {
    throw fail('circular-details');
  }
  @ErrorHandler(RangeError) unanswerable() {
    return { n: 1n };
  }
  @ErrorHandler(SyntaxError) async later() {
    await null;
    throw new SyntaxError('again');
  }
  @ErrorHandler(EvalError) badStatus() {
    return { statusCode: 99 };
  }
}

@Controller('/handled')
class Handled {
  @Get('/:what') handled(@Param('what') what: string) {
    const errors: Record<string, Error> = {
      broken: new TypeError('secret'),
      unanswerable: new RangeError('secret'),
      later: new SyntaxError('secret'),
      status: new EvalError('secret'),
    };
    throw errors[what]!;
  }
}

const around: [name: string, middleware: Middleware[]][] = [
  ['without middleware', []],
  ['within middleware', [async ({ next }) => void (await next())]],
  ['within middleware that is not async', [({ next }) => next()]],
];

describe.each(EVERY_SOURCE)('anything thrown, through $name', (source) => {
  const logger = recordingLogger();
  beforeEach(() => {
    logger.records.length = 0;
  });

  describe.each(around)('%s', (_name, middleware) => {
    const api = clientOf({ controllers: [Failing, Handled], errorHandlers: [Handlers], middleware, logger }, source);

    it.each(Object.keys(THROWN).filter((what) => what !== 'bad-headers' && what !== 'null-headers'))(
      'is a 500 with one log line, and shows nothing of itself: %s',
      async (what) => {
        for (const way of ['sync', 'async', 'rejecting']) {
          logger.records.length = 0;
          const answer = await api.get(`/${way}/${what}`);
          expect([way, answer.status, answer.text().includes('secret')]).toEqual([way, 500, false]);
          expect(answer.json()).toEqual({
            statusCode: 500,
            error: 'InternalServerError',
            message: 'Internal Server Error',
            requestId: expect.any(String),
          });
          expect([way, logger.at('error').length]).toEqual([way, 1]);
        }
      },
    );

    it('keeps its good headers, drops bad ones', async () => {
      for (const way of ['sync', 'async']) {
        const answer = await api.get(`/${way}/bad-headers`);
        expect([answer.status, answer.headers.good, answer.headers['x-a'], answer.cookies]).toEqual([400, 'yes', undefined, []]);
        expect((await api.get(`/${way}/null-headers`)).status).toBe(400);
      }
    });

    it.each(['broken', 'unanswerable', 'later', 'status'])(
      'by an error handler is the last word: a 500, never a loop (%s)',
      async (what) => {
        const answer = await api.get(`/handled/${what}`);
        expect([answer.status, answer.text().includes('secret')]).toEqual([500, false]);
        expect(logger.at('error')).toHaveLength(1);
      },
    );
  });

  it('by a method that answers 404 is a 500', async () => {
    class Nowhere {
      @NotFound() async nowhere() {
        throw new Error('secret');
      }
    }
    const answer = await clientOf({ errorHandlers: [Nowhere], logger }, source).get('/x');
    expect([answer.status, answer.text().includes('secret')]).toEqual([500, false]);
  });

  it('by a hook is logged, and the answer goes out', async () => {
    const hooks: Middleware = async ({ reqCtx, next }) => {
      reqCtx.onResponse(() => {
        throw new Error('sync');
      });
      reqCtx.onResponse(async () => {
        throw new Error('async');
      });
      reqCtx.onResponse((response) => response.headers.set('x-hook', 'ran'));
      await next();
    };
    @Controller()
    class Fine {
      @Get('/fine') fine() {
        return { fine: true };
      }
    }
    const answer = await clientOf({ controllers: [Fine], middleware: [hooks], logger }, source).get('/fine');
    expect([answer.status, answer.json(), answer.headers['x-hook'], logger.at('error').length]).toEqual([200, { fine: true }, 'ran', 2]);
  });

  it('by the logger itself changes nothing', async () => {
    const broken = () => {
      throw new Error('no log today');
    };
    const rejecting = () => Promise.reject(new Error('no log today')) as never;
    for (const at of [broken, rejecting]) {
      const api = clientOf({ controllers: [Failing], logger: { debug: at, info: at, warn: at, error: at } }, source);
      expect((await api.get('/sync/string')).status).toBe(500);
      expect((await api.get('/async/circular-details')).status).toBe(500);
    }
  });
});

describe('what the log says of a failure', () => {
  class Leaky extends Error {
    password = 'hunter2-password';
    readonly headers = { authorization: 'Bearer hunter2-token', cookie: 'session=hunter2-cookie', accept: 'text/html' };
  }

  @Controller()
  class Api {
    @Get('/leak') leak() {
      throw new Leaky('it broke', { cause: Object.assign(new Error('below'), { apiKey: 'hunter2-key' }) });
    }
    @Get('/lines') lines(ctx: RequestContext) {
      ctx.logger.info(`user says ${ctx.query.get('text')}`, { text: ctx.query.get('text'), [ctx.query.get('text')!]: 1 });
      throw new Error(ctx.query.get('text'));
    }
    @Get('/large') large(ctx: RequestContext) {
      ctx.logger.info('x'.repeat(1_000_000), { value: 'y'.repeat(1_000_000), list: Array.from({ length: 100_000 }, (_, index) => index) });
    }
    @Get('/circular') circular(ctx: RequestContext) {
      ctx.logger.info('circular', { circular, ctx, event: ctx.event });
    }
  }

  async function linesOf(path: string): Promise<Record<string, unknown>[]> {
    const lines: string[] = [];
    const app = createApp({ controllers: [Api], logger: createJsonLogger({ write: (line) => void lines.push(line) }) });
    await app.handler(eventOf(EVERY_SOURCE[1]!, { path }), lambdaContext());
    return lines.map((line) => {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(line).not.toMatch(/[\r\u2028\u2029]/);
      expect(line.length).toBeLessThan(200_000);
      return JSON.parse(line) as Record<string, unknown>;
    });
  }

  it('is one JSON line with the stack, the cause and the request, and no secret', async () => {
    const [line, ...others] = await linesOf('/leak');
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      level: 'ERROR',
      method: 'GET',
      route: '/leak',
      requestId: expect.any(String),
      error: {
        name: 'Error',
        message: 'it broke',
        stack: expect.stringContaining('errors.test.ts'),
        cause: { message: 'below', apiKey: '[redacted]' },
        password: '[redacted]',
        headers: { authorization: '[redacted]', cookie: '[redacted]', accept: 'text/html' },
      },
    });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  it.each(['%0D%0A%7B%22level%22:%22INFO%22%7D', '%E2%80%A8x', 'a%0Ab%00c'])(
    'stays one line for each record, whatever users send: %s',
    async (text) => {
      expect(await linesOf(`/lines?text=${text}`)).toHaveLength(2);
    },
  );

  it('is short however much is logged', async () => {
    const [line] = await linesOf('/large');
    expect(JSON.stringify(line).length).toBeLessThan(100_000);
  });

  it('survives circles and whole contexts', async () => {
    const [line] = await linesOf('/circular');
    expect(line).toMatchObject({ message: 'circular', circular: { self: '[circular]' } });
  });

  it('does not hold the body or the headers of the request unless the app logs them', async () => {
    const lines: string[] = [];
    const app = createApp({ controllers: [Api], logger: createJsonLogger({ level: 'debug', write: (line) => void lines.push(line) }) });
    const event = eventOf(EVERY_SOURCE[1]!, {
      path: '/leak',
      headers: { 'x-private': 'private-header' },
      body: 'private-body',
      cookies: ['a=private-cookie'],
    });
    await app.handler(event, lambdaContext());
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).not.toContain('private');
  });
});
