import * as lambent from '../../src/index.js';
import {
  BadRequestError,
  type Constructor,
  ContentType,
  Controller,
  Ctx,
  ErrorHandler,
  ForbiddenError,
  Get,
  Header,
  HttpCode,
  HttpError,
  type HttpErrorOptions,
  HttpResponse,
  MethodNotAllowed,
  type Middleware,
  NotFound,
  NotFoundError,
  Param,
  Query,
  type RequestContext,
} from '../../src/index.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { recordingLogger } from './support/silent-logger.js';

const FAMILY: [status: number, name: string][] = [
  [400, 'BadRequestError'],
  [401, 'UnauthorizedError'],
  [402, 'PaymentRequiredError'],
  [403, 'ForbiddenError'],
  [404, 'NotFoundError'],
  [405, 'MethodNotAllowedError'],
  [406, 'NotAcceptableError'],
  [408, 'RequestTimeoutError'],
  [409, 'ConflictError'],
  [410, 'GoneError'],
  [412, 'PreconditionFailedError'],
  [413, 'RequestEntityTooLargeError'],
  [415, 'UnsupportedMediaTypeError'],
  [422, 'UnprocessableEntityError'],
  [429, 'TooManyRequestsError'],
  [500, 'InternalServerError'],
  [501, 'NotImplementedError'],
  [502, 'BadGatewayError'],
  [503, 'ServiceUnavailableError'],
  [504, 'GatewayTimeoutError'],
];

/** An app whose one route throws. */
function throwing(error: () => unknown, source = EVERY_SOURCE[1], errorHandlers: Constructor[] = []) {
  @Controller()
  class Throws {
    @Get('/x') get() {
      throw error();
    }
  }
  const logger = recordingLogger();
  return { api: clientOf({ controllers: [Throws], errorHandlers, logger }, source), logger };
}

describe('an error of the family', () => {
  it.each(FAMILY)('with status %d is thrown as %s', async (status, name) => {
    const type = (lambent as unknown as Record<string, new (message?: string, options?: HttpErrorOptions) => HttpError>)[name]!;
    const { api, logger } = throwing(() => new type('the reason', { details: { a: 1 }, headers: { 'x-reason': 'yes' }, cause: 'private' }));
    const answer = await api.get('/x');
    expect([answer.status, answer.headers['content-type'], answer.headers['x-reason'], answer.json()]).toEqual([
      status,
      'application/json',
      'yes',
      { statusCode: status, error: name, message: 'the reason', details: { a: 1 } },
    ]);
    expect([logger.at('error').length, logger.at('debug').length > 0]).toEqual(status < 500 ? [0, true] : [1, false]);
    const hidden = await throwing(() => new type('the reason', { details: { a: 1 }, expose: false })).api.get('/x');
    expect([hidden.status, hidden.text().includes('reason'), hidden.text().includes('details')]).toEqual([status, false, false]);
    const bare = (await throwing(() => new type()).api.get('/x')).json<{ message: string }>();
    expect(bare.message).toMatch(/^[A-Z][\w' -]+$/);
    expect(bare).not.toHaveProperty('details');
  });

  it('may have any other status of an error', async () => {
    const answer = await throwing(() => new HttpError(418, 'short and stout')).api.get('/x');
    expect([answer.status, answer.json()]).toEqual([418, { statusCode: 418, error: 'HttpError', message: 'short and stout' }]);
  });

  it('keeps the name of its class when it is extended, and its own when it says so', async () => {
    class Missing extends NotFoundError {}
    class Named extends NotFoundError {
      override readonly name = 'TodoMissing';
    }
    expect((await throwing(() => new Missing('x')).api.get('/x')).json()).toMatchObject({ statusCode: 404, error: 'NotFoundError' });
    expect((await throwing(() => new Named('x')).api.get('/x')).json()).toMatchObject({ statusCode: 404, error: 'TodoMissing' });
  });
});

describe.each(EVERY_SOURCE)('an error handler through $name', (source) => {
  const answerOf = async (error: () => unknown, handler: Constructor) => throwing(error, source, [handler]).api.get('/x');
  const returning = (value: unknown): Constructor => {
    class Handler {
      @ErrorHandler() handle() {
        return value;
      }
    }
    return Handler;
  };

  it('answers plain values with the status of the error, 500 for others', async () => {
    for (const value of [{ a: 1 }, 'text', ['list'], 7, null]) {
      expect((await answerOf(() => new ForbiddenError('x'), returning(value))).status).toBe(403);
      expect((await answerOf(() => new Error('x'), returning(value))).status).toBe(500);
    }
    expect((await answerOf(() => new ForbiddenError('x'), returning({ a: 1 }))).json()).toEqual({ a: 1 });
    expect((await answerOf(() => new ForbiddenError('x'), returning('text'))).headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('may say another status in the value, in a response, or with a decorator', async () => {
    expect((await answerOf(() => new Error('x'), returning({ statusCode: 409 }))).status).toBe(409);
    expect((await answerOf(() => new Error('x'), returning({ statusCode: '409' }))).status).toBe(500);
    expect((await answerOf(() => new ForbiddenError('x'), returning(new HttpResponse('own', { status: 200 })))).status).toBe(200);
    class Decorated {
      @ErrorHandler() @HttpCode(422) @Header('x-by', 'handler') @ContentType('application/vnd.error+json') handle() {
        return { a: 1 };
      }
    }
    const answer = await answerOf(() => new ForbiddenError('x'), Decorated);
    expect([answer.status, answer.headers['x-by'], answer.headers['content-type']]).toEqual([422, 'handler', 'application/vnd.error+json']);
  });

  it('may say it in the context as well, which what stood there before does not', async () => {
    const setting = (act: (ctx: RequestContext) => unknown): Constructor => {
      class Handler {
        @ErrorHandler() handle(_error: unknown, ctx: RequestContext) {
          return act(ctx);
        }
      }
      return Handler;
    };
    const forbidden = () => new ForbiddenError('x', { headers: { 'retry-after': '7' } });
    const later = async (ctx: RequestContext) => {
      await null;
      ctx.res.status = 410;
      ctx.res.headers.set('x-by', 'handler');
      return 'gone';
    };
    for (const act of [(ctx: RequestContext) => Object.assign(ctx.res, { status: 410 }) && { a: 1 }, later]) {
      expect((await answerOf(forbidden, setting(act))).status).toBe(410);
    }
    const headed = await answerOf(forbidden, setting(later));
    expect([headed.headers['x-by'], headed.headers['retry-after'], headed.text()]).toEqual(['handler', '7', 'gone']);
    const stated = setting((ctx) => Object.assign(ctx.res, { status: 410 }) && { statusCode: 409 });
    expect((await answerOf(forbidden, stated)).status).toBe(409);
    const assign = (ctx: RequestContext) => {
      ctx.res = new HttpResponse('assigned', { status: 202 });
    };
    const assigned = await answerOf(forbidden, setting(assign));
    expect([assigned.status, assigned.text(), assigned.headers['retry-after']]).toEqual([202, 'assigned', '7']);

    @Controller()
    class Throws {
      @Get('/x') get() {
        throw forbidden();
      }
    }
    const early: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.status = 202;
      await next();
    };
    const late: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res = new HttpResponse('before', { status: 203 });
      await next();
    };
    for (const middleware of [early, late]) {
      const api = (act: (ctx: RequestContext) => unknown) =>
        clientOf({ controllers: [Throws], errorHandlers: [setting(act)], middleware: [middleware], logger: recordingLogger() }).get('/x');
      expect([(await api(() => ({}))).status, (await api(later)).status, (await api(() => undefined)).status]).toEqual([403, 410, 403]);
      expect((await api(assign)).text()).toBe('assigned');
    }
  });

  it('keeps the headers of the error under its own', async () => {
    class Handler {
      @ErrorHandler() @Header('x-both', 'handler') handle() {
        return { a: 1 };
      }
    }
    const answer = await answerOf(() => new ForbiddenError('x', { headers: { 'x-both': 'error', 'retry-after': '7' } }), Handler);
    expect([answer.headers['x-both'], answer.headers['retry-after']]).toEqual(['handler', '7']);
  });

  it('gets the error and the context, and arguments where it asks for them', async () => {
    class Positional {
      @ErrorHandler(Error) handle(error: Error, ctx: RequestContext) {
        return { message: error.message, path: ctx.path };
      }
    }
    expect((await answerOf(() => new Error('x'), Positional)).json()).toEqual({ message: 'x', path: '/x' });
    class Decorated {
      @ErrorHandler(Error) handle(error: Error, @Query('q') q: string | undefined, @Ctx() ctx: RequestContext) {
        return { message: error.message, q: q ?? null, route: ctx.route };
      }
    }
    expect((await answerOf(() => new Error('x'), Decorated)).json()).toEqual({ message: 'x', q: null, route: '/x' });
  });

  it('may throw another error, which is looked up once more and no further', async () => {
    const ran: string[] = [];
    class First extends Error {}
    class Second extends Error {}
    class Handler {
      @ErrorHandler(First) first() {
        ran.push('first');
        throw new Second('from first');
      }
      @ErrorHandler(Second) second() {
        ran.push('second');
        throw new First('from second');
      }
    }
    const answer = await answerOf(() => new First('x'), Handler);
    expect([answer.status, ran]).toEqual([500, ['first', 'second']]);
    class Translating {
      @ErrorHandler(First) async first(error: First) {
        throw new NotFoundError(error.message);
      }
    }
    expect((await answerOf(() => new First('gone'), Translating)).json()).toEqual({
      statusCode: 404,
      error: 'NotFoundError',
      message: 'gone',
    });
  });

  it('may be async, and may take one class, several, or a list', async () => {
    class Handler {
      @ErrorHandler(RangeError, SyntaxError) async two(error: Error) {
        await null;
        return { by: 'two', name: error.name };
      }
      @ErrorHandler([TypeError, BadRequestError]) list() {
        return { by: 'list' };
      }
    }
    expect((await answerOf(() => new RangeError('x'), Handler)).json()).toEqual({ by: 'two', name: 'RangeError' });
    expect((await answerOf(() => new SyntaxError('x'), Handler)).json()).toEqual({ by: 'two', name: 'SyntaxError' });
    expect((await answerOf(() => new TypeError('x'), Handler)).json()).toEqual({ by: 'list' });
    expect((await answerOf(() => new BadRequestError('x'), Handler)).json()).toEqual({ by: 'list' });
    expect((await answerOf(() => new Error('x'), Handler)).json()).toMatchObject({ error: 'InternalServerError' });
  });
});

describe('the handler of an error', () => {
  class Base extends Error {}
  class Derived extends Base {}
  class Deepest extends Derived {}
  const handlerOf = (name: string, ...errors: Constructor<Error>[]): Constructor => {
    class Handler {
      @ErrorHandler(...errors) handle(error: Error) {
        return { by: name, is: error.constructor.name };
      }
    }
    return Handler;
  };

  it('is looked for in the controller, its module, and upwards; at each level the nearest class wins', async () => {
    @Controller('/own')
    class Own {
      @Get('/:kind') get(@Param('kind') kind: string) {
        throw kind === 'derived' ? new Derived() : kind === 'deepest' ? new Deepest() : new Error('x');
      }
      @ErrorHandler(Base) base() {
        return { by: 'own base' };
      }
      @ErrorHandler(Deepest) deepest() {
        return { by: 'own deepest' };
      }
    }
    @Controller('/plain')
    class Plain {
      @Get('/:kind') get(@Param('kind') kind: string) {
        throw kind === 'derived' ? new Derived() : kind === 'deepest' ? new Deepest() : new Error('x');
      }
    }
    const api = clientOf({
      errorHandlers: [handlerOf('app', Derived, Deepest, Error as never)],
      modules: [{ controllers: [Own, Plain], errorHandlers: [handlerOf('module', Base)] }],
    });
    const by = async (path: string) => (await api.get(path)).json<{ by: string }>().by;
    expect(await Promise.all(['/own/derived', '/own/deepest', '/own/other'].map(by))).toEqual(['own base', 'own deepest', 'app']);
    expect(await Promise.all(['/plain/derived', '/plain/deepest', '/plain/other'].map(by))).toEqual(['module', 'module', 'app']);
  });

  it('is found for errors of middleware, guards and fallbacks, too', async () => {
    @Controller('/a')
    class A {
      @Get() get() {}
      @NotFound() nowhere() {
        throw new Derived('not found');
      }
      @MethodNotAllowed() wrong() {
        throw new Derived('wrong method');
      }
    }
    const failing = (kind: 'middleware' | 'guards') =>
      clientOf({
        controllers: [A],
        errorHandlers: [handlerOf('app', Base)],
        [kind]: [
          () => {
            throw new Derived();
          },
        ],
      });
    const expected = { by: 'app', is: 'Derived' };
    expect((await failing('middleware').get('/a')).json()).toEqual(expected);
    expect((await failing('middleware').get('/none')).json()).toEqual(expected);
    expect((await failing('guards').get('/a')).json()).toEqual(expected);
    const api = clientOf({ controllers: [A], errorHandlers: [handlerOf('app', Base)] });
    expect((await api.get('/a/none')).json()).toEqual(expected);
    expect((await api.post('/a')).json()).toEqual(expected);
  });

  it('may handle the framework’s own errors', async () => {
    @Controller()
    class Bound {
      @Get('/:id') get(@Param('id') id: number) {
        return id;
      }
    }
    class Refusals {
      @ErrorHandler(HttpError) refused(error: HttpError) {
        return { refused: error.status, message: error.message };
      }
    }
    const api = clientOf({
      controllers: [Bound],
      errorHandlers: [Refusals],
      guards: [(ctx) => ctx.query.get('ok') !== null && ctx.query.has('ok')],
    });
    expect((await api.get('/7')).json()).toEqual({ refused: 403, message: 'Forbidden' });
    const invalid = await api.get('/seven?ok=1');
    expect([invalid.status, invalid.json()]).toEqual([400, { refused: 400, message: 'Validation failed' }]);
  });
});

describe('a fallback', () => {
  it('answers in one form: the default body, or a value with the status unless it says another', async () => {
    const values: [value: unknown, status: number][] = [
      [{ a: 1 }, 404],
      ['text', 404],
      [{ statusCode: 410 }, 410],
      [new HttpResponse('own', { status: 200 }), 200],
      [null, 404],
    ];
    for (const [value, status] of values) {
      class Nowhere {
        @NotFound() nowhere() {
          return value;
        }
      }
      expect([value, (await clientOf({ errorHandlers: [Nowhere] }).get('/none')).status]).toEqual([value, status]);
    }
    class Coded {
      @NotFound() @HttpCode(418) nowhere() {
        return 'x';
      }
    }
    expect((await clientOf({ errorHandlers: [Coded] }).get('/none')).status).toBe(418);
  });

  it('may say its status, or answer, in the context as well', async () => {
    const answerOf = async (act: (ctx: RequestContext) => unknown) => {
      @Controller('/known')
      class Nowhere {
        @Get() known() {}
        @NotFound() nowhere(_error: unknown, ctx: RequestContext) {
          return act(ctx);
        }
        @MethodNotAllowed() wrong(_error: unknown, ctx: RequestContext) {
          return act(ctx);
        }
      }
      const api = clientOf({ controllers: [Nowhere] });
      return [await api.get('/known/none'), await api.delete('/known')].map(({ status, headers, text }) => [status, headers.allow, text()]);
    };
    const setting = (ctx: RequestContext) => Object.assign(ctx.res, { status: 410 }) && 'gone';
    expect(await answerOf(setting)).toEqual([
      [410, undefined, 'gone'],
      [410, 'GET, HEAD, OPTIONS', 'gone'],
    ]);
    const assigning = async (ctx: RequestContext) => {
      ctx.res = new HttpResponse('assigned', { status: 203 });
    };
    expect(await answerOf(assigning)).toEqual([
      [203, undefined, 'assigned'],
      [203, 'GET, HEAD, OPTIONS', 'assigned'],
    ]);
  });

  it('gets the error that it stands for, and arguments where it asks for them', async () => {
    class Nowhere {
      @NotFound() nowhere(error: HttpError, @Query('q') q: string, @Ctx() ctx: RequestContext) {
        return { error: error.toJSON(), q, path: ctx.path };
      }
    }
    expect((await clientOf({ errorHandlers: [Nowhere] }).get('/none?q=1')).json()).toEqual({
      error: { statusCode: 404, error: 'NotFoundError', message: 'No route for GET /none' },
      q: '1',
      path: '/none',
    });
  });
});
