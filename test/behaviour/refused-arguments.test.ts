import {
  type AppOptions,
  Controller,
  Ctx,
  createParamDecorator,
  ErrorHandler,
  Get,
  Header,
  type Middleware,
  NotFound,
  Param,
  Produces,
  Query,
  type RequestContext,
  RequestValidationError,
} from '../../src/index.js';
import { clientOf } from './support/every-source.js';
import { recordingLogger } from './support/silent-logger.js';

const Later = createParamDecorator(async (_data, reqCtx) => reqCtx.query.get('later') ?? undefined);

@Controller()
class Numbers {
  @Get('/now/:id') now(@Param('id') id: number) {
    return { id };
  }
  @Get('/later/:id') later(@Param('id') id: number, @Later() later: unknown) {
    return { id, later };
  }
  @Get('/chosen/:id') @Produces('application/json', 'text/plain') chosen(@Param('id') id: number) {
    return id;
  }
}

const DEFAULT_BODY = {
  statusCode: 400,
  error: 'RequestValidationError',
  message: 'Validation failed',
  details: [{ path: 'params.id', rule: 'isNumber', message: 'id must be a number' }],
};

const PATHS = ['/now/x', '/later/x', '/chosen/x'];

const passes: Middleware = async ({ next }) => {
  await next();
};

describe.each<[string, Partial<AppOptions>]>([
  ['directly', {}],
  ['behind a guard', { guards: [() => true] }],
  ['behind a guard that takes its time', { guards: [async () => true] }],
  ['behind middleware', { middleware: [passes] }],
  ['behind middleware and a guard', { middleware: [passes], guards: [async () => true] }],
])('arguments that do not fit, %s', (_where, options) => {
  it.each(PATHS)('of %s are the default answer, with one debug record and without the call', async (path) => {
    const logger = recordingLogger();
    const answer = await clientOf({ controllers: [Numbers], logger, ...options }).get(path);
    expect([answer.status, answer.json()]).toEqual([400, DEFAULT_BODY]);
    expect(answer.headers['content-type']).toBe('application/json');
    expect([logger.at('error').length, logger.at('debug').length]).toEqual([0, 1]);
  });

  it.each(PATHS)('of %s go to the app’s error handler as the error they are', async (path) => {
    const seen: unknown[] = [];
    class Handlers {
      @ErrorHandler(RequestValidationError) invalid(error: RequestValidationError) {
        seen.push(error instanceof Error, error.name, error.stack);
        return { invalid: error.details.map((issue) => issue.path) };
      }
    }
    const answer = await clientOf({ controllers: [Numbers], errorHandlers: [Handlers], ...options }).get(path);
    expect([answer.status, answer.json()]).toEqual([400, { invalid: ['params.id'] }]);
    expect(seen).toEqual([true, 'RequestValidationError', 'RequestValidationError: Validation failed']);
  });
});

describe('middleware', () => {
  it.each(PATHS)('sees the arguments of %s fail, and may recover', async (path) => {
    const seen: unknown[] = [];
    const recovers: Middleware = async ({ next }) => {
      try {
        await next();
        seen.push('after');
      } catch (error) {
        seen.push(error);
        return { recovered: true };
      } finally {
        seen.push('finally');
      }
    };
    const answer = await clientOf({ controllers: [Numbers], middleware: [recovers] }).get(path);
    expect([answer.status, answer.json()]).toEqual([200, { recovered: true }]);
    expect(seen).toEqual([expect.any(RequestValidationError), 'finally']);
  });
});

describe('a method that takes the place of a handler', () => {
  it('whose arguments do not fit fails the request', async () => {
    class Fallbacks {
      @NotFound() nowhere(@Query('page') page: number, @Ctx() ctx: RequestContext) {
        return { page, path: ctx.path };
      }
    }
    const api = clientOf({ controllers: [Numbers], errorHandlers: [Fallbacks] });
    expect((await api.get('/none?page=1')).json()).toEqual({ page: 1, path: '/none' });
    expect((await api.get('/none?page=x')).json()).toMatchObject({ statusCode: 400, details: [{ path: 'query.page' }] });
  });

  it.each([
    ['now', false],
    ['later', true],
  ])('and handles errors, with arguments that do not fit %s, leaves it to the next handler', async (_when, isLate) => {
    const records: unknown[] = [];
    class Handlers {
      @ErrorHandler(RangeError) range(@Header('x-count') count: number, @Later() later: unknown) {
        return { count, later };
      }
      @ErrorHandler(TypeError) type(@Header('x-count') count: number) {
        return { count };
      }
      @ErrorHandler(RequestValidationError) invalid(error: RequestValidationError) {
        records.push(error.details.map((issue) => issue.path));
        return { invalid: true };
      }
    }
    @Controller()
    class Fails {
      @Get() get(): never {
        throw isLate ? new RangeError('x') : new TypeError('x');
      }
    }
    const api = clientOf({ controllers: [Fails], errorHandlers: [Handlers] });
    expect((await api.get('/', { headers: { 'x-count': '2' } })).json()).toMatchObject({ count: 2 });
    const answer = await api.get('/', { headers: { 'x-count': 'two' } });
    expect([answer.status, answer.json()]).toEqual([400, { invalid: true }]);
    expect(records).toEqual([['headers.x-count']]);
  });
});
