import {
  type AppOptions,
  BadRequestError,
  Controller,
  composeMiddleware,
  createApp,
  createParamDecorator,
  ErrorHandler,
  Get,
  HttpError,
  HttpResponse,
  Injectable,
  type Middleware,
  type MiddlewareArguments,
  Param,
  Post,
  type RequestContext,
  UnauthorizedError,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { cors } from '../../src/middleware/cors.js';
import { lambdaContext } from '../../src/testing/index.js';
import { readResult } from '../../src/testing/test-answer.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { eventOf } from './support/raw-events.js';
import { recordingLogger } from './support/silent-logger.js';

let trail: string[] = [];
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeAll(() => process.on('unhandledRejection', keep));
afterAll(() => process.off('unhandledRejection', keep));
beforeEach(() => {
  trail = [];
  unhandled.length = 0;
});
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(unhandled).toEqual([]);
});

const step =
  (name: string): Middleware =>
  async ({ next }) => {
    trail.push(name);
    await next();
    trail.push(`/${name}`);
  };
const guard =
  (name: string, verdict: unknown = true) =>
  () => {
    trail.push(name);
    return verdict as boolean;
  };
const Bound = createParamDecorator((data: string) => trail.push(data));

class OutOfStock extends Error {}

@Controller('/shop')
@UseMiddleware(step('class 1'), step('class 2'))
@UseMiddleware(step('class 3'))
@UseGuards(guard('class guard'))
class Shop {
  @Get('/order')
  @UseMiddleware(step('method 1'))
  @UseMiddleware(step('method 2'))
  @UseGuards(guard('guard 1'), guard('guard 2'))
  @UseGuards(guard('guard 3'))
  order(@Bound('binding') _bound: number) {
    trail.push('method');
    return { ok: true };
  }
  @Get('/later') async later() {
    await new Promise((resolve) => setTimeout(resolve, 5));
    trail.push('later');
    return { late: true };
  }
  @Get('/later-failure') async laterFailure() {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw new Error('it failed later');
  }
  @Get('/stock') stock() {
    throw new OutOfStock('none left');
  }
  @Get('/bad/:id') bad(@Param('id') id: number) {
    return { id };
  }
  @Post('/order') create() {
    return { created: true };
  }
  @ErrorHandler(OutOfStock) outOfStock(error: OutOfStock) {
    trail.push('error handler');
    return { statusCode: 409, message: error.message };
  }
}

describe.each(EVERY_SOURCE)('through $name', (source) => {
  const logger = recordingLogger();
  const apiWith = (middleware: AppOptions['middleware'], options: AppOptions = {}) =>
    clientOf({ modules: [{ controllers: [Shop] }], logger, ...options, ...(middleware && { middleware }) }, source);
  beforeEach(() => {
    logger.records.length = 0;
  });
  const errorOf = () => (logger.at('error')[0]!.fields!.error as Error).message;

  it('middleware runs from the app inwards as read, then guards in the same order, then binding, then the method', async () => {
    const api = clientOf(
      {
        middleware: [step('app')],
        guards: [guard('app guard')],
        modules: [{ controllers: [Shop], middleware: [step('module')], guards: [guard('module guard')] }],
      },
      source,
    );
    await api.get('/shop/order');
    const inwards = ['app', 'module', 'class 1', 'class 2', 'class 3', 'method 1', 'method 2'];
    const guards = ['app guard', 'module guard', 'class guard', 'guard 1', 'guard 2', 'guard 3'];
    expect(trail).toEqual([...inwards, ...guards, 'binding', 'method', ...inwards.toReversed().map((name) => `/${name}`)]);
  });

  it('the first guard that does not say true is the last one asked', async () => {
    @Controller()
    @UseGuards(guard('first'), guard('second', 'yes'), guard('third'))
    class Closed {
      @Get('/x') x() {
        trail.push('method');
      }
    }
    expect((await clientOf({ controllers: [Closed] }, source).get('/x')).status).toBe(403);
    expect(trail).toEqual(['first', 'second']);
  });

  it.each([false, undefined, null, 1, 'true', {}, [], Promise.resolve(1), Promise.resolve(false), Promise.resolve(undefined)])(
    'a guard that says %p refuses',
    async (verdict) => {
      const answer = await apiWith(undefined, { guards: [() => verdict as boolean] }).get('/shop/order');
      expect([answer.status, answer.json(), trail.includes('method')]).toEqual([
        403,
        { statusCode: 403, error: 'ForbiddenError', message: 'Forbidden' },
        false,
      ]);
    },
  );

  it('a guard that throws an HttpError gives that, any other throw is a 500, and the method does not run', async () => {
    const thrown = async (error: unknown, isAsync: boolean) => {
      const refuse = isAsync
        ? () => Promise.reject(error)
        : () => {
            throw error;
          };
      return apiWith(undefined, { guards: [refuse] }).get('/shop/order');
    };
    for (const isAsync of [false, true]) {
      const refused = await thrown(new UnauthorizedError('who?', { headers: { 'www-authenticate': 'Bearer' } }), isAsync);
      expect([refused.status, refused.json()]).toEqual([401, { statusCode: 401, error: 'UnauthorizedError', message: 'who?' }]);
      expect(Object.entries(refused.headers).find(([name]) => name.endsWith('www-authenticate'))?.[1]).toBe('Bearer');
      expect((await thrown(new Error('secret'), isAsync)).status).toBe(500);
      expect((await thrown('secret', isAsync)).status).toBe(500);
    }
    expect(trail).not.toContain('method');
  });

  it('middleware may be an object with use()', async () => {
    const timing = {
      name: 'timing',
      async use({ next }: { next: () => Promise<void> }) {
        trail.push(this.name);
        await next();
      },
    };
    expect((await apiWith([timing]).get('/shop/order')).status).toBe(200);
    expect(trail[0]).toBe('timing');
  });

  it.each<[string, () => unknown, number, string]>([
    ['an object', () => ({ early: 1 }), 200, '{"early":1}'],
    ['text', () => 'early', 200, 'early'],
    ['null', () => null, 200, 'null'],
    ['false', () => false, 200, 'false'],
    ['zero', () => 0, 200, '0'],
    ['empty text', () => '', 200, ''],
    ['an HttpResponse', () => new HttpResponse('early', { status: 429 }), 429, 'early'],
    ['a web Response', () => new Response('early', { status: 429 }), 429, 'early'],
  ])('middleware that returns %s without calling next() answers with it', async (_name, make, status, text) => {
    for (const wrap of [(value: unknown) => value, async (value: unknown) => value]) {
      const answer = await apiWith([step('outer'), () => wrap(make())]).get('/shop/order');
      expect([answer.status, answer.text(), trail]).toEqual([status, text, ['outer', '/outer']]);
      trail = [];
    }
  });

  it('middleware that neither answers nor calls next() is a 500 that says so', async () => {
    for (const silent of [() => undefined, async () => undefined] as Middleware[]) {
      logger.records.length = 0;
      expect((await apiWith([silent]).get('/shop/order')).status).toBe(500);
      expect(errorOf()).toContain('did not call next()');
    }
  });

  it('middleware that only sets a header, or a status, has not answered', async () => {
    const answer = await apiWith([
      ({ reqCtx }) => {
        reqCtx.res.headers.set('x-set', '1');
        reqCtx.res.status = 202;
      },
    ]).get('/shop/order');
    expect([answer.status, answer.headers['x-set']]).toEqual([500, '1']);
  });

  it('middleware that assigns a response without calling next() answers with it', async () => {
    const answer = await apiWith([
      ({ reqCtx }) => {
        reqCtx.res = HttpResponse.json({ assigned: true }, { status: 202 });
      },
    ]).get('/shop/order');
    expect([answer.status, answer.json(), trail]).toEqual([202, { assigned: true }, []]);
  });

  it.each<[string, Middleware]>([
    [
      'awaited',
      async ({ next }) => {
        await next();
        await next();
      },
    ],
    [
      'not awaited',
      async ({ next }) => {
        void next();
        void next();
      },
    ],
    [
      'swallowed',
      async ({ next }) => {
        await next();
        await next().catch(() => {});
      },
    ],
  ])('next() called twice is a 500 that says so, and the method ran once: %s', async (_name, twice) => {
    expect((await apiWith([twice]).get('/shop/later')).status).toBe(500);
    expect(errorOf()).toContain('next() twice');
    expect(trail.filter((name) => name === 'later')).toHaveLength(1);
  });

  it('a next() that was not awaited is waited for, and its answer is the answer', async () => {
    const forgetful: Middleware = ({ next }) => {
      void next();
    };
    const answer = await apiWith([forgetful]).get('/shop/later');
    expect([answer.status, answer.json()]).toEqual([200, { late: true }]);
  });

  it('a next() that was not awaited and fails later is this request’s failure, not the process’s', async () => {
    for (const forgetful of [({ next }) => void next(), async ({ next }) => void next()] as Middleware[]) {
      logger.records.length = 0;
      const answer = await apiWith([step('outer'), forgetful]).get('/shop/later-failure');
      expect([answer.status, errorOf()]).toEqual([500, 'it failed later']);
    }
  });

  it('an error skips what comes after next(), and runs what is in finally', async () => {
    const careful: Middleware = async ({ next }) => {
      try {
        await next();
        trail.push('after');
      } finally {
        trail.push('finally');
      }
    };
    expect((await apiWith([careful]).get('/shop/later-failure')).status).toBe(500);
    expect(trail.filter((name) => name === 'after' || name === 'finally')).toEqual(['finally']);
  });

  it('a middleware that recovers keeps error handlers from running; otherwise they run outside of all middleware', async () => {
    const recovering: Middleware = async ({ next }) => {
      try {
        await next();
      } catch {
        return { recovered: true };
      }
      return undefined;
    };
    expect((await apiWith([recovering]).get('/shop/stock')).json()).toEqual({ recovered: true });
    expect(trail).not.toContain('error handler');
    const seen: unknown[] = [];
    const watching: Middleware = async ({ next }) => {
      try {
        await next();
      } catch (error) {
        seen.push(error);
        trail.push('middleware');
        throw error;
      }
    };
    trail = [];
    const answer = await apiWith([watching]).get('/shop/stock');
    expect([answer.status, seen[0] instanceof OutOfStock, trail.slice(-2)]).toEqual([409, true, ['middleware', 'error handler']]);
  });

  it('a middleware may throw another error, for which a handler is looked up', async () => {
    const translating: Middleware = async ({ next }) => {
      try {
        await next();
      } catch {
        throw new OutOfStock('translated');
      }
    };
    const answer = await apiWith([translating]).get('/shop/later-failure');
    expect([answer.status, answer.json()]).toEqual([409, { statusCode: 409, message: 'translated' }]);
  });

  it('what fails to bind is an error inside the chain', async () => {
    const seen: unknown[] = [];
    const watching: Middleware = async ({ next }) => {
      try {
        await next();
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    expect((await apiWith([watching]).get('/shop/bad/abc')).status).toBe(400);
    expect(HttpError.is(seen[0]) && seen[0].status).toBe(400);
  });

  it('whatever can be awaited is awaited, also where its then() gives nothing', async () => {
    const later = (value: unknown) => ({
      // biome-ignore lint/suspicious/noThenProperty: it is one of those
      then(resolve: (settled: unknown) => void) {
        setTimeout(() => resolve(value), 1);
      },
    });
    const failing = (error: unknown) => ({
      // biome-ignore lint/suspicious/noThenProperty: it is one of those
      then(_resolve: unknown, reject: (error: unknown) => void) {
        setTimeout(() => reject(error), 1);
      },
    });
    @Controller()
    class Thenable {
      @Get('/value') value() {
        return later({ a: 1 });
      }
      @Get('/failure') failure() {
        return failing(new OutOfStock('none left'));
      }
      @ErrorHandler(OutOfStock) handle() {
        return later({ statusCode: 409, handled: true });
      }
    }
    const apiOf = (options: AppOptions) => clientOf({ controllers: [Thenable], logger, ...options }, source);
    const waiting: Middleware = (({ next }: { next: () => Promise<void> }) => ({
      // biome-ignore lint/suspicious/noThenProperty: it is one of those
      then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
        next().then(resolve, reject);
      },
    })) as never;
    for (const middleware of [[], [waiting]]) {
      expect((await apiOf({ middleware }).get('/value')).json()).toEqual({ a: 1 });
      const failure = await apiOf({ middleware }).get('/failure');
      expect([failure.status, failure.json()]).toEqual([409, { statusCode: 409, handled: true }]);
      expect((await apiOf({ middleware, guards: [() => later(false) as never] }).get('/value')).status).toBe(403);
      expect((await apiOf({ middleware, guards: [() => later(true) as never] }).get('/value')).status).toBe(200);
      expect((await apiOf({ middleware, guards: [() => failing(new UnauthorizedError()) as never] }).get('/value')).status).toBe(401);
    }
    const hooking: Middleware = async ({ reqCtx, next }) => {
      reqCtx.onResponse(() => later(HttpResponse.json({ hooked: true })) as never);
      await next();
    };
    expect((await apiOf({ middleware: [hooking] }).get('/value')).json()).toEqual({ hooked: true });
  });

  it('several middleware are one with composeMiddleware, left to right', async () => {
    const composed = composeMiddleware([step('a'), composeMiddleware([step('b'), { use: step('c') }]), step('d')]);
    expect((await apiWith([composed, step('e')]).get('/shop/order')).status).toBe(200);
    expect(trail.slice(0, 5)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(trail.slice(-5)).toEqual(['/e', '/d', '/c', '/b', '/a']);
    const stopping = composeMiddleware([step('a'), () => ({ stopped: true }), step('b')]);
    trail = [];
    expect((await apiWith([stopping]).get('/shop/order')).json()).toEqual({ stopped: true });
    expect(trail).toEqual(['a', '/a']);
  });

  it('composed middleware may hold classes, built with what they need, wherever it is listed', async () => {
    class Ledger {
      readonly lines: string[] = [];
    }
    @Injectable()
    class Audit {
      constructor(private readonly ledger: Ledger) {}
      async use({ reqCtx, next }: MiddlewareArguments) {
        this.ledger.lines.push(`> ${reqCtx.path}`);
        await next();
        this.ledger.lines.push('<');
      }
    }
    @Controller('/audited')
    @UseMiddleware(composeMiddleware([composeMiddleware([Audit])]))
    class Audited {
      @Get() @UseMiddleware(composeMiddleware([Audit])) get() {
        return 'got';
      }
    }
    const app = createApp({ controllers: [Audited], middleware: [composeMiddleware([Audit, ({ next }) => next()])] });
    expect((await clientOf(app).get('/audited')).text()).toBe('got');
    expect(app.resolve(Ledger).lines).toEqual(['> /audited', '> /audited', '> /audited', '<', '<', '<']);
  });

  it('of composed middleware, one of a kind is replaced further in like any other', async () => {
    @Controller('/inner')
    @UseMiddleware(cors({ origin: 'https://inner.example' }))
    class Inner {
      @Get() get() {}
    }
    const api = clientOf(createApp({ controllers: [Inner], middleware: [composeMiddleware([cors({ origin: 'https://outer.example' })])] }));
    const asked = { headers: { origin: 'https://inner.example', 'access-control-request-method': 'GET' } };
    expect((await api.options('/inner', asked)).headers['access-control-allow-origin']).toBe('https://inner.example');
  });

  it('middleware may answer every request of its path, 404 and 405 too', async () => {
    const api = apiWith([() => new HttpResponse('maintenance', { status: 503 })]);
    for (const [method, path] of [
      ['GET', '/shop/order'],
      ['GET', '/none'],
      ['DELETE', '/shop/order'],
      ['OPTIONS', '/shop/order'],
    ] as const)
      expect((await api.request(method, path)).status).toBe(503);
  });

  it('the body of an answer can be read and replaced on the way out', async () => {
    const enveloping: Middleware = async ({ reqCtx, next }) => {
      await next();
      const data: unknown = await reqCtx.res.clone().json();
      reqCtx.res = HttpResponse.json(
        { data, ok: reqCtx.res.ok, status: reqCtx.res.status },
        { status: reqCtx.res.status, headers: reqCtx.res.headers },
      );
    };
    expect((await apiWith([enveloping]).get('/shop/order')).json()).toEqual({ data: { ok: true }, ok: true, status: 200 });
    expect((await apiWith([enveloping]).get('/none')).json()).toMatchObject({ data: { error: 'NotFoundError' }, ok: false, status: 404 });
  });

  it('many requests at once do not see each other', async () => {
    @Controller()
    class Echo {
      @Get('/echo/:id') async echo(ctx: RequestContext) {
        await new Promise((resolve) => setTimeout(resolve, Number(ctx.params.id) % 7));
        if (Number(ctx.params.id) % 5 === 0) throw new BadRequestError(ctx.params.id);
        return { id: ctx.params.id, stored: ctx.get('id'), early: ctx.res.headers.get('x-id') };
      }
    }
    const tagging: Middleware = async ({ reqCtx, next }) => {
      const { id } = reqCtx.params;
      reqCtx.set('id', id);
      reqCtx.res.headers.set('x-id', id!);
      reqCtx.onResponse((response) => response.headers.set('x-hook', id!));
      await next();
    };
    const app = createApp({ controllers: [Echo], middleware: [tagging], logger });
    const ids = Array.from({ length: 64 }, (_, index) => String(index));
    const results = await Promise.all(
      ids.map((id) => app.handler(eventOf(source, { path: `/echo/${id}` }), lambdaContext({ timeoutMs: 5000 + Number(id) }))),
    );
    for (const [index, result] of results.entries()) {
      const id = String(index);
      const answer = readResult(result);
      expect([answer.headers['x-id'], answer.headers['x-hook']]).toEqual([id, id]);
      if (answer.status === 200) expect(answer.json()).toEqual({ id, stored: id, early: id });
      else expect(answer.json()).toEqual({ statusCode: 400, error: 'BadRequestError', message: id });
    }
  });
});

describe('what middleware returns and nobody can be sent', () => {
  const asked: Middleware = async ({ next }) => {
    await next();
    return 10n;
  };
  const forgotten: Middleware = async ({ next }) => {
    void next();
    return 10n;
  };
  const late: Middleware = async ({ next }) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await next();
    return 10n;
  };
  const around: Middleware = async ({ next }) => {
    await next();
  };

  it.each([
    ['after it awaited the rest', [asked]],
    ['without awaiting the rest', [forgotten]],
    ['after it waited before the rest', [late]],
    ['within another', [around, asked]],
    ['around another', [asked, around]],
    ['composed with another', [composeMiddleware([around, late])]],
  ])('is a 500 %s, also where the handler waits', async (_, middleware) => {
    @Controller('/')
    class Plain {
      @Get('/at-once') atOnce() {
        return 1;
      }
      @Get('/later') async later() {
        await new Promise((resolve) => setTimeout(resolve, 2));
        return 1;
      }
    }
    const logger = recordingLogger();
    const app = createApp({ controllers: [Plain], middleware, logger });
    for (const path of ['/at-once', '/later']) {
      const result = readResult(await app.handler(eventOf(EVERY_SOURCE[0]!, { path }), lambdaContext()));
      expect([result.status, logger.records.splice(0).filter(({ level }) => level === 'error').length]).toEqual([500, 1]);
    }
  });
});
