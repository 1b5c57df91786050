import {
  BadRequestError,
  ConflictError,
  Controller,
  currentRequest,
  ErrorHandler,
  Get,
  type Guard,
  HttpError,
  HttpResponse,
  Injectable,
  MethodNotAllowed,
  type Middleware,
  NotFound,
  NotFoundError,
  Param,
  Post,
  type RequestContext,
  SetMetadata,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { recordingLogger } from './support/silent-logger.js';

const trail =
  (name: string): Middleware =>
  async ({ reqCtx, next }) => {
    reqCtx.res.headers.append('x-in', name);
    await next();
    reqCtx.res.headers.append('x-out', name);
  };

@Injectable()
class Counter {
  count = 0;
}

class CountingMiddleware {
  constructor(private readonly counter: Counter) {}
  async use({ reqCtx, next }: { reqCtx: RequestContext; next: () => Promise<void> }) {
    this.counter.count++;
    await next();
    reqCtx.res.headers.set('x-count', String(this.counter.count));
  }
}
Injectable()(CountingMiddleware);
Reflect.defineMetadata('design:paramtypes', [Counter], CountingMiddleware);

class OutOfStock extends Error {}
class Discontinued extends OutOfStock {}

const allow: Guard = () => true;

@Controller('/shop')
@UseMiddleware(trail('class-1'), trail('class-2'))
@SetMetadata('who', 'class')
class ShopController {
  @Get('/order')
  @UseMiddleware(trail('method'))
  order() {
    return { ok: true };
  }

  @Get('/denied')
  @UseGuards(allow, () => undefined as never)
  denied() {
    return 'never';
  }

  @Get('/teapot')
  @UseGuards(async () => {
    throw new HttpError(418, 'short and stout');
  })
  teapot() {
    return 'never';
  }

  @Get('/guard-broken')
  @UseGuards(() => {
    throw new Error('guard broke');
  })
  guardBroken() {
    return 'never';
  }

  @Get('/stock/:id') stock(@Param('id') id: string) {
    throw id === 'gone' ? new Discontinued('gone for good') : new OutOfStock('none left');
  }
  @Get('/conflict') conflict() {
    throw new ConflictError('twice', { headers: { 'retry-after': '7' }, details: { id: 1 } });
  }
  @Get('/rethrown') rethrown() {
    throw new RangeError('first');
  }
  @Get('/secret') secret() {
    throw new Error('password=hunter2');
  }
  @Get('/hidden') hidden() {
    throw new HttpError(503, 'database db-17 is down', { expose: false });
  }
  @Get('/metadata') @SetMetadata('who', 'method') metadata(ctx: RequestContext) {
    return { who: ctx.metadata('who'), none: ctx.metadata('other') ?? null };
  }
  @Get('/current') async current(ctx: RequestContext) {
    await new Promise((resolve) => setImmediate(resolve));
    return { same: currentRequest() === ctx };
  }
  @Post('/order') create() {
    return { created: true };
  }

  @ErrorHandler(OutOfStock) outOfStock(error: OutOfStock) {
    return { statusCode: 409, message: error.message };
  }
  @ErrorHandler(RangeError) range() {
    throw new NotFoundError('mapped');
  }
  @NotFound() nowhere(error: Error, ctx: RequestContext) {
    return { message: error.message, path: ctx.path };
  }
  @MethodNotAllowed() wrongMethod() {
    return { message: 'not that way' };
  }
}

class AppErrors {
  @ErrorHandler(Discontinued) never() {
    return 'the controller is nearer';
  }
  @ErrorHandler(BadRequestError) bad(error: BadRequestError) {
    return { custom: error.message };
  }
}

@Controller()
class Plain {
  @Get('/thrown/:what') thrown(@Param('what') what: string) {
    const values: Record<string, unknown> = {
      string: 'text',
      null: null,
      undefined: undefined,
      frozen: Object.freeze(new Error('frozen')),
    };
    values.getter = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('no message');
      },
    });
    values.promise = Promise.resolve(1);
    throw values[what];
  }
  @Get('/bad') bad() {
    throw new BadRequestError('no good');
  }
}

describe.each(EVERY_SOURCE)('the pipeline through $name', (source) => {
  const logger = recordingLogger();
  const api = clientOf({ controllers: [ShopController, Plain], middleware: [trail('app')], errorHandlers: [AppErrors], logger }, source);

  it('runs middleware app, class, method, handler and back', async () => {
    const answer = await api.get('/shop/order');
    expect(answer.headers['x-in']).toBe('app, class-1, class-2, method');
    expect(answer.headers['x-out']).toBe('method, class-2, class-1, app');
  });

  it('keeps headers set before next() on errors, and skips what comes after', async () => {
    const answer = await api.get('/shop/secret');
    expect([answer.status, answer.headers['x-in'], answer.headers['x-out']]).toEqual([500, 'app, class-1, class-2', undefined]);
  });

  it('refuses with 403 unless every guard says true', async () => {
    expect((await api.get('/shop/denied')).json()).toEqual({ statusCode: 403, error: 'ForbiddenError', message: 'Forbidden' });
    expect((await api.get('/shop/teapot')).json()).toEqual({ statusCode: 418, error: 'HttpError', message: 'short and stout' });
    expect((await api.get('/shop/guard-broken')).status).toBe(500);
  });

  it('finds the error handler of the nearest class, controller first', async () => {
    expect((await api.get('/shop/stock/none')).json()).toEqual({ statusCode: 409, message: 'none left' });
    expect((await api.get('/shop/stock/gone')).json()).toEqual({ statusCode: 409, message: 'gone for good' });
    expect((await api.get('/bad')).json()).toEqual({ custom: 'no good' });
    expect((await api.get('/bad')).status).toBe(400);
  });

  it('looks an error of an error handler up once more', async () => {
    const answer = await api.get('/shop/rethrown');
    expect(answer.json()).toEqual({ statusCode: 404, error: 'NotFoundError', message: 'mapped' });
  });

  it('shows an HttpError with details and headers, unless it is not to be exposed', async () => {
    const conflict = await api.get('/shop/conflict');
    expect([conflict.status, conflict.headers['retry-after'], conflict.json()]).toEqual([
      409,
      '7',
      { statusCode: 409, error: 'ConflictError', message: 'twice', details: { id: 1 } },
    ]);
    expect((await api.get('/shop/hidden')).text()).not.toContain('db-17');
  });

  it('hides what is unexpected from the client and logs it once', async () => {
    logger.records.length = 0;
    const answer = await api.get('/shop/secret');
    expect(answer.text()).not.toContain('hunter2');
    expect(answer.json()).toMatchObject({ statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error' });
    expect(logger.at('error')).toHaveLength(1);
  });

  it.each(['string', 'null', 'undefined', 'frozen', 'getter', 'promise'])('answers 500 when %s is thrown', async (what) => {
    logger.records.length = 0;
    expect((await api.get(`/thrown/${what}`)).status).toBe(500);
    expect(logger.at('error')).toHaveLength(1);
  });

  it('answers unknown paths with the nearest @NotFound, inside the middleware', async () => {
    const inside = await api.get('/shop/nothing');
    expect([inside.status, inside.json(), inside.headers['x-out']]).toEqual([
      404,
      { message: 'No route for GET /shop/nothing', path: '/shop/nothing' },
      'class-2, class-1, app',
    ]);
    const outside = await api.get('/shopping');
    expect([outside.status, outside.json(), outside.headers['x-out']]).toEqual([
      404,
      { statusCode: 404, error: 'NotFoundError', message: 'No route for GET /shopping' },
      'app',
    ]);
  });

  it('answers wrong methods with 405 and Allow', async () => {
    const own = await api.put('/shop/order');
    expect([own.status, own.headers.allow, own.json()]).toEqual([405, 'GET, HEAD, OPTIONS, POST', { message: 'not that way' }]);
    const plain = await api.post('/bad');
    expect([plain.status, plain.headers.allow, plain.json()]).toEqual([
      405,
      'GET, HEAD, OPTIONS',
      { statusCode: 405, error: 'MethodNotAllowedError', message: 'POST is not allowed for /bad' },
    ]);
  });

  it('answers OPTIONS by itself', async () => {
    const answer = await api.options('/shop/order');
    expect([answer.status, answer.text(), answer.headers.allow, answer.headers['x-out']]).toEqual([
      204,
      '',
      'GET, HEAD, OPTIONS, POST',
      'app',
    ]);
  });

  it('reads metadata of the method over the class', async () => {
    expect((await api.get('/shop/metadata')).json()).toEqual({ who: 'method', none: null });
  });

  it('finds the current request after an await', async () => {
    expect((await api.get('/shop/current')).json()).toEqual({ same: true });
    expect(currentRequest()).toBeUndefined();
  });
});

describe('middleware', () => {
  const appWith = (...middleware: (Middleware | typeof CountingMiddleware)[]) =>
    clientOf({ controllers: [Plain, ShopController], middleware });

  it('may be a class with injected services', async () => {
    const api = appWith(CountingMiddleware);
    await api.get('/shop/order');
    expect((await api.get('/nowhere')).headers['x-count']).toBe('2');
  });

  it('answers with what it returns, null included', async () => {
    expect((await appWith(() => ({ early: true })).get('/shop/order')).json()).toEqual({ early: true });
    const answer = await appWith(() => null).get('/shop/order');
    expect([answer.status, answer.text()]).toEqual([200, 'null']);
    const response = await appWith(() => new HttpResponse('stop', { status: 429 })).get('/shop/order');
    expect([response.status, response.text()]).toEqual([429, 'stop']);
  });

  it('may replace the answer after next(), in either way', async () => {
    const returned = await appWith(async ({ reqCtx, next }) => {
      await next();
      return { wrapped: await reqCtx.res.json() };
    }).get('/shop/order');
    expect([returned.json(), returned.headers['x-out']]).toEqual([{ wrapped: { ok: true } }, 'method, class-2, class-1']);
    const assigned = await appWith(async ({ reqCtx, next }) => {
      await next();
      reqCtx.res = new Response('other', { status: 203 });
    }).get('/shop/order');
    expect([assigned.status, assigned.text()]).toEqual([203, 'other']);
  });

  it('is told when it gives no answer or calls next() twice', async () => {
    const logger = recordingLogger();
    const silent = clientOf({ controllers: [Plain], middleware: [() => undefined], logger });
    expect((await silent.get('/bad')).status).toBe(500);
    expect(String((logger.at('error')[0]!.fields!.error as Error).message)).toContain('did not call next()');
    const twice = await appWith(async ({ next }) => {
      await next();
      await next();
    }).get('/shop/order');
    expect(twice.status).toBe(500);
  });

  it('may recover from an error', async () => {
    const answer = await appWith(async ({ next }) => {
      try {
        await next();
      } catch (error) {
        return { recovered: (error as Error).message };
      }
      return undefined;
    }).get('/shop/secret');
    expect([answer.status, answer.json()]).toEqual([200, { recovered: 'password=hunter2' }]);
  });

  it('sees final answers in onResponse, latest registered first, once', async () => {
    const seen: string[] = [];
    const hook =
      (name: string): Middleware =>
      async ({ reqCtx, next }) => {
        reqCtx.onResponse((response) => {
          seen.push(`${name} ${response.status}`);
          response.headers.append('x-hook', name);
        });
        await next();
      };
    const api = appWith(hook('outer'), hook('inner'));
    for (const path of ['/shop/order', '/shop/secret', '/nowhere']) {
      expect((await api.get(path)).headers['x-hook']).toBe('inner, outer');
    }
    expect((await api.head('/shop/order')).headers['x-hook']).toBe('inner, outer');
    expect(seen).toEqual([200, 500, 404, 200].flatMap((status) => [`inner ${status}`, `outer ${status}`]));
  });

  it('runs each hook once, those that hooks register next', async () => {
    const seen: string[] = [];
    const api = appWith(async ({ reqCtx, next }) => {
      reqCtx.onResponse(() => void seen.push('first'));
      reqCtx.onResponse(async () => {
        await Promise.resolve();
        reqCtx.onResponse(() => void seen.push('registered'));
        seen.push('second');
      });
      await next();
    });
    await api.get('/shop/order');
    expect(seen).toEqual(['second', 'registered', 'first']);
  });

  it('does not leak between modules', async () => {
    @Controller('/a')
    class A {
      @Get() get() {
        return 'a';
      }
    }
    @Controller('/b')
    class B {
      @Get() get() {
        return 'b';
      }
    }
    const api = clientOf({
      prefix: '/v1',
      middleware: [trail('app')],
      modules: [
        {
          prefix: '/left',
          controllers: [A],
          middleware: [trail('left')],
          modules: [{ prefix: 'deep', controllers: [B], middleware: [trail('deep')] }],
        },
        { prefix: '/right', controllers: [B] },
      ],
    });
    expect((await api.get('/v1/left/a')).headers['x-in']).toBe('app, left');
    expect((await api.get('/v1/left/deep/b')).headers['x-in']).toBe('app, left, deep');
    expect((await api.get('/v1/right/b')).headers['x-in']).toBe('app');
    expect((await api.get('/v1/left/none')).headers['x-in']).toBe('app, left');
    expect((await api.get('/v1/none')).headers['x-in']).toBe('app');
  });
});
