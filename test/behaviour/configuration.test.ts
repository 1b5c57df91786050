import {
  All,
  Body,
  ConfigurationError,
  type Constructor,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  Header,
  Injectable,
  Param,
  Post,
  Query,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { clientOf } from './support/every-source.js';
import { silentLogger } from './support/silent-logger.js';

async function problemsOf(options: Parameters<typeof createApp>[0]): Promise<ConfigurationError> {
  const app = createApp({ logger: silentLogger, ...options });
  const error = await app.ready().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ConfigurationError.is(error)) throw new Error(`expected a ConfigurationError, got ${String(error)}`);
  return error;
}

async function problemOf(controller: Constructor): Promise<Record<string, unknown>> {
  const { problems } = await problemsOf({ controllers: [controller] });
  expect(problems).toHaveLength(1);
  return { ...problems[0] };
}

describe('a configuration mistake', () => {
  it('is a duplicate route, with both places', async () => {
    @Controller('/a')
    class First {
      @Get('/:id') read() {}
    }
    @Controller()
    class Second {
      @Get('/a/:name') find() {}
    }
    const { problems } = await problemsOf({ controllers: [First, Second] });
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'duplicate-route',
        className: 'Second',
        member: 'find',
        message: expect.stringContaining('First.read'),
      }),
    ]);
  });

  it('is not a method beside @All on the same path', async () => {
    @Controller('/x')
    class Both {
      @Get() get() {
        return 'get';
      }
      @All() all() {
        return 'all';
      }
    }
    const api = clientOf({ controllers: [Both] });
    expect((await api.get('/x')).text()).toBe('get');
    expect((await api.request('PROPFIND', '/x')).text()).toBe('all');
  });

  it('is a parameter that the path does not have, and the reverse', async () => {
    @Controller('/a')
    class Wrong {
      @Get('/:id') read(@Param('identifier') _id: string) {}
    }
    const { problems } = await problemsOf({ controllers: [Wrong] });
    expect(problems.map(({ code, parameter }) => [code, parameter])).toEqual([
      ['unknown-path-parameter', 0],
      ['unbound-path-parameter', undefined],
    ]);
  });

  it('is a pattern with braces, and the fix shows the other form', async () => {
    @Controller('/a')
    class Braces {
      @Get('/{id}') read() {}
    }
    expect(await problemOf(Braces)).toMatchObject({ className: 'Braces', member: 'read', fix: expect.stringContaining(':id') });
  });

  it('is a parameter without a decorator beside decorated ones', async () => {
    @Controller('/a')
    class Half {
      @Get() list(@Query('page') _page: string, _other: string) {}
    }
    expect(await problemOf(Half)).toMatchObject({ code: 'undecorated-parameter', member: 'list', parameter: 1 });
  });

  it('is a body without rules', async () => {
    @Controller('/a')
    class Unchecked {
      @Post() create(@Body() _body: Record<string, unknown>) {}
    }
    expect(await problemOf(Unchecked)).toMatchObject({ className: 'Unchecked', member: 'create', parameter: 0 });
  });

  it.each(['logger', 'limits', 'controllers'])('is an option that cannot be read: %s', async (name) => {
    const options = Object.defineProperty({}, name, {
      enumerable: true,
      get: () => {
        throw new Error('TABLE_NAME is not set');
      },
    });
    await expect(createApp(options).ready()).rejects.toMatchObject({
      problems: [{ code: 'unreadable-options', message: 'The options of createApp cannot be read: TABLE_NAME is not set' }],
    });
  });

  it('is something that is no middleware, no guard, no controller, no class', async () => {
    class NotMiddleware {}
    @Controller('/a')
    @UseMiddleware(NotMiddleware as never)
    @UseGuards({} as never)
    class Wrapped {
      @Get() get() {}
    }
    class NoController {}
    const { problems } = await problemsOf({ controllers: [Wrapped, NoController, undefined as never], middleware: [undefined as never] });
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'not-a-class',
      'not-a-controller',
      'not-a-guard',
      'not-a-middleware',
      'not-a-middleware',
    ]);
  });

  it('is no middleware or guard, and says in which list it stands', async () => {
    class NotMiddleware {}
    const { problems } = await problemsOf({
      middleware: [7 as never],
      guards: [{} as never],
      modules: [{ prefix: '/m', middleware: [NotMiddleware as never], modules: [{ prefix: 'n', guards: [null as never] }] }],
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'a value of type number, in middleware of createApp, is not middleware',
      'a value of type object, in guards of createApp, is not a guard',
      "'NotMiddleware', in middleware of the module '/m', is not middleware",
      "null, in guards of the module '/m/n', is not a guard",
    ]);
  });

  it('is an error handler that appears twice, or for no class', async () => {
    @Controller('/a')
    class Twice {
      @ErrorHandler(RangeError) one() {}
      @ErrorHandler(RangeError, undefined as never) two() {}
    }
    const { problems } = await problemsOf({ controllers: [Twice] });
    expect(problems.map(({ code, member }) => [code, member])).toEqual([
      ['duplicate-error-handler', 'two'],
      ['not-an-error-class', 'two'],
    ]);
  });

  it('is middleware on an error handler, which nothing would run', async () => {
    @Controller('/a')
    class Guarded {
      @ErrorHandler() @UseGuards(() => true) any() {}
    }
    expect(await problemOf(Guarded)).toMatchObject({ code: 'unused-step', member: 'any' });
  });

  it('is a decorator in the wrong place', async () => {
    @Controller('/a')
    class Misplaced {
      @Get() @(Header('x-no-value') as unknown as MethodDecorator) get() {}
    }
    expect(await problemOf(Misplaced)).toMatchObject({ code: 'misplaced-decorator', member: 'get' });
  });

  it('is an option that makes no sense', async () => {
    const { problems } = await problemsOf({
      limits: { bodyBytes: -1, jsonDepth: 10_000 },
      trailingSlash: 'sometimes' as never,
      deadlineReserveMs: Number.NaN,
    });
    expect(problems).toHaveLength(4);
  });

  it('is an option that does not exist, with the name that may have been meant', async () => {
    const { problems } = await problemsOf({ middlewares: [], modules: [{ guard: [] }], limits: { bodyByte: 1 } } as never);
    expect(problems.map(({ code, fix }) => [code, fix])).toEqual([
      ['unknown-option', "did you mean 'middleware'?"],
      ['unknown-option', "did you mean 'bodyBytes'?"],
      ['unknown-option', "did you mean 'guards'?"],
    ]);
  });

  it('is reported with all others, to ready() and to every invocation, and never thrown by createApp', async () => {
    @Injectable()
    class Needs {
      constructor(readonly what: string) {}
    }
    @Controller('/a')
    class Many {
      constructor(readonly needs: Needs) {}
      @Get('/{id}') one() {}
      @Post() two(@Body() _body: object) {}
    }
    const app = createApp({ controllers: [Many], logger: silentLogger });
    const first = await app.ready().catch((error: unknown) => error);
    expect(ConfigurationError.is(first) && first.problems.length).toBe(3);
    await expect(app.handler({}, {} as never)).rejects.toBe(first);
    await expect(app.handler({}, {} as never)).rejects.toBe(first);
    expect(String(first)).toContain('Fix:');
    expect(String(first)).toContain('Needs (parameter 0)');
  });
});

describe('inheritance', () => {
  abstract class Base {
    @Get('/kept') kept() {
      return 'base kept';
    }
    @Get('/overridden') overridden() {
      return 'base';
    }
    @Get('/moved') moved() {
      return 'base moved';
    }
  }
  @Controller('/child')
  class Child extends Base {
    override overridden() {
      return 'child';
    }
    @Get('/elsewhere') override moved() {
      return 'child moved';
    }
  }

  it('keeps routes, runs overrides, and lets route decorators of an override replace inherited ones', async () => {
    const api = clientOf({ controllers: [Child] });
    expect((await api.get('/child/kept')).text()).toBe('base kept');
    expect((await api.get('/child/overridden')).text()).toBe('child');
    expect((await api.get('/child/elsewhere')).text()).toBe('child moved');
    expect((await api.get('/child/moved')).status).toBe(404);
  });

  it('shows the routes as planned, frozen', () => {
    const app = createApp({ controllers: [Child], logger: silentLogger });
    expect(app.routes).toContainEqual({ method: 'GET', path: '/child/elsewhere', controller: Child, handler: 'moved' });
    expect(() => (app.routes as unknown[]).push(1)).toThrow(TypeError);
  });
});

describe('createApp', () => {
  it.each([[null], [{ modules: [undefined] }], [{ controllers: 'TodoController' }], [{ modules: 7 }]])(
    'does not throw for %j, but rejects',
    async (options) => {
      const app = createApp(options as never);
      await expect(app.ready()).rejects.toMatchObject({ name: 'ConfigurationError' });
      await expect(app.handler({}, {} as never)).rejects.toMatchObject({ name: 'ConfigurationError' });
    },
  );
});
