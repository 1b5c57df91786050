import { Readable } from 'node:stream';
import {
  All,
  applyDecorators,
  Controller,
  createApp,
  currentRequest,
  Get,
  HttpResponse,
  type Middleware,
  NotFound,
  Post,
  type RequestContext,
  type ResponseHook,
  SetMetadata,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { lambdaContext, streamClient } from '../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { answerTo, eventOf } from './support/raw-events.js';
import { recordingLogger, silentLogger } from './support/silent-logger.js';

const PARTS = ['params', 'query', 'headers', 'cookies', 'body', 'req', 'res', 'signal', 'logger', 'shared'] as const;

/** The answer of an app whose one handler, for every path and method, is given. */
function handledBy(handle: (ctx: RequestContext) => unknown, middleware: Middleware[] = []) {
  @Controller()
  class Handler {
    @All(['/', '/things/:id', '/*rest']) handle(ctx: RequestContext) {
      return handle(ctx);
    }
  }
  return createApp({ controllers: [Handler], middleware, logger: silentLogger });
}

describe.each(EVERY_SOURCE)('the context of a request through $name', (source) => {
  it('has the event and the context that Lambda gave', async () => {
    const event = eventOf(source, { path: '/x' });
    const context = lambdaContext();
    await answerTo(
      handledBy((ctx) => {
        expect(ctx.event).toBe(event);
        expect(ctx.context).toBe(context);
        expect(ctx.source).toBe(source.source);
      }),
      event,
      context,
    ).then((answer) => expect(answer.status).toBe(204));
  });

  it('says what is asked for', async () => {
    const answer = await answerTo(
      handledBy(({ method, path, route, params }) => ({ method, path, route, params })),
      eventOf(source, { method: 'PUT', path: '/things/a%20b?x=1' }),
    );
    expect(answer.json()).toEqual({ method: 'PUT', path: '/things/a%20b', route: '/things/:id', params: { id: 'a b' } });
  });

  it('has no route where there is none', async () => {
    class Nowhere {
      @NotFound() nowhere(_error: Error, ctx: RequestContext) {
        return { route: ctx.route, params: ctx.params, path: ctx.path };
      }
    }
    const answer = await clientOf({ errorHandlers: [Nowhere] }, source).get('/none');
    expect([answer.status, answer.json()]).toEqual([404, { route: null, params: {}, path: '/none' }]);
  });

  it('reads query, headers and cookies by name, all of a name, and as decoded pairs', async () => {
    const answer = await answerTo(
      handledBy(({ query, headers, cookies }) => ({
        query: [query.get('a'), query.get('none') ?? null, query.getAll('a'), query.has('a'), query.has('none'), [...query]],
        headers: [
          headers.get('X-One'),
          headers.get('x-none') ?? null,
          headers.getAll('x-one'),
          headers.has('x-ONE'),
          new Map(headers).get('x-one'),
        ],
        cookies: [cookies.get('c'), cookies.get('none') ?? null, cookies.getAll('c'), cookies.has('c'), [...cookies]],
      })),
      eventOf(source, { path: '/x?a=%C3%A4&b=', headers: { 'x-one': '1' }, cookies: ['c=%20d'] }),
    );
    expect(answer.json()).toEqual({
      query: [
        'ä',
        null,
        ['ä'],
        true,
        false,
        [
          ['a', 'ä'],
          ['b', ''],
        ],
      ],
      headers: ['1', null, ['1'], true, '1'],
      cookies: [' d', null, [' d'], true, [['c', ' d']]],
    });
  });

  it('gives the same parts each time', async () => {
    const answer = await answerTo(
      handledBy((ctx) => {
        const first = PARTS.map((part) => ctx[part]);
        return PARTS.filter((part, index) => ctx[part] !== first[index]);
      }),
      eventOf(source, { method: 'POST', path: '/x', body: '{}' }),
    );
    expect(answer.json()).toEqual([]);
  });

  it('has parameters that cannot be changed', async () => {
    const answer = await answerTo(
      handledBy((ctx) => {
        expect(() => Object.assign(ctx.params, { id: 'other' })).toThrow();
        return ctx.params;
      }),
      eventOf(source, { path: '/things/7' }),
    );
    expect(answer.json()).toEqual({ id: '7' });
  });

  it('reads the body as text, JSON, bytes or a form', async () => {
    const answer = await answerTo(
      handledBy(async ({ body }) => ({ text: body.text(), json: body.json(), bytes: body.bytes().length })),
      eventOf(source, { method: 'POST', path: '/x', body: { ä: 1 } }),
    );
    expect(answer.json()).toEqual({ text: '{"ä":1}', json: { ä: 1 }, bytes: 8 });
    const form = await answerTo(
      handledBy(async ({ body }) => (await body.form()).get('a')),
      eventOf(source, { method: 'POST', path: '/x', body: new URLSearchParams({ a: 'b c' }) }),
    );
    expect(form.text()).toBe('b c');
  });

  it('makes a web Request of it', async () => {
    const answer = await answerTo(
      handledBy(async ({ req }) => ({
        isRequest: req instanceof Request,
        method: req.method,
        url: req.url,
        type: req.headers.get('content-type'),
        cookie: req.headers.get('cookie'),
        body: await req.json(),
      })),
      eventOf(source, {
        method: 'POST',
        path: '/things/a%20b?x=1',
        headers: { host: 'api.example.com' },
        cookies: ['c=d'],
        body: { a: 1 },
      }),
    );
    expect(answer.json()).toEqual({
      isRequest: true,
      method: 'POST',
      url: 'https://api.example.com/things/a%20b?x=1',
      type: 'application/json',
      cookie: 'c=d',
      body: { a: 1 },
    });
  });

  it('takes a web Response or an HttpResponse for its answer', async () => {
    for (const make of [() => new Response('web', { status: 203 }), () => new HttpResponse('own', { status: 203 })]) {
      const answer = await answerTo(
        handledBy(
          () => 'handler',
          [
            async ({ reqCtx, next }) => {
              reqCtx.res.headers.set('x-early', '1');
              await next();
              reqCtx.res = make();
              reqCtx.res.headers.set('x-late', '1');
            },
          ],
        ),
        eventOf(source, { path: '/x' }),
      );
      expect([answer.status, ['web', 'own'].includes(answer.text()), answer.headers['x-late']]).toEqual([203, true, '1']);
    }
  });

  it('is answered with what the handler assigned, unless it returns something', async () => {
    const assign = (ctx: RequestContext) => {
      ctx.res = new HttpResponse('assigned', { status: 203, headers: { 'x-own': 'yes', 'set-cookie': 'a=1', vary: 'Accept' } });
    };
    const early: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.set('x-early', 'yes');
      await next();
    };
    for (const middleware of [[], [early]]) {
      const answer = await answerTo(handledBy(assign, middleware), eventOf(source, { path: '/x' }));
      expect([answer.status, answer.text(), answer.cookies]).toEqual([203, 'assigned', ['a=1']]);
      expect(answer.headers).toMatchObject({ 'x-own': 'yes', vary: 'Accept', ...(middleware.length > 0 && { 'x-early': 'yes' }) });
      const both = await answerTo(
        handledBy((ctx) => {
          assign(ctx);
          return { returned: true };
        }, middleware),
        eventOf(source, { path: '/x' }),
      );
      expect([both.status, both.json()]).toEqual([200, { returned: true }]);
    }
  });

  it('keeps values for this request only, and shared ones for the life of the environment', async () => {
    const key = Symbol('key');
    const app = handledBy((ctx) => {
      const before = [ctx.get('a') ?? null, ctx.has('a'), ctx.has(key), ctx.get('__proto__') ?? null, ctx.get('constructor') ?? null];
      ctx.set('a', 1);
      ctx.set(key, undefined);
      const during = [ctx.get('a'), ctx.has('a'), ctx.has(key), ctx.delete('a'), ctx.delete('a'), ctx.has('a')];
      ctx.set('a', 2);
      const count = Number(ctx.shared.get('count') ?? 0) + 1;
      ctx.shared.set('count', count);
      return { before, during, count };
    });
    const event = eventOf(source, { path: '/x' });
    const expected = { before: [null, false, false, null, null], during: [1, true, true, true, false, false] };
    expect((await answerTo(app, event)).json()).toEqual({ ...expected, count: 1 });
    expect((await answerTo(app, event)).json()).toEqual({ ...expected, count: 2 });
  });

  it('has the id that the gateway gave the request, else that of the invocation', async () => {
    const context = lambdaContext({ awsRequestId: 'from-lambda' });
    const event = eventOf(source, { path: '/x' });
    const given = (event.requestContext as { requestId?: string } | undefined)?.requestId;
    const answer = await answerTo(
      handledBy((ctx) => ctx.requestId),
      event,
      context,
    );
    expect(answer.text()).toBe(given ?? 'from-lambda');
    expect(given !== undefined).toBe(source.source !== 'alb' && source.source !== 'vpc-lattice');
  });

  it('has a signal that is not aborted while there is time', async () => {
    const answer = await answerTo(
      handledBy((ctx) => ({ aborted: ctx.signal.aborted, isSignal: ctx.signal instanceof AbortSignal })),
      eventOf(source, { path: '/x' }),
    );
    expect(answer.json()).toEqual({ aborted: false, isSignal: true });
  });

  it('has a logger that says which request it is about', async () => {
    const logger = recordingLogger();
    @Controller()
    class Logs {
      @Get('/logs/:id') logs(ctx: RequestContext) {
        ctx.logger.info('hello', { own: 1 });
        ctx.logger.warn('bye');
        return ctx.requestId;
      }
    }
    const answer = await clientOf({ controllers: [Logs], logger }, source).get('/logs/7');
    const fields = { requestId: answer.text(), method: 'GET', route: '/logs/:id' };
    expect(logger.records).toEqual([
      { level: 'info', message: 'hello', fields: { ...fields, own: 1 } },
      { level: 'warn', message: 'bye', fields },
    ]);
  });

  it('is found from anywhere, also behind timers and in every branch, and not outside', async () => {
    const app = handledBy(async (ctx) => {
      const seen = [currentRequest() === ctx];
      await Promise.all([
        new Promise((resolve) => setTimeout(() => resolve(seen.push(currentRequest() === ctx)), 1)),
        (async () => {
          await null;
          seen.push(currentRequest() === ctx);
        })(),
      ]);
      return seen;
    });
    const answers = await Promise.all([1, 2, 3].map(() => answerTo(app, eventOf(source, { path: '/x' }))));
    expect(answers.map((answer) => answer.json())).toEqual([1, 2, 3].map(() => [true, true, true]));
    expect(currentRequest()).toBeUndefined();
  });
});

describe.each(EVERY_SOURCE)('headers of an answer through $name', (source) => {
  const app = (handle: (ctx: RequestContext) => unknown) =>
    handledBy(handle, [
      async ({ reqCtx, next }) => {
        reqCtx.res.headers.set('x-early', 'early');
        reqCtx.res.headers.set('x-both', 'early');
        reqCtx.res.headers.set('x-all', 'early');
        reqCtx.res.headers.append('set-cookie', 'early=1');
        reqCtx.res.headers.set('vary', 'Origin');
        await next();
        reqCtx.res.headers.set('x-late', 'late');
        reqCtx.res.headers.set('x-all', 'late');
      },
    ]);
  const own = { 'x-both': 'handler', 'x-all': 'handler', 'set-cookie': 'own=1', vary: 'Accept' };

  it('that were set early are under the handler’s, and those set late are over both', async () => {
    for (const make of [() => new HttpResponse('x', { headers: own }), () => new Response('x', { headers: own })]) {
      const answer = await answerTo(app(make), eventOf(source, { path: '/x' }));
      expect(answer.headers).toMatchObject({
        'x-early': 'early',
        'x-both': 'handler',
        'x-all': 'late',
        'x-late': 'late',
        vary: 'Origin, Accept',
      });
      expect(answer.cookies).toEqual(source.name === 'a load balancer' ? ['own=1'] : ['early=1', 'own=1']);
    }
  });

  it('that were set early are on errors, too', async () => {
    const answer = await answerTo(
      app(() => {
        throw new Error('x');
      }),
      eventOf(source, { path: '/x' }),
    );
    expect([answer.status, answer.headers['x-early'], answer.headers['x-late'], answer.cookies]).toEqual([
      500,
      'early',
      undefined,
      ['early=1'],
    ]);
  });

  it('have the type that was set on reqCtx.res where plain values have one by default, errors their own', async () => {
    const typed: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.set('content-type', 'application/vnd.shop');
      await next();
    };
    const typeOf = async (act: (ctx: RequestContext) => unknown, middleware: Middleware[] = [typed]) =>
      (await answerTo(handledBy(act, middleware), eventOf(source, { path: '/x' }))).headers['content-type'];
    for (const value of [{ a: 1 }, [1], 'text', null, new Uint8Array([1]), Readable.from(['a'])]) {
      expect(await typeOf(() => value)).toBe('application/vnd.shop');
    }
    const own = (ctx: RequestContext) => {
      ctx.res.headers.set('Content-Type', 'text/csv');
      return 'a,b';
    };
    expect([await typeOf(own), await typeOf(own, [])]).toEqual(['text/csv', 'text/csv']);
    expect(await typeOf(() => new Blob(['b'], { type: 'image/png' }))).toBe('image/png');
    expect(await typeOf(() => new HttpResponse('r'))).toBe('text/plain; charset=utf-8');
    expect(await typeOf(() => HttpResponse.json({}))).toBe('application/json');
    const failing = () => {
      throw new Error('x');
    };
    expect(await typeOf(failing)).toBe('application/json');
  });

  it('that a handler sets on reqCtx.res are on the answer it returns', async () => {
    for (const value of [{ a: 1 }, 'text', undefined, null, new HttpResponse('r')]) {
      const answer = await answerTo(
        handledBy((ctx) => {
          ctx.res.headers.set('x-own', 'yes');
          return value;
        }),
        eventOf(source, { path: '/x' }),
      );
      expect(answer.headers['x-own']).toBe('yes');
    }
  });
});

describe.each(EVERY_SOURCE)('hooks for the answer, through $name', (source) => {
  const seen: string[] = [];
  beforeEach(() => {
    seen.length = 0;
  });
  const hookedApp = (hook: ResponseHook) => {
    @Controller()
    class Answers {
      @Get('/fine') fine() {
        return { fine: true };
      }
      @Get('/fails') fails() {
        throw new Error('x');
      }
      @Get('/stream') async *stream() {
        yield 'a';
        yield 'b';
      }
      @Get('/breaks') async *breaks() {
        yield 'a';
        throw new Error('x');
      }
      @Get('/unanswerable') unanswerable() {
        return 1n;
      }
      @Get('/refused') @UseGuards(() => false) refused() {}
    }
    return createApp({
      controllers: [Answers],
      logger: silentLogger,
      middleware: [
        async ({ reqCtx, next }) => {
          reqCtx.onResponse(hook);
          await next();
        },
      ],
    });
  };

  it('see every final answer once, whatever it is', async () => {
    const api = clientOf(
      hookedApp((response) => void seen.push(String(response.status))),
      source,
    );
    for (const path of ['/fine', '/fails', '/stream', '/breaks', '/unanswerable', '/refused', '/none']) await api.get(path);
    await api.head('/fine');
    await api.post('/fine');
    await api.options('/fine');
    expect(seen).toEqual(['200', '500', '200', '500', '500', '403', '404', '200', '405', '204']);
  });

  it('may change the answer or give another, and may take their time', async () => {
    const changed = await clientOf(
      hookedApp((response) => response.headers.set('x-hook', '1')),
      source,
    ).get('/fine');
    expect([changed.json(), changed.headers['x-hook']]).toEqual([{ fine: true }, '1']);
    const replaced = await clientOf(
      hookedApp(async () => {
        await null;
        return HttpResponse.json({ other: true }, { status: 202 });
      }),
      source,
    ).get('/fine');
    expect([replaced.status, replaced.json()]).toEqual([202, { other: true }]);
  });

  it('may read the body, which is still sent', async () => {
    const answer = await clientOf(
      hookedApp(async (response) => void seen.push(await response.text())),
      source,
    ).get('/stream');
    expect([answer.text(), seen]).toEqual(['ab', ['ab']]);
  });
});

describe('hooks for a streamed answer', () => {
  it('run before the prelude, once', async () => {
    const order: string[] = [];
    @Controller()
    class Streams {
      @Get('/stream') async *stream() {
        yield 'a';
        order.push('first chunk was taken');
      }
    }
    const app = createApp({
      controllers: [Streams],
      logger: silentLogger,
      middleware: [
        async ({ reqCtx, next }) => {
          reqCtx.onResponse((response) => {
            order.push('hook');
            response.headers.set('x-hook', '1');
          });
          await next();
        },
      ],
    });
    const answer = await streamClient(app).get('/stream');
    expect([answer.prelude.headers['x-hook'], order]).toEqual(['1', ['hook', 'first chunk was taken']]);
  });
});

describe('metadata', () => {
  const key = Symbol('roles');
  const Staff = (...roles: string[]) =>
    applyDecorators(
      SetMetadata(key, roles),
      UseMiddleware(trailing('staff')),
      UseGuards(() => true),
    );
  function trailing(name: string): Middleware {
    return async ({ reqCtx, next }) => {
      reqCtx.res.headers.append('x-trail', `${name} ${String(reqCtx.metadata(key))}`);
      await next();
    };
  }

  @Controller()
  @SetMetadata(key, 'class')
  @SetMetadata('object', { a: 1 })
  @UseMiddleware(trailing('class'))
  class Marked {
    @Get('/plain') plain(ctx: RequestContext) {
      return [ctx.metadata(key), ctx.metadata('object'), ctx.metadata('none') ?? null];
    }
    @Get('/own') @Staff('a', 'b') own(ctx: RequestContext) {
      return [ctx.metadata(key), ctx.metadata('object')];
    }
    @Post('/own') post(ctx: RequestContext) {
      return ctx.metadata(key);
    }
  }

  it('is that of the method, else of the class, also for middleware further out', async () => {
    const api = clientOf({ controllers: [Marked], middleware: [trailing('app')] });
    const plain = await api.get('/plain');
    expect([plain.json(), plain.headers['x-trail']]).toEqual([['class', { a: 1 }, null], 'app class, class class']);
    const own = await api.get('/own');
    expect([own.json(), own.headers['x-trail']]).toEqual([[['a', 'b'], { a: 1 }], 'app a,b, class a,b, staff a,b']);
    expect((await api.post('/own')).text()).toBe('class');
  });
});
