import { IsString } from 'class-validator';
import * as lambent from '../../src/index.js';
import {
  Body,
  ConfigurationError,
  type Constructor,
  ContentType,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  Header,
  HttpCode,
  HttpResponse,
  Injectable,
  type Middleware,
  NotFound,
  Param,
  Post,
  Query,
  Redirect,
  type RequestContext,
  Returns,
  SetMetadata,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { httpApiEvent, lambdaContext } from '../../src/testing/index.js';
import { clientOf } from './support/every-source.js';
import { silentLogger } from './support/silent-logger.js';

async function problemsOf(...controllers: Constructor[]): Promise<ConfigurationError['problems']> {
  const outcome: unknown = await createApp({ controllers, logger: silentLogger })
    .ready()
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (!ConfigurationError.is(outcome)) throw new Error(`expected a ConfigurationError, got ${String(outcome)}`);
  for (const problem of outcome.problems) {
    expect([problem.code, problem.message, problem.fix].every((text) => typeof text === 'string' && text.length > 0)).toBe(true);
    expect(outcome.message).toContain(problem.fix.split('\n')[0]!);
  }
  return outcome.problems;
}

const trail =
  (name: string): Middleware =>
  async ({ reqCtx, next }) => {
    reqCtx.res.headers.append('x-trail', name);
    await next();
  };

describe('two classes of one name', () => {
  const make = (path: string, answer: string): Constructor => {
    class Dependency {
      readonly answer = answer;
    }
    @Controller(path)
    class Same {
      readonly dependency = new Dependency();
      @Get() get() {
        return this.dependency.answer;
      }
      @ErrorHandler(RangeError) range() {
        return answer;
      }
    }
    return Same;
  };

  it('both work', async () => {
    const api = clientOf({ controllers: [make('/one', 'first'), make('/two', 'second')] });
    expect([(await api.get('/one')).text(), (await api.get('/two')).text()]).toEqual(['first', 'second']);
  });
});

describe('a body', () => {
  it.each<[string, unknown]>([
    ['Object', Object],
    ['undefined', undefined],
    ['a class without rules', class Draft {}],
    ['an interface', Object],
    ['Array', Array],
    ['a function type', Function],
    ['Map', Map],
  ])('of type %s is a mistake, unless nothing is to be validated', async (_name, type) => {
    const make = (setting: object | undefined): Constructor => {
      class Bodies {
        post(_body: unknown) {}
      }
      Reflect.defineMetadata('design:paramtypes', [type], Bodies.prototype, 'post');
      Body(setting as never)(Bodies.prototype, 'post', 0);
      Post('/x')(Bodies.prototype, 'post', {});
      Controller()(Bodies);
      return Bodies;
    };
    expect(await problemsOf(make(undefined))).toEqual([expect.objectContaining({ className: 'Bodies', member: 'post', parameter: 0 })]);
    await createApp({ controllers: [make({ validate: false })], logger: silentLogger }).ready();
  });

  it('of a DTO that was not defined yet when the decorator ran says so', async () => {
    class Bodies {
      post(_body: unknown) {}
    }
    Reflect.defineMetadata('design:paramtypes', [undefined], Bodies.prototype, 'post');
    Body()(Bodies.prototype, 'post', 0);
    Post('/x')(Bodies.prototype, 'post', {});
    Controller()(Bodies);
    expect((await problemsOf(Bodies))[0]?.message).toContain('circular');
  });

  it('and a constructor parameter whose types were not emitted say how to compile', async () => {
    class Store {}
    class Untyped {
      constructor(readonly store: Store) {}
      post(_body: unknown) {}
    }
    Body()(Untyped.prototype, 'post', 0);
    Post('/x')(Untyped.prototype, 'post', {});
    Controller()(Untyped);
    const problems = await problemsOf(Untyped);
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(`${problem.message} ${problem.fix}`).toContain('emitDecoratorMetadata');
  });
});

describe('a path parameter', () => {
  it('may be missing from one of several paths, but not from all', async () => {
    @Controller()
    class Optional {
      @Get(['/a', '/a/:id']) read(@Param('id') id: string | undefined) {
        return { id: id ?? null };
      }
    }
    const api = clientOf({ controllers: [Optional] });
    expect([(await api.get('/a')).json(), (await api.get('/a/7')).json()]).toEqual([{ id: null }, { id: '7' }]);
  });

  it('of the controller’s prefix need not be taken by every method', async () => {
    @Controller('/tenants/:tenant')
    class Tenants {
      @Get('/list') list(@Query('page') page: string) {
        return { page };
      }
      @Get('/name') name(@Param('tenant') tenant: string) {
        return { tenant };
      }
    }
    const api = clientOf({ controllers: [Tenants] });
    expect((await api.get('/tenants/a/list?page=2')).json()).toEqual({ page: '2' });
    expect((await api.get('/tenants/a/name')).json()).toEqual({ tenant: 'a' });
  });
});

describe('inheritance', () => {
  @UseMiddleware(trail('base class'))
  @UseGuards((ctx) => ctx.res.headers.append('x-guards', 'base') === undefined)
  @SetMetadata('from', 'base')
  abstract class Base {
    protected readonly name: string = 'base';
    @Get('/kept') @HttpCode(201) @Header('x-note', 'kept') kept() {
      return this.name;
    }
    @Get('/overridden/:id') @UseMiddleware(trail('base method')) @HttpCode(202) overridden(@Param('id') id: string) {
      return `base ${id}`;
    }
    @Get('/metadata') metadata(ctx: RequestContext) {
      return ctx.metadata('from');
    }
    @Get('/fails') fails() {
      throw new RangeError('it failed');
    }
    @ErrorHandler(RangeError) range(error: RangeError) {
      return { statusCode: 400, by: 'base', message: error.message };
    }
    @NotFound() nowhere() {
      return 'base nowhere';
    }
  }
  @UseMiddleware(trail('middle class'))
  abstract class Middle extends Base {
    override overridden(id: string) {
      return `middle ${id}`;
    }
  }
  @Controller('/child')
  @UseMiddleware(trail('child class'))
  @UseGuards((ctx) => ctx.res.headers.append('x-guards', 'child') === undefined)
  @SetMetadata('from', 'child')
  class Child extends Middle {
    protected override readonly name = 'child';
    @UseMiddleware(trail('child method')) override overridden(id: string) {
      return `child after ${super.overridden(id)}`;
    }
    override range(error: RangeError) {
      return { statusCode: 409, by: 'child', message: error.message };
    }
  }
  @Controller('/sibling')
  class Sibling extends Base {}
  const api = clientOf({ controllers: [Child, Sibling] });

  it('brings routes with all that was noted on them, run on the subclass', async () => {
    const kept = await api.get('/child/kept');
    expect([kept.status, kept.text(), kept.headers['x-note']]).toEqual([201, 'child', 'kept']);
    expect((await api.get('/sibling/kept')).text()).toBe('base');
  });

  it('keeps the route and the arguments of what is overridden, and runs the override', async () => {
    const answer = await api.get('/child/overridden/7');
    expect([answer.status, answer.text()]).toEqual([202, 'child after middle 7']);
    expect((await api.get('/sibling/overridden/7')).text()).toBe('base 7');
  });

  it('runs middleware and guards of base classes before those of subclasses', async () => {
    const { headers } = await api.get('/child/overridden/7');
    expect(headers['x-trail']).toBe('base class, middle class, child class, base method, child method');
    expect(headers['x-guards']).toBe('base, child');
    expect((await api.get('/sibling/overridden/7')).headers['x-trail']).toBe('base class, base method');
  });

  it('inherits error handlers, fallbacks and metadata, which may be overridden', async () => {
    expect((await api.get('/child/fails')).json()).toEqual({ statusCode: 409, by: 'child', message: 'it failed' });
    expect((await api.get('/sibling/fails')).json()).toEqual({ statusCode: 400, by: 'base', message: 'it failed' });
    expect((await api.get('/child/none')).text()).toBe('base nowhere');
    expect([(await api.get('/child/metadata')).text(), (await api.get('/sibling/metadata')).text()]).toEqual(['child', 'base']);
  });
});

describe('decorators', () => {
  const shape = (answer: Awaited<ReturnType<ReturnType<typeof clientOf>['get']>>) => [
    answer.status,
    answer.text(),
    answer.headers['content-type'],
    answer.headers['x-a'],
    answer.headers['x-trail'],
  ];

  it('mean the same in any order', async () => {
    @Controller('/orders')
    class Orders {
      @Get('/1') @HttpCode(203) @Header('x-a', '1') @ContentType('text/csv') @UseMiddleware(trail('m')) first() {
        return 'a,b';
      }
      @UseMiddleware(trail('m')) @ContentType('text/csv') @Header('x-a', '1') @HttpCode(203) @Get('/2') second() {
        return 'a,b';
      }
      @ContentType('text/csv') @HttpCode(203) @Get('/3') @UseMiddleware(trail('m')) @Header('x-a', '1') third() {
        return 'a,b';
      }
    }
    UseMiddleware(trail('class'))(Orders);
    const api = clientOf({ controllers: [Orders] });
    const expected = [203, 'a,b', 'text/csv', '1', 'class, m'];
    for (const path of ['/orders/1', '/orders/2', '/orders/3']) expect(shape(await api.get(path))).toEqual(expected);
  });

  it('may stand several times on one method', async () => {
    @Controller()
    class Several {
      @Get('/a') @Get('/b') @Post('/c') @Header('x-list', '1') @Header('x-list', '2') @Header('x-other', '3') several() {
        return 'x';
      }
    }
    const api = clientOf({ controllers: [Several] });
    const answers = await Promise.all([api.get('/a'), api.get('/b'), api.post('/c')]);
    expect(answers.map(({ status, headers }) => [status, headers['x-list'], headers['x-other']])).toEqual(
      answers.map(() => [200, '1, 2', '3']),
    );
  });

  it('never throw, wherever they stand and whatever they are given; start-up says what is wrong', async () => {
    const factories = Object.entries(lambent).filter(
      ([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name) && !isClass(value),
    );
    expect(factories.length).toBeGreaterThan(30);
    const given: unknown[][] = [[], [undefined], [null], [7], [''], [{}], [[]], [() => {}], ['x', 7], [class {}], [Symbol('x')]];
    const places: ((decorate: (...target: unknown[]) => unknown, type: Constructor) => unknown)[] = [
      (decorate, type) => decorate(type),
      (decorate, type) => decorate(type.prototype, 'method', Object.getOwnPropertyDescriptor(type.prototype, 'method')),
      (decorate, type) => decorate(type, 'static', Object.getOwnPropertyDescriptor(type, 'static')),
      (decorate, type) => decorate(type.prototype, 'method', 0),
      (decorate, type) => decorate(type, undefined, 0),
      (decorate, type) => decorate(type.prototype, 'property'),
      (decorate, type) => decorate(type.prototype, Symbol('member'), {}),
    ];
    for (const [name, factory] of factories) {
      for (const values of given) {
        // A function as a token is tried on its own below.
        if (name === 'Inject' && typeof values[0] === 'function' && !isClass(values[0])) continue;
        for (const [place, apply] of places.entries()) {
          class Target {
            static static() {}
            method(_argument: unknown) {}
          }
          Get('/x')(Target.prototype, 'method', {});
          Controller()(Target);
          const make = factory as (...args: unknown[]) => (...target: unknown[]) => unknown;
          expect([name, place, values, errorOf(() => apply(make(...values), Target))]).toEqual([name, place, values, undefined]);
          const app = createApp({ controllers: [Target], logger: silentLogger });
          const outcome: unknown = await app.ready().catch((error: unknown) => error);
          if (outcome !== undefined) expect([name, place, values, ConfigurationError.is(outcome)]).toEqual([name, place, values, true]);
        }
      }
    }
  });

  it('that inject a token that is a function and no class are mistakes', async () => {
    class Later {}
    class Early {
      constructor(readonly later: Later) {}
    }
    lambent.Inject(() => Later)(Early, undefined, 0);
    Controller()(Early);
    expect(await problemsOf(Early)).toEqual([
      expect.objectContaining({ className: 'Early', parameter: 0, fix: expect.stringContaining('delay') }),
    ]);
  });

  it.each([[undefined], [''], [[]], ['GET, POST'], [['GET', 7]]])('that route the method %j are mistakes', async (methods) => {
    class Wrong {
      method() {}
    }
    lambent.Route(methods as string, '/x')(Wrong.prototype, 'method', {});
    Controller()(Wrong);
    expect(await problemsOf(Wrong)).toEqual([expect.objectContaining({ code: 'bad-method', className: 'Wrong', member: 'method' })]);
  });

  it('on static methods, properties and constructors are mistakes that name the place', async () => {
    @Controller()
    class Misplaced {
      @Get('/static') static get() {}
      declare property: string;
    }
    Get('/property')(Misplaced.prototype, 'property', undefined as never);
    Query('x')(Misplaced, undefined, 0);
    Get('/class')(Misplaced as never, undefined as never, undefined as never);
    const problems = await problemsOf(Misplaced);
    expect(problems.map(({ code, member }) => [code, member])).toEqual(
      expect.arrayContaining([
        ['static-member', 'get'],
        ['not-a-method', 'property'],
        ['misplaced-decorator', 'constructor'],
        ['misplaced-decorator', undefined],
      ]),
    );
  });

  it.each([
    ['a status that is none', HttpCode(99)],
    ['a redirect without a status of one', Redirect('/x', 200)],
    ['a redirect to what is no address', Redirect('/x\r\nset-cookie: a=1')],
    ['a header of an illegal name', Header('x y', 'z')],
    ['a header with a line break', Header('x', 'a\r\nset-cookie: a=1')],
    ['a header beyond Latin-1', Header('x', 'Łódź')],
    ['a content type with a line break', ContentType('text/html\n')],
    ['a serialiser that is none', Returns('text')],
  ])('that ask for %s are mistakes', async (_name, decorate) => {
    class Wrong {
      get() {}
    }
    Get('/x')(Wrong.prototype, 'get', {});
    decorate(Wrong.prototype, 'get', {});
    Controller()(Wrong);
    expect(await problemsOf(Wrong)).toEqual([expect.objectContaining({ className: 'Wrong', member: 'get' })]);
  });
});

describe('a catch-all error handler', () => {
  it('gets errors, HttpErrors and whatever else was thrown, after those that name a class', async () => {
    const seen: unknown[] = [];
    @Controller()
    class Throws {
      @Get('/error') error() {
        throw new Error('x');
      }
      @Get('/range') range() {
        throw new RangeError('x');
      }
      @Get('/text') text() {
        throw 'text';
      }
      @Get('/nothing') nothing() {
        throw undefined;
      }
      @ErrorHandler() all(error: unknown) {
        seen.push(error);
        return { by: 'all' };
      }
      @ErrorHandler(RangeError) one() {
        return { by: 'one' };
      }
    }
    const api = clientOf({ controllers: [Throws] });
    const answers = await Promise.all(
      ['/error', '/range', '/text', '/nothing'].map(async (path) => (await api.get(path)).json<{ by: string }>().by),
    );
    expect([answers, seen]).toEqual([
      ['all', 'one', 'all', 'all'],
      [expect.any(Error), 'text', undefined],
    ]);
  });
});

describe('a fallback', () => {
  it('that appears twice at one level is a mistake', async () => {
    @Controller('/a')
    class Twice {
      @NotFound() one() {}
      @NotFound() two() {}
    }
    expect(await problemsOf(Twice)).toEqual([expect.objectContaining({ code: 'duplicate-fallback', className: 'Twice', member: 'two' })]);
    class Here {
      @lambent.MethodNotAllowed() wrong() {}
    }
    class There {
      @lambent.MethodNotAllowed() wrong() {}
    }
    const app = createApp({ errorHandlers: [Here, There], modules: [{ prefix: '/inner', errorHandlers: [There] }], logger: silentLogger });
    await expect(app.ready()).rejects.toMatchObject({ problems: [expect.objectContaining({ className: 'There', member: 'wrong' })] });
  });
});

describe('everything that is wrong', () => {
  class Draft {
    @IsString() declare text: string;
  }

  it('is found at once, in one error, with class, member and parameter', async () => {
    @Injectable()
    class Lost {
      constructor(readonly what: string) {}
    }
    @Controller('/a')
    class First {
      constructor(readonly lost: Lost) {}
      @Get('/{id}') braces() {}
      @Get('/:id') read(@Param('identifier') _id: string) {}
      @Post() create(@Body() _draft: object) {}
      @Post('/ok') ok(@Body() _draft: Draft) {}
    }
    @Controller('/a')
    @UseMiddleware({} as never)
    class Second {
      @Get('/:name') read(@Param('name') _name: string, _other: string) {}
    }
    const problems = await problemsOf(First, Second);
    expect(
      problems
        .map(({ className, member, parameter }) => [className, member, parameter].filter((part) => part !== undefined).join('.'))
        .sort(),
    ).toEqual(['First.braces', 'First.create.0', 'First.read', 'First.read.0', 'Lost.0', 'Second', 'Second.read', 'Second.read.1'].sort());
  });

  it('is an error of a name and a brand of its own, thrown again by every invocation', async () => {
    const app = createApp({ controllers: [class Nothing {}], logger: silentLogger });
    const [first, second] = await Promise.all(
      [app.ready(), app.handler(httpApiEvent(), lambdaContext())].map((promise) => promise.catch((error: unknown) => error)),
    );
    expect([first instanceof ConfigurationError, first === second, (first as Error).name]).toEqual([true, true, 'ConfigurationError']);
    expect(HttpResponse.is(second)).toBe(false);
  });
});

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function errorOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
