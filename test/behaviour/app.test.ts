import 'reflect-metadata/lite';
import { delay, inject, injectable, scoped, singleton, Lifecycle as TsyringeLifecycle, container as tsyringe } from 'tsyringe';
import {
  All,
  type AppOptions,
  ConfigurationError,
  type Constructor,
  Controller,
  Ctx,
  createApp,
  createHandler,
  ErrorHandler,
  Get,
  type Guard,
  Inject,
  Injectable,
  MethodNotAllowed,
  type Middleware,
  NotFound,
  Options,
  Param,
  Post,
  REQUEST_CONTEXT,
  type RequestContext,
  Route,
  token,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { functionUrlEvent, httpApiEvent, lambdaContext, lambdaResponseStream } from '../../src/testing/index.js';
import { clientOf } from './support/every-source.js';
import { answerTo } from './support/raw-events.js';
import { recordingLogger, silentLogger } from './support/silent-logger.js';

const mark =
  (name: string): Middleware =>
  async ({ reqCtx, next }) => {
    reqCtx.res.headers.append('x-marks', name);
    await next();
  };

@Controller('/here')
class Here {
  @Get() get() {
    return { here: true };
  }
}

describe('a module', () => {
  class Answers {
    @ErrorHandler(RangeError) range() {
      return { statusCode: 418, by: 'inner' };
    }
    @NotFound() nowhere() {
      return { by: 'inner' };
    }
    @MethodNotAllowed() wrong() {
      return { by: 'inner' };
    }
  }
  @Controller('/fails')
  class Fails {
    @Get() get() {
      throw new RangeError();
    }
  }
  const closed: Guard = () => false;
  const api = clientOf({
    prefix: '/v1',
    controllers: [Here, Fails],
    modules: [
      {
        prefix: 'inner',
        controllers: [Here, Fails],
        errorHandlers: [Answers],
        middleware: [mark('inner')],
        modules: [{ prefix: '/deep/', controllers: [Fails] }],
      },
      { prefix: 'closed', controllers: [Here], guards: [closed] },
      { prefix: '/', controllers: [Anywhere()] },
    ],
  });

  function Anywhere(): Constructor {
    @Controller('/anywhere')
    class Anywhere {
      @Get() get() {
        return 'anywhere';
      }
    }
    return Anywhere;
  }

  it('has its prefix added to those around it, slashes being optional', async () => {
    for (const path of ['/v1/here', '/v1/inner/here', '/v1/anywhere']) expect([path, (await api.get(path)).status]).toEqual([path, 200]);
    for (const path of ['/here', '/inner/here', '/v1/deep/fails']) expect([path, (await api.get(path)).status]).toEqual([path, 404]);
  });

  it('covers what is below it with its error handlers and fallbacks, and nothing else', async () => {
    expect((await api.get('/v1/inner/fails')).json()).toEqual({ statusCode: 418, by: 'inner' });
    expect((await api.get('/v1/inner/deep/fails')).json()).toEqual({ statusCode: 418, by: 'inner' });
    expect((await api.get('/v1/fails')).status).toBe(500);
    expect((await api.get('/v1/inner/none')).json()).toEqual({ by: 'inner' });
    expect((await api.get('/v1/inner/deep/none')).json()).toEqual({ by: 'inner' });
    expect((await api.get('/v1/none')).json()).toMatchObject({ error: 'NotFoundError' });
    expect((await api.get('/v1/innermost')).json()).toMatchObject({ error: 'NotFoundError' });
    const wrong = await api.post('/v1/inner/here');
    expect([wrong.status, wrong.json(), wrong.headers.allow]).toEqual([405, { by: 'inner' }, 'GET, HEAD, OPTIONS']);
    expect((await api.post('/v1/here')).json()).toMatchObject({ error: 'MethodNotAllowedError' });
  });

  it('covers its 404 and 405 with its middleware', async () => {
    for (const [method, path] of [
      ['GET', '/v1/inner/here'],
      ['GET', '/v1/inner/none'],
      ['GET', '/v1/inner'],
      ['POST', '/v1/inner/here'],
    ] as const)
      expect([path, (await api.request(method, path)).headers['x-marks']]).toEqual([path, 'inner']);
    expect((await api.get('/v1/none')).headers['x-marks']).toBeUndefined();
  });

  it('has its guards on its routes, and not on its 404', async () => {
    expect((await api.get('/v1/closed/here')).status).toBe(403);
    expect((await api.get('/v1/here')).status).toBe(200);
    expect((await api.get('/v1/closed/none')).status).toBe(404);
  });

  it('may have a controller that another one has, too', () => {
    const app = createApp({
      modules: [
        { prefix: 'a', controllers: [Here] },
        { prefix: 'b', controllers: [Here] },
      ],
      logger: silentLogger,
    });
    expect(app.routes.map(({ path }) => path)).toEqual(['/a/here', '/b/here']);
  });
});

describe('an app', () => {
  it('shows its routes as planned, without the implied ones', () => {
    @Controller(['/one', 'two/'])
    class Many {
      @Get() @Post('/:id') both() {}
      @Route(['PROPFIND', 'report'], ['/a', 'b']) [Symbol('named')]() {}
      @All('*rest') all() {}
      @Options('/c') options() {}
    }
    const { routes } = createApp({ prefix: 'v1/', controllers: [Many], logger: silentLogger });
    const shown = routes
      .filter(({ path }) => path.startsWith('/v1/one'))
      .map(({ method, path, handler }) => `${method} ${path} ${handler}`);
    expect(shown.sort()).toEqual([
      '* /v1/one/*rest all',
      'GET /v1/one both',
      'OPTIONS /v1/one/c options',
      'POST /v1/one/:id both',
      'PROPFIND /v1/one/a Symbol(named)',
      'PROPFIND /v1/one/b Symbol(named)',
      'REPORT /v1/one/a Symbol(named)',
      'REPORT /v1/one/b Symbol(named)',
    ]);
    expect(routes.every(({ controller }) => controller === Many)).toBe(true);
    expect(routes.filter(({ path }) => path.startsWith('/v1/two'))).toHaveLength(8);
    expect([Object.isFrozen(routes), Object.isFrozen(routes[0])]).toEqual([true, true]);
  });

  it('gives handlers that work without it around them', async () => {
    const { handler } = createApp({ controllers: [Here], logger: silentLogger });
    expect(await handler(httpApiEvent({ path: '/here' }), lambdaContext())).toMatchObject({ statusCode: 200 });
    const only = createHandler({ controllers: [Here], logger: silentLogger });
    expect([only.constructor.name, only.length]).toEqual(['AsyncFunction', 2]);
    expect(await only(httpApiEvent({ path: '/here' }), lambdaContext())).toMatchObject({ statusCode: 200 });
  });

  it('has a streaming handler that Lambda knows for one, without Lambda around it', async () => {
    const { streamHandler } = createApp({ controllers: [Here], logger: silentLogger });
    expect((streamHandler as unknown as Record<symbol, unknown>)[Symbol.for('aws.lambda.runtime.handler.streaming')]).toBe('response');
    const { stream, record } = lambdaResponseStream();
    await streamHandler(functionUrlEvent({ path: '/here' }), stream, lambdaContext());
    await record.finished;
    expect([record.prelude?.statusCode, Buffer.concat(record.chunks).toString()]).toEqual([200, '{"here":true}']);
  });

  it('never throws when it is made, however wrong its options are', async () => {
    class Plain {}
    const wrong: unknown[] = [
      { controllers: [undefined, null, 7, 'x', {}, () => {}, Plain] },
      { middleware: [null, 7, 'x', {}], guards: [undefined, Plain] },
      { modules: [{ controllers: [Plain] }, {}] },
      { errorHandlers: [null, 'x'] },
      { providers: [null, 7, {}, { provide: undefined, useValue: 1 }, { provide: 'a' }] },
      { limits: { bodyBytes: 'big', jsonDepth: -1, objectKeys: Number.NaN, queryPairs: null } },
      { trailingSlash: 'yes', errorFormat: 'xml', validation: { status: 418, unknownProperties: 'maybe' } },
      { deadlineReserveMs: '250' },
      { prefix: '/:', controllers: [Here] },
      { prefix: '/{id}', controllers: [Here] },
      { prefix: 7, controllers: [Here] },
      { basePath: 7, controllers: [Here] },
      { logger: {} },
      { controllers: Here },
      { middleware: mark('x') },
      { modules: {} },
      null,
      undefined,
    ];
    for (const options of wrong) {
      const app = createApp(options as AppOptions);
      const outcome: unknown = await app.ready().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect([options, ConfigurationError.is(outcome)]).toEqual([options, true]);
      expect((outcome as ConfigurationError).message).toContain('Fix:');
      await expect(app.handler(httpApiEvent(), lambdaContext())).rejects.toBe(outcome);
      await app.close();
    }
  });

  it('is closed once: hooks and disposals in reverse order, then it answers no more', async () => {
    const calls: string[] = [];
    @Injectable()
    class Base {
      onInit() {
        calls.push('init base');
      }
      async onShutdown() {
        await null;
        calls.push('shutdown base');
      }
      dispose() {
        calls.push('dispose base');
      }
    }
    @Injectable()
    class Top {
      constructor(readonly base: Base) {}
      async onInit() {
        await null;
        calls.push('init top');
      }
      onShutdown() {
        calls.push('shutdown top');
      }
    }
    const app = createApp({ providers: [Top], controllers: [Here], logger: silentLogger });
    await app.ready();
    expect(calls).toEqual(['init base', 'init top']);
    await Promise.all([app.close(), app.close()]);
    await app.close();
    expect(calls.slice(2)).toEqual(['shutdown top', 'shutdown base', 'dispose base']);
    await expect(app.handler(httpApiEvent({ path: '/here' }), lambdaContext())).rejects.toThrow('closed');
  });

  it('runs every hook when it is closed, then rejects with all that failed', async () => {
    const ran: string[] = [];
    const failing = (name: string) => ({
      onShutdown() {
        ran.push(name);
        throw new Error(name);
      },
    });
    const app = createApp({
      providers: [
        { provide: 'a', useFactory: () => failing('a') },
        { provide: 'b', useFactory: () => failing('b') },
      ],
      logger: silentLogger,
    });
    await app.ready();
    const error = await app.close().catch((reason: unknown) => reason as AggregateError);
    expect([ran, error instanceof AggregateError && error.errors.length]).toEqual([['b', 'a'], 2]);
  });

  it('starts once for any number of first invocations', async () => {
    let starts = 0;
    const app = createApp({
      controllers: [Here],
      providers: [
        {
          provide: 'slow',
          useFactory: async () => {
            starts++;
            await new Promise((resolve) => setTimeout(resolve, 10));
            return 1;
          },
        },
      ],
      logger: silentLogger,
    });
    const results = await Promise.all([1, 2, 3].map(() => app.handler(httpApiEvent({ path: '/here' }), lambdaContext())));
    expect([starts, results.map((result) => (result as { statusCode: number }).statusCode)]).toEqual([1, [200, 200, 200]]);
  });

  it('gives a failed start to the first invocation, and tries again for the next', async () => {
    let attempts = 0;
    const app = createApp({
      controllers: [Here],
      providers: [
        {
          provide: 'database',
          useFactory: async () => {
            if (++attempts === 1) throw new Error('connection refused');
            return 1;
          },
        },
      ],
      logger: silentLogger,
    });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(app.handler(httpApiEvent({ path: '/here' }), lambdaContext())).rejects.toThrow('connection refused');
    expect((await answerTo(app, httpApiEvent({ path: '/here' }))).status).toBe(200);
    expect([attempts, app.routes.length]).toEqual([2, 1]);
  });

  it('whose start always fails says so each time, with the cause', async () => {
    let attempts = 0;
    const app = createApp({
      providers: [
        {
          provide: 'database',
          useFactory: () => {
            throw new Error(`refused ${++attempts}`);
          },
        },
      ],
      logger: silentLogger,
    });
    for (const attempt of [1, 2, 3]) await expect(app.handler(httpApiEvent(), lambdaContext())).rejects.toThrow(`refused ${attempt}`);
  });

  it('resolves what it provides, once it has started', async () => {
    const NAME = token<string>('name');
    const app = createApp({ providers: [{ provide: NAME, useFactory: async () => 'lambent' }], logger: silentLogger });
    expect(() => app.resolve(NAME)).toThrow('ready()');
    await app.ready();
    const name: string = app.resolve(NAME);
    expect(name).toBe('lambent');
  });

  it('keeps its plan: neither options that change later nor decorators that run later add to it', async () => {
    @Controller('/late')
    class Late {
      get() {
        return 'late';
      }
    }
    const options: AppOptions & { controllers: Constructor[] } = { controllers: [Here], middleware: [], logger: silentLogger };
    const app = createApp(options);
    const before = await answerTo(app, httpApiEvent({ path: '/here' }));
    options.controllers.push(Late);
    (options.middleware as Middleware[]).push(mark('late'));
    Get('/more')(Here.prototype, 'get', {});
    const after = await answerTo(app, httpApiEvent({ path: '/here' }));
    expect([after.status, after.headers]).toEqual([before.status, before.headers]);
    expect((await answerTo(app, httpApiEvent({ path: '/late' }))).status).toBe(404);
    expect((await answerTo(app, httpApiEvent({ path: '/here/more' }))).status).toBe(404);
    expect(app.routes).toHaveLength(1);
  });
});

describe('options', () => {
  @Controller()
  class Bodies {
    @Post('/json') json(ctx: RequestContext) {
      return { parsed: ctx.body.json() !== undefined };
    }
    @Get('/boom') boom() {
      throw Object.assign(new Error('the reason'), { name: 'BoomError' });
    }
  }
  const post = async (limits: AppOptions['limits'], body: string) => {
    const api = clientOf({ controllers: [Bodies], ...(limits && { limits }) });
    return (await api.post('/json', { body, headers: { 'content-type': 'application/json' } })).status;
  };

  it('limit bodies: a megabyte, 64 levels, 1000 keys by default', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const keys = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index])));
    const text = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    expect([await post(undefined, nested(64)), await post(undefined, nested(65))]).toEqual([200, 400]);
    expect([await post(undefined, keys(1000)), await post(undefined, keys(1001))]).toEqual([200, 400]);
    expect([await post(undefined, text(1_048_576)), await post(undefined, text(1_048_577))]).toEqual([200, 413]);
    expect([await post({ jsonDepth: 2 }, nested(2)), await post({ jsonDepth: 2 }, nested(3))]).toEqual([200, 400]);
    expect([await post({ objectKeys: 2 }, keys(2)), await post({ objectKeys: 2 }, keys(3))]).toEqual([200, 400]);
    expect([await post({ bodyBytes: 10 }, text(10)), await post({ bodyBytes: 10 }, text(11))]).toEqual([200, 413]);
  });

  describe('debug', () => {
    const saved = { POWERTOOLS_DEV: process.env.POWERTOOLS_DEV, LAMBENT_DEBUG: process.env.LAMBENT_DEBUG };
    afterEach(() => {
      for (const [name, value] of Object.entries(saved)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    const bodyOf = async (debug?: boolean) => {
      const app = createApp({ controllers: [Bodies], logger: silentLogger, ...(debug !== undefined && { debug }) });
      return (await answerTo(app, httpApiEvent({ path: '/boom' }))).json<Record<string, unknown>>();
    };
    const hidden = { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: expect.any(String) };

    it('shows message, stack and name of unexpected errors', async () => {
      expect(await bodyOf(true)).toEqual({
        ...hidden,
        message: 'the reason',
        stack: expect.stringContaining('app.test.ts'),
        details: { errorName: 'BoomError' },
      });
      expect(await bodyOf(false)).toEqual(hidden);
    });

    it.each(['1', 'y', 'yes', 't', 'true', 'on', 'TRUE', 'On'])('is on when an environment variable says %s', async (value) => {
      for (const name of ['POWERTOOLS_DEV', 'LAMBENT_DEBUG']) {
        delete process.env.POWERTOOLS_DEV;
        delete process.env.LAMBENT_DEBUG;
        process.env[name] = value;
        expect((await bodyOf()).message).toBe('the reason');
        expect(await bodyOf(false)).toEqual(hidden);
      }
    });

    it.each(['', '0', 'false', 'no', 'off', 'maybe'])('is off when it says %j', async (value) => {
      process.env.POWERTOOLS_DEV = value;
      process.env.LAMBENT_DEBUG = value;
      expect(await bodyOf()).toEqual(hidden);
    });

    it('is read when the app is made', async () => {
      process.env.LAMBENT_DEBUG = 'true';
      const app = createApp({ controllers: [Bodies], logger: silentLogger });
      delete process.env.LAMBENT_DEBUG;
      expect((await answerTo(app, httpApiEvent({ path: '/boom' }))).json()).toMatchObject({ message: 'the reason' });
    });
  });

  it('log JSON lines to standard output when no logger is given', async () => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    try {
      await createApp({ controllers: [Bodies] }).handler(httpApiEvent({ path: '/boom' }), lambdaContext());
    } finally {
      write.mockRestore();
    }
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'ERROR', route: '/boom', method: 'GET', error: expect.objectContaining({ message: 'the reason' }) }),
    ]);
  });

  it('answer errors as problem details where the app wants that', async () => {
    const api = clientOf({ controllers: [Bodies], errorFormat: 'problem' });
    const missing = await api.get('/none');
    expect([missing.headers['content-type'], missing.json()]).toEqual([
      'application/problem+json',
      { type: 'about:blank', title: 'Not Found', status: 404, detail: 'No route for GET /none', error: 'NotFoundError' },
    ]);
    const failed = await api.get('/boom');
    expect([failed.headers['content-type'], failed.json()]).toMatchObject([
      'application/problem+json',
      { title: 'Internal Server Error', status: 500 },
    ]);
    expect((await api.post('/boom')).headers).toMatchObject({ 'content-type': 'application/problem+json', allow: 'GET, HEAD, OPTIONS' });
  });
});

describe('providers', () => {
  it('of every kind are injected, async ones resolved', async () => {
    const URL = token<string>('url');
    abstract class Clock {
      abstract now(): number;
    }
    class FixedClock extends Clock {
      now() {
        return 7;
      }
    }
    @Injectable()
    class Database {
      constructor(@Inject(URL) readonly url: string) {}
    }
    const order: string[] = [];
    @Controller()
    class Uses {
      constructor(
        readonly clock: Clock,
        @Inject('pool') readonly pool: { url: string },
        @Inject('alias') readonly database: Database,
        @Inject(URL) readonly url: string,
      ) {}
      @Get('/uses') uses() {
        return { now: this.clock.now(), pool: this.pool, same: this.database.url === this.url };
      }
    }
    const api = clientOf({
      controllers: [Uses],
      providers: [
        {
          provide: 'pool',
          useFactory: async (resolve) => {
            order.push('pool');
            return { url: resolve(URL) };
          },
          inject: [URL],
        },
        {
          provide: URL,
          useFactory: async () => {
            await null;
            order.push('url');
            return 'db://x';
          },
        },
        { provide: Clock, useClass: FixedClock },
        Database,
        { provide: 'alias', useExisting: Database },
        { provide: 'unused', useFactory: () => order.push('unused') },
      ],
    });
    expect((await api.get('/uses')).json()).toEqual({ now: 7, pool: { url: 'db://x' }, same: true });
    await api.get('/uses');
    expect(order.filter((name) => name !== 'unused')).toEqual(['url', 'pool']);
    expect(order.filter((name) => name === 'unused')).toHaveLength(1);
  });

  it('are app-wide wherever they are listed, and two definitions of one token are a mistake', async () => {
    @Controller('/reads')
    class Reads {
      constructor(@Inject('value') readonly value: string) {}
      @Get() get() {
        return this.value;
      }
    }
    const api = clientOf({
      controllers: [Reads],
      modules: [{ prefix: 'm', providers: [{ provide: 'value', useValue: 'from a module' }] }],
    });
    expect((await api.get('/reads')).text()).toBe('from a module');
    const twice = createApp({
      providers: [{ provide: 'value', useValue: 1 }],
      modules: [{ providers: [{ provide: 'value', useValue: 2 }] }],
      logger: silentLogger,
    });
    await expect(twice.ready()).rejects.toMatchObject({
      problems: [expect.objectContaining({ message: expect.stringContaining('value') })],
    });
  });

  it('are not needed for controllers, middleware, guards and what constructors ask for', async () => {
    class Store {
      readonly items = ['a'];
    }
    @Injectable()
    class Audit {
      constructor(readonly store: Store) {}
      async use({ reqCtx, next }: { reqCtx: RequestContext; next: () => Promise<void> }) {
        await next();
        reqCtx.res.headers.set('x-items', String(this.store.items.length));
      }
    }
    @Injectable()
    class Allowed {
      constructor(readonly store: Store) {}
      canActivate() {
        return this.store.items.length > 0;
      }
    }
    @Controller()
    @UseMiddleware(Audit)
    @UseGuards(Allowed)
    class Lists {
      constructor(readonly store: Store) {}
      @Get('/list') list() {
        return this.store.items;
      }
    }
    const answer = await clientOf({ controllers: [Lists] }).get('/list');
    expect([answer.json(), answer.headers['x-items']]).toEqual([['a'], '1']);
  });

  it('live as long as their scope says', async () => {
    let made = 0;
    @Injectable({ scope: 'request' })
    class PerRequest {
      readonly id = ++made;
      constructor(@Inject(REQUEST_CONTEXT) readonly ctx: RequestContext) {}
    }
    @Injectable({ scope: 'transient' })
    class PerUse {
      readonly id = ++made;
    }
    @Injectable()
    class Service {
      constructor(
        readonly one: PerUse,
        readonly other: PerUse,
      ) {}
    }
    @Controller()
    class Scoped {
      constructor(
        readonly first: PerRequest,
        readonly second: PerRequest,
        readonly service: Service,
      ) {}
      @Get('/scoped/:id') scoped(@Param('id') id: string, @Ctx() ctx: RequestContext) {
        const { first, second, service } = this;
        return { id, same: first === second && first.ctx === ctx, request: first.id, uses: [service.one.id, service.other.id] };
      }
    }
    const api = clientOf({ controllers: [Scoped] });
    const [one, two] = [
      (await api.get('/scoped/1')).json<Record<string, unknown>>(),
      (await api.get('/scoped/2')).json<Record<string, unknown>>(),
    ];
    expect([one.same, two.same, one.request !== two.request, one.uses]).toEqual([true, true, true, two.uses]);
    const [a, b] = one.uses as number[];
    expect(a).not.toBe(b);
  });

  it('that are singletons cannot hold what belongs to a request: a mistake that names the way', async () => {
    @Injectable({ scope: 'request' })
    class User {}
    @Injectable({ scope: 'transient' })
    class Middle {
      constructor(readonly user: User) {}
    }
    @Injectable({ scope: 'singleton' })
    class Report {
      constructor(readonly middle: Middle) {}
    }
    const app = createApp({ providers: [Report], logger: silentLogger });
    const error = await app.ready().catch((reason: unknown) => reason as ConfigurationError);
    expect(String(error)).toContain('Report -> Middle -> User');
  });

  it('that belong to a request are disposed of before the invocation resolves, each guarded, and logged', async () => {
    const disposed: string[] = [];
    const logger = recordingLogger();
    @Injectable({ scope: 'request' })
    class First {
      async dispose() {
        await new Promise((resolve) => setTimeout(resolve, 5));
        disposed.push('first');
      }
    }
    @Injectable({ scope: 'request' })
    class Second {
      constructor(readonly first: First) {}
      dispose() {
        disposed.push('second');
        throw new Error('cannot let go');
      }
    }
    @Injectable()
    class Kept {
      dispose() {
        disposed.push('kept');
      }
    }
    @Controller()
    class Uses {
      constructor(
        readonly second: Second,
        readonly kept: Kept,
      ) {}
      @Get('/uses/:how') uses(@Param('how') how: string) {
        if (how === 'failing') throw new Error('it failed');
        return { disposed: [...disposed] };
      }
    }
    const api = clientOf({ controllers: [Uses], logger });
    const answer = await api.get('/uses/well');
    expect([answer.json(), disposed]).toEqual([{ disposed: [] }, ['second', 'first']]);
    expect([...logger.at('error'), ...logger.at('warn')]).toHaveLength(1);
    await api.get('/uses/failing');
    expect(disposed).toEqual(['second', 'first', 'second', 'first']);
  });

  it('may be declared with tsyringe’s own decorators', async () => {
    @singleton()
    class Counter {
      count = 0;
    }
    @scoped(TsyringeLifecycle.ContainerScoped)
    class Session {
      readonly id = {};
    }
    @injectable()
    class Other {
      constructor(@inject(delay(() => Counter)) readonly counter: Counter) {}
    }
    @Controller()
    class Uses {
      constructor(
        readonly counter: Counter,
        readonly session: Session,
        readonly again: Session,
        readonly other: Other,
        @inject('registered globally') readonly value: string,
      ) {}
      @Get('/uses') uses() {
        this.counter.count++;
        return { count: this.other.counter.count, same: this.session === this.again, value: this.value };
      }
    }
    tsyringe.registerInstance('registered globally', 'found');
    const api = clientOf({ controllers: [Uses] });
    expect((await api.get('/uses')).json()).toEqual({ count: 1, same: true, value: 'found' });
    expect((await api.get('/uses')).json()).toEqual({ count: 2, same: true, value: 'found' });
    // Another app has singletons of its own.
    expect((await clientOf({ controllers: [Uses] }).get('/uses')).json()).toMatchObject({ count: 1 });
  });
});

describe('a fallback', () => {
  it('belongs to the controller or module with the longest matching prefix', async () => {
    const by = (name: string) => {
      class By {
        @NotFound() nowhere() {
          return { by: name };
        }
      }
      return By;
    };
    @Controller('/a/b')
    class Deep {
      @Get() get() {
        return 'deep';
      }
      @NotFound() nowhere() {
        return { by: 'controller' };
      }
    }
    const api = clientOf({
      errorHandlers: [by('app')],
      controllers: [Deep],
      modules: [
        { prefix: '/a', errorHandlers: [by('a')] },
        { prefix: '/a/b/c', errorHandlers: [by('abc')] },
      ],
    });
    const answers = await Promise.all(
      ['/x', '/a', '/a/x', '/ab', '/a/b/x', '/a/b/c/x', '/a/b/cx'].map(async (path) => (await api.get(path)).json<{ by: string }>().by),
    );
    expect(answers).toEqual(['app', 'a', 'a', 'app', 'controller', 'abc', 'controller']);
  });

  it('covers paths however its prefix is written: in unicode, with parameters, with escapes', async () => {
    class Answers {
      @NotFound() nowhere() {
        return 'module';
      }
      @MethodNotAllowed() wrong() {
        return 'module 405';
      }
    }
    @Controller('/größe/:size')
    class Sizes {
      @Get('/x') x() {
        return 'x';
      }
      @NotFound() nowhere() {
        return 'controller';
      }
    }
    for (const prefix of ['/café', '/caf%C3%A9', '/caf%c3%a9/']) {
      const api = clientOf({ modules: [{ prefix, errorHandlers: [Answers], controllers: [Sizes], middleware: [mark('module')] }] });
      const text = async (method: string, path: string) => {
        const answer = await api.request(method, path);
        expect(answer.headers['x-marks']).toBe('module');
        return answer.text();
      };
      expect(await text('GET', '/café/none')).toBe('module');
      expect(await text('GET', '/café/größe/7/none')).toBe('controller');
      expect(await text('GET', '/caf%c3%a9/gr%C3%B6%C3%9Fe/7/x')).toBe('x');
      expect(await text('POST', '/café/größe/7/x')).toBe('module 405');
    }
  });

  it('for wrong methods covers the paths of its own controller only, and Allow is kept', async () => {
    @Controller('/same')
    class One {
      @Get('/one') one() {}
      @MethodNotAllowed() wrong(error: Error, ctx: RequestContext) {
        return { by: 'one', message: error.message, path: ctx.path };
      }
    }
    @Controller('/same')
    class Two {
      @Get('/two') two() {}
    }
    const api = clientOf({ controllers: [One, Two] });
    const own = await api.post('/same/one');
    expect([own.status, own.headers.allow, own.json()]).toEqual([
      405,
      'GET, HEAD, OPTIONS',
      { by: 'one', message: 'POST is not allowed for /same/one', path: '/same/one' },
    ]);
    const other = await api.post('/same/two');
    expect([other.status, other.headers.allow, other.json()]).toMatchObject([
      405,
      'GET, HEAD, OPTIONS',
      { error: 'MethodNotAllowedError' },
    ]);
  });

  it('is no error to middleware: next() resolves, and what comes after sees the answer', async () => {
    const seen: number[] = [];
    const api = clientOf({
      controllers: [Here],
      middleware: [
        async ({ reqCtx, next }) => {
          await next();
          seen.push(reqCtx.res.status);
        },
      ],
    });
    await api.get('/none');
    await api.post('/here');
    await api.options('/here');
    expect(seen).toEqual([404, 405, 204]);
  });

  it('may be protected by the guards of its own class', async () => {
    @Controller('/closed')
    @UseGuards(() => false)
    class Closed {
      @NotFound() nowhere() {
        return 'never';
      }
    }
    expect((await clientOf({ controllers: [Closed] }).get('/closed/x')).status).toBe(403);
  });
});
