// What people write who come from another framework: where it means something else here, start-up says so.
import { IsString } from 'class-validator';
import {
  type AppOptions,
  Body,
  ConfigurationError,
  type Constructor,
  Controller,
  Ctx,
  createApp,
  Get,
  HttpCode,
  HttpError,
  type HttpResponse,
  Inject,
  Injectable,
  Param,
  Post,
  Query,
  type RequestContext,
  Res,
  token,
} from '../../src/index.js';
import { testClient } from '../../src/testing/index.js';
import { recordingLogger, silentLogger } from './support/silent-logger.js';

async function problemsOf(options: AppOptions): Promise<ConfigurationError['problems']> {
  try {
    await createApp({ logger: silentLogger, ...options }).ready();
    return [];
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
    return error.problems;
  }
}

/** What is not in the types, as code without types could write it. */
const untyped = (value: unknown): never => value as never;

@Controller('/fine')
class Fine {
  @Get() get(): string {
    return 'fine';
  }
}

describe('a scope', () => {
  it.each<[unknown]>([[1], ['REQUEST'], ['Request'], [null], [{}]])('that does not exist is a mistake: %p', async (scope) => {
    @Injectable({ scope: untyped(scope) })
    class Caller {}
    @Controller('/caller')
    class CallerController {
      constructor(readonly caller: Caller) {}
      @Get() get(): string {
        return 'x';
      }
    }
    expect(await problemsOf({ controllers: [CallerController] })).toEqual([
      {
        code: 'bad-scope',
        className: 'Caller',
        message: '@Injectable has a scope that does not exist',
        fix: "write { scope: 'singleton' }, { scope: 'request' } or { scope: 'transient' }",
      },
    ]);
  });

  it('given to a provider is a mistake, because nothing would heed it', async () => {
    class Store {}
    const providers = [untyped({ provide: Store, useClass: Store, scope: 'request' })];
    expect(await problemsOf({ controllers: [Fine], providers })).toEqual([
      {
        code: 'unknown-option',
        message: "providers[0] for Store has an option 'scope' that does not exist",
        fix: "take it out; a class says its own scope: @Injectable({ scope: 'request' })",
      },
    ]);
  });
});

describe('options of class decorators', () => {
  it('that mean nothing are mistakes', async () => {
    @Injectable(untyped({ durable: true }))
    class Store {}
    @Controller(untyped({ path: '/a', version: '1' }))
    class Versioned {
      constructor(readonly store: Store) {}
      @Get() get(): string {
        return 'x';
      }
    }
    expect(await problemsOf({ controllers: [Versioned] })).toEqual([
      {
        code: 'unknown-option',
        className: 'Versioned',
        message: "@Controller has an option 'version' that does not exist",
        fix: 'take it out; there is: path',
      },
      {
        code: 'unknown-option',
        className: 'Store',
        message: "@Injectable has an option 'durable' that does not exist",
        fix: 'take it out; there is: scope',
      },
    ]);
  });
});

describe('@Inject on a property of a service', () => {
  it('is a mistake: only constructors are injected', async () => {
    const TABLE = token<string>('table');
    @Injectable()
    class Store {
      @(Inject(TABLE) as (target: object, member: string) => void) table!: string;
    }
    @Controller('/store')
    class StoreController {
      constructor(readonly store: Store) {}
      @Get() get(): string {
        return this.store.table;
      }
    }
    const options = { controllers: [StoreController], providers: [{ provide: TABLE, useValue: 'todos' }] };
    expect(await problemsOf(options)).toMatchObject([{ code: 'misplaced-decorator', className: 'Store', member: 'table' }]);
  });
});

describe('a route without argument decorators', () => {
  const handlerOf = (type: unknown): Constructor => {
    @Controller('/a')
    class Undecorated {
      @Get('/:id') read(id: unknown): unknown {
        return id;
      }
    }
    Reflect.defineMetadata('design:paramtypes', [type], Undecorated.prototype, 'read');
    return Undecorated;
  };

  class Draft {
    @IsString() title!: string;
  }

  it.each<[string, unknown]>([
    ['String', String],
    ['Number', Number],
    ['Array', Array],
    ['a DTO', Draft],
  ])('that declares its parameter as %s is a mistake: it is given the request context', async (_, type) => {
    expect(await problemsOf({ controllers: [handlerOf(type)] })).toEqual([
      {
        code: 'undecorated-parameter',
        className: 'Undecorated',
        member: 'read',
        parameter: 0,
        message: 'has no decorator, so it is given the request context, which is not what its type says',
        fix: 'decorate it (@Param, @Query, @Body, …), or declare it as RequestContext',
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['an interface', Object],
    ['nothing', undefined],
  ])('is fine when %s is left of its type', async (_, type) => {
    expect(await problemsOf({ controllers: [handlerOf(type)] })).toEqual([]);
  });

  it('is a mistake when it takes more than the request context', async () => {
    @Controller('/a')
    class Express {
      @Get() read(_req: { url: string }, _res: { end(): void }): string {
        return 'x';
      }
      @Get('/b') fine(_reqCtx: RequestContext, depth = 0): number {
        return depth;
      }
    }
    expect(await problemsOf({ controllers: [Express] })).toEqual([
      {
        code: 'undecorated-parameter',
        className: 'Express',
        member: 'read',
        parameter: 1,
        message: 'has no decorator, so it is given nothing: a method without argument decorators gets (reqCtx)',
        fix: 'decorate it (@Param, @Query, @Body, …) or remove it',
      },
    ]);
  });
});

describe('a class imported with `import type`', () => {
  it.each([
    [Function, 'Function, which does not say what to inject; `import type` of a class leaves no more'],
    [Object, 'an interface, a union or an alias, of which nothing is left at run time; a circular import or `import type` looks the same'],
  ])('is suspected where compilers leave %p of it', async (left, message) => {
    @Controller('/a')
    class Uses {
      constructor(readonly store: object) {}
      @Get() get(@Query() page: object): object {
        return page;
      }
    }
    Reflect.defineMetadata('design:paramtypes', [left], Uses);
    Reflect.defineMetadata('design:paramtypes', [left], Uses.prototype, 'get');
    expect(await problemsOf({ controllers: [Uses] })).toMatchObject([
      {
        code: 'unsupported-type',
        message: `@Query() without a name has the type ${left.name} (an interface, or a class imported with \`import type\`?), which is no DTO class`,
      },
      {
        code: 'missing-type',
        message: `the type of the parameter is ${message}`,
        fix: expect.stringMatching(/^import classes without `type`/),
      },
    ]);
  });
});

describe('options of an argument', () => {
  it('that mean nothing are mistakes', async () => {
    @Controller('/a')
    class Misspelt {
      @Get() get(@Query('page', untyped({ requierd: true })) page: number): number {
        return page;
      }
    }
    expect(await problemsOf({ controllers: [Misspelt] })).toMatchObject([
      {
        code: 'unknown-option',
        member: 'get',
        parameter: 0,
        message: "has an option 'requierd' that does not exist",
        fix: 'take it out; there are: type, schema, required, default, isArray, validate, groups, name',
      },
    ]);
  });

  it('are not an instance of a class that transforms values', async () => {
    class Pipe {
      transform(value: string): number {
        return Number(value);
      }
    }
    @Controller('/a')
    class Piped {
      @Get() get(@Query('page', untyped(new Pipe())) page: number): number {
        return page;
      }
    }
    expect(await problemsOf({ controllers: [Piped] })).toMatchObject([
      { code: 'contradictory-options', member: 'get', parameter: 0, message: 'has a schema that is no Standard Schema' },
    ]);
  });

  it('are fine as objects without a prototype', async () => {
    @Controller('/a')
    class Bare {
      @Get('/:id') get(@Param('id', untyped(Object.assign(Object.create(null), { type: Number }))) id: unknown): unknown {
        return id;
      }
      @Post() post(@Body({ validate: false }) body: unknown, @Ctx() _reqCtx: RequestContext): unknown {
        return body;
      }
    }
    expect(await problemsOf({ controllers: [Bare] })).toEqual([]);
  });
});

describe('middleware of another shape', () => {
  const three = function log(_req: unknown, _res: unknown, next: () => void): void {
    next();
  };
  class Logging {
    use(_req: unknown, _res: unknown, next: () => void): void {
      next();
    }
  }

  it.each<[string, unknown, string]>([
    ['a function', three, "'log'"],
    ['a class', Logging, "'Logging'"],
    ['an object', new Logging(), 'a value of type object'],
  ])('is a mistake: %s that takes more than one parameter', async (_, step, named) => {
    expect(await problemsOf({ controllers: [Fine], middleware: [untyped(step)] })).toMatchObject([
      {
        code: 'not-a-middleware',
        message: `${named}, in middleware of createApp, is not middleware: it takes 3 parameters`,
        fix: 'take one object: ({ reqCtx, next }) => …',
      },
    ]);
  });
});

describe('modules and providers of another shape', () => {
  it.each<[string, unknown, string]>([
    ['controllers', Fine, 'set controllers to a list: [ … ]'],
    ['middleware', () => undefined, 'set middleware to a list: [ … ]'],
    ['modules', { prefix: '/a' }, 'set modules to a list: [ … ]'],
    ['prefix', 3, 'set prefix to text, such as /v1'],
  ])('one thing where %s wants another is a mistake', async (name, value, fix) => {
    expect(await problemsOf({ [name]: untyped(value) })).toMatchObject([{ code: 'bad-option', fix }]);
  });

  it('a function is named as one, not shown', async () => {
    const [problem] = await problemsOf({ middleware: untyped(() => 'source') });
    expect(problem?.message).toBe('The option middleware is a function');
  });

  it('a class in the place of a module is a mistake, like one that is not there', async () => {
    class TodoModule {}
    expect(await problemsOf({ controllers: [Fine], modules: [untyped(TodoModule), untyped(undefined)] })).toEqual([
      {
        code: 'not-a-module',
        message: 'modules[0] is of type function, not a module',
        fix: 'list objects such as { prefix, controllers }',
      },
      {
        code: 'not-a-module',
        message: 'modules[1] is undefined, not a module',
        fix: 'a circular import leaves a constant undefined here: import it from its own file',
      },
    ]);
  });

  it('a module is named by its place', async () => {
    const modules = [{ prefix: '/a', modules: [untyped({ imports: [] })] }];
    expect(await problemsOf({ controllers: [Fine], modules })).toMatchObject([
      { code: 'unknown-option', message: "modules[0].modules[0] has an option 'imports' that does not exist" },
    ]);
  });

  it('a factory that takes what is injected one by one is a mistake', async () => {
    class Clock {}
    class Store {
      constructor(readonly clock: Clock) {}
    }
    const useFactory = (clock: Clock, _other: Clock) => new Store(clock);
    const providers = [{ provide: Store, useFactory: untyped(useFactory), inject: [Clock, Clock] }];
    expect(await problemsOf({ controllers: [Fine], providers })).toEqual([
      {
        code: 'invalid-provider',
        message: 'providers[0].useFactory for Store takes 2 parameters',
        fix: 'take one, which gives what a token stands for: (resolve) => connect(resolve(TABLE))',
      },
    ]);
  });

  it('a class under errorHandlers that handles nothing is a mistake', async () => {
    class Filter {
      catch(): string {
        return 'x';
      }
    }
    expect(await problemsOf({ controllers: [Fine], errorHandlers: [Filter] })).toEqual([
      {
        code: 'no-error-handler',
        className: 'Filter',
        message: 'is listed under errorHandlers but handles nothing',
        fix: 'decorate its methods with @ErrorHandler(SomeError), @NotFound() or @MethodNotAllowed()',
      },
    ]);
  });
});

describe('a status that is text', () => {
  it('is shown as text', async () => {
    @Controller('/a')
    class Created {
      @Get() @HttpCode(untyped('201')) get(): string {
        return 'x';
      }
    }
    expect(await problemsOf({ controllers: [Created] })).toMatchObject([{ code: 'bad-status', message: "answers with status '201'" }]);
    expect(() => new HttpError(untyped('Forbidden'), untyped(403))).toThrow(
      "The status of an HttpError is a whole number from 400 to 599, not 'Forbidden'; it comes before the message",
    );
  });
});

describe('the response as an argument', () => {
  it('does not answer with json(value), and says how to', async () => {
    @Controller('/a')
    class Sends {
      @Get() get(@Res() res: HttpResponse): void {
        void (res.json as (value: unknown) => Promise<unknown>)({ a: 1 });
      }
    }
    const logger = recordingLogger();
    const answer = await testClient({ controllers: [Sends], logger }).get('/a');
    expect([answer.status, logger.records]).toMatchObject([
      500,
      [{ level: 'error', fields: { error: { message: 'json() reads the body of this response; to answer with a value, return it' } } }],
    ]);
  });
});

describe('the request context as an answer', () => {
  it('is what names the request, and nothing of the app or the event', async () => {
    @Controller('/a')
    class Leaks {
      @Get('/:id') get(reqCtx: RequestContext): unknown {
        return { reqCtx };
      }
    }
    const answer = await testClient({ controllers: [Leaks], logger: silentLogger }).get('/a/1', { headers: { authorization: 'secret' } });
    expect(answer.json()).toEqual({ reqCtx: { requestId: expect.any(String), method: 'GET', path: '/a/1', route: '/a/:id' } });
  });
});

describe('app.resolve', () => {
  it('given an event says what it takes, and where events go', async () => {
    const app = createApp({ controllers: [Fine], logger: silentLogger });
    await app.ready();
    expect(() => app.resolve(untyped({ version: '2.0' }))).toThrow(
      'Fix: give it a class, a string, a symbol or a token made by token<T>(name); events go to app.handler(event, context)',
    );
  });
});

describe('a ConfigurationError', () => {
  it('is printed once, not again as its list of problems', async () => {
    const { inspect } = await import('node:util');
    const error = new ConfigurationError([{ code: 'x', message: 'something is wrong', fix: 'mend it' }]);
    expect(inspect(error)).toBe(error.stack);
    expect(inspect({ error }).match(/something is wrong/g)).toHaveLength(1);
  });
});
