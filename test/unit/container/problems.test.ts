import '../../../src/metadata/reflect.js';
import { delay, inject } from 'tsyringe';
import type { Resolve } from '../../../src/container/providers.js';
import { REQUEST_CONTEXT, token } from '../../../src/container/token.js';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import type { ConfigurationProblem } from '../../../src/errors/configuration-error.js';
import { describeProblem } from '../../../src/errors/configuration-error.js';
import { containerOf } from './containers.js';

/** The only problem of a container. */
function problemOf(parts: Parameters<typeof containerOf>[0]): ConfigurationProblem {
  const { problems } = containerOf(parts);
  expect(problems).toHaveLength(1);
  return problems[0]!;
}

@Injectable({ scope: 'request' })
class Caller {
  constructor(@Inject(REQUEST_CONTEXT) readonly reqCtx: unknown) {}
}

describe('a constructor whose types are not known', () => {
  // Decorated by hand, as it is where the compiler emits no metadata.
  class Untyped {
    constructor(
      readonly a: unknown,
      readonly b: unknown,
    ) {}
  }
  Injectable()(Untyped);

  it('is named with the recipe for each compiler, once', () => {
    const problem = problemOf({ roots: [Untyped] });

    expect(problem).toMatchObject({ code: 'missing-type', className: 'Untyped', parameter: 0 });
    expect(problem.message).toContain('the compiler does not emit decorator metadata');
    for (const word of ['emitDecoratorMetadata', 'swc', 'esbuild', '@Inject(token)']) expect(problem.fix).toContain(word);
  });

  it('is fine when every parameter has a token', () => {
    class Told {
      constructor(
        readonly a: unknown,
        readonly b: unknown,
      ) {}
    }
    Inject('a')(Told, undefined, 0);
    inject('b')(Told, undefined, 1);
    Injectable()(Told);
    const providers = [
      { provide: 'a', useValue: 1 },
      { provide: 'b', useValue: 2 },
    ];

    expect(containerOf({ roots: [Told], providers }).problems).toEqual([]);
  });

  it('is named by the first parameter that has none', () => {
    class Half {
      constructor(
        readonly a: unknown,
        readonly b: unknown,
      ) {}
    }
    Inject('a')(Half, undefined, 0);

    expect(problemOf({ roots: [Half], providers: [{ provide: 'a', useValue: 1 }] })).toMatchObject({ className: 'Half', parameter: 1 });
  });

  it('is named when it is inherited', () => {
    class Derived extends Untyped {}
    Injectable()(Derived);
    const problem = problemOf({ roots: [Derived] });

    expect(problem.className).toBe('Derived');
    expect(problem.message).toContain('of Untyped, whose constructor it inherits');
  });
});

describe('a parameter', () => {
  interface Settings {
    readonly url: string;
  }

  it('whose type is an interface says so', () => {
    @Injectable()
    class Client {
      constructor(
        readonly caller: Date | string,
        readonly settings: Settings,
      ) {}
    }
    const { problems } = containerOf({ roots: [Client] });

    expect(problems.map(({ parameter }) => parameter)).toEqual([0, 1]);
    expect(problems[1]!.message).toContain('an interface, a union or an alias');
    expect(problems[1]!.fix).toContain('@Inject(token)');
  });

  it.each([
    [String, 'String'],
    [Number, 'Number'],
    [Array, 'Array'],
    [Promise, 'Promise'],
    [Date, 'Date'],
    [Map, 'Map'],
    [{ A: 'a' }, 'an object'],
  ])('whose type is %p says nothing about what to inject', (type, name) => {
    class Client {
      constructor(readonly value: unknown) {}
    }
    Reflect.defineMetadata('design:paramtypes', [type], Client);

    expect(problemOf({ roots: [Client] }).message).toContain(`is ${name}, which does not say what to inject`);
  });

  it('whose type was undefined points at the circular import', () => {
    class Client {
      constructor(readonly other: unknown) {}
    }
    Reflect.defineMetadata('design:paramtypes', [undefined], Client);
    const problem = problemOf({ roots: [Client] });

    expect(problem).toMatchObject({ code: 'missing-type', className: 'Client', parameter: 0 });
    expect(problem.message).toContain('circular import');
    expect(problem.fix).toContain('delay(() => Class)');
  });

  it('whose token is undefined does, too', () => {
    @Injectable()
    class Client {
      constructor(@Inject(undefined) readonly other: unknown) {}
    }

    expect(problemOf({ roots: [Client] }).message).toBe('the token to inject is undefined: a circular import, most likely');
  });

  it('whose delay() gives nothing or throws does, too', () => {
    @Injectable()
    class Client {
      constructor(
        @Inject(delay(() => undefined as never)) readonly a: unknown,
        @Inject(
          delay(() => {
            throw new ReferenceError('Cannot access X before initialization');
          }),
        )
        readonly b: unknown,
      ) {}
    }
    const { problems } = containerOf({ roots: [Client] });

    expect(problems.map(({ message, parameter }) => [message, parameter])).toEqual([
      ['what delay() gives is undefined: a circular import, most likely', 0],
      ['what delay() gives is undefined: a circular import, most likely', 1],
    ]);
  });

  it('whose token stands for nothing names it and what may have been meant', () => {
    const TABLE = token<string>('table name');
    @Injectable()
    class Client {
      constructor(@Inject(TABLE) readonly table: string) {}
    }
    const problem = problemOf({ roots: [Client], providers: [{ provide: token('table-name'), useValue: 'x' }] });

    expect(problem).toMatchObject({ code: 'unknown-token', className: 'Client', parameter: 0 });
    expect(problem.message).toBe('needs table name, which no provider stands for');
    expect(problem.fix).toContain('table-name (a symbol) is provided, but tokens are compared by identity, not by name');
  });
});

describe('a circle', () => {
  // Declared by hand: in one file, a class cannot name a later one in its constructor.
  const needs = (type: object, ...types: unknown[]) => Reflect.defineMetadata('design:paramtypes', types, type);
  const makeClass = (name: string) => {
    const type = class {
      constructor(readonly a: unknown) {}
    };
    Object.defineProperty(type, 'name', { value: name });
    return type;
  };

  it('is printed from end to end', () => {
    const [A, B, C] = ['A', 'B', 'C'].map(makeClass) as [
      ReturnType<typeof makeClass>,
      ReturnType<typeof makeClass>,
      ReturnType<typeof makeClass>,
    ];
    needs(A, B);
    needs(B, C);
    needs(C, B);
    const problem = problemOf({ roots: [A] });

    expect(problem).toMatchObject({ code: 'circular-dependency', className: 'B', message: 'needs itself: B -> C -> B' });
    expect(problem.fix).toContain('delay');
  });

  it('of one class is found', () => {
    const A = makeClass('A');
    needs(A, A);

    expect(problemOf({ roots: [A] }).message).toBe('needs itself: A -> A');
  });

  it('of a thousand classes is reported in a few hundred characters', () => {
    const classes = Array.from({ length: 1000 }, (_, index) => makeClass(`Service${index}`));
    for (const [index, type] of classes.entries()) needs(type, classes[(index + 1) % classes.length]);
    const problem = problemOf({ roots: [classes[0]!] });

    expect(problem.message).toBe(
      'needs itself: Service0 -> Service1 -> Service2 -> Service3 -> … -> Service997 -> Service998 -> Service999 -> Service0',
    );
    expect(describeProblem(problem).length).toBeLessThan(500);
  });

  it('of aliases and factories is found', () => {
    const { problems } = containerOf({
      providers: [
        { provide: 'a', useExisting: 'b' },
        { provide: 'b', useExisting: 'a' },
        { provide: 'c', useFactory: () => 1, inject: ['d'] },
        { provide: 'd', useFactory: () => 1, inject: ['c'] },
      ],
    });

    expect(problems.map(({ message }) => message)).toEqual(['needs itself: "a" -> "b" -> "a"', 'needs itself: "c" -> "d" -> "c"']);
  });

  it('that a factory makes while it runs is an error, not an overflow', async () => {
    const container = containerOf({
      providers: [
        { provide: 'a', useFactory: (resolve) => resolve('b') },
        { provide: 'b', useFactory: (resolve) => resolve('a') },
      ],
    });

    expect(container.problems).toEqual([]);
    await expect(container.start()).rejects.toThrow('"a" was asked for while it was being made');
  });
});

describe('a singleton that needs something of a request', () => {
  @Injectable()
  class Audit {
    constructor(readonly caller: Caller) {}
  }

  it('is refused with the way there', () => {
    const problem = problemOf({ providers: [Audit] });

    expect(problem).toMatchObject({ code: 'captive-dependency', className: 'Audit' });
    expect(problem.message).toBe('is a singleton but needs Caller, which is made for each request: Audit -> Caller');
    expect(problem.fix).toContain("@Injectable({ scope: 'request' })");
  });

  it('is refused through transient classes and aliases', () => {
    @Injectable({ scope: 'transient' })
    class Carrier {
      constructor(@Inject('alias') readonly caller: Caller) {}
    }
    @Injectable()
    class Keeper {
      constructor(readonly carrier: Carrier) {}
    }
    const problem = problemOf({ providers: [Keeper, { provide: 'alias', useExisting: Caller }] });

    expect(problem.message).toContain('Keeper -> Carrier -> "alias" -> Caller');
  });

  it('is refused through delay(), which would only postpone it', () => {
    @Injectable()
    class Keeper {
      constructor(@Inject(delay(() => Caller)) readonly caller: unknown) {}
    }

    expect(problemOf({ providers: [Keeper] }).message).toContain('Keeper -> Caller');
  });

  it('is refused when it is a factory', () => {
    expect(problemOf({ providers: [{ provide: 'x', useFactory: () => 1, inject: [Caller] }] })).toMatchObject({
      code: 'captive-dependency',
      className: '"x"',
    });
  });

  it('is refused when it holds the request context itself', () => {
    @Injectable()
    class Holder {
      constructor(@Inject(REQUEST_CONTEXT) readonly reqCtx: unknown) {}
    }

    expect(problemOf({ providers: [Holder] }).message).toContain('Holder -> REQUEST_CONTEXT');
  });

  it('is refused below a controller, which itself would take the narrower scope', () => {
    @Controller()
    class Api {
      constructor(readonly audit: Audit) {}
    }

    expect(problemOf({ roots: [Api] }).className).toBe('Audit');
  });

  it('is refused when it is a controller that declares it', () => {
    @Controller()
    @Injectable({ scope: 'singleton' })
    class Api {
      constructor(readonly caller: Caller) {}
    }

    expect(problemOf({ roots: [Api] }).message).toContain('Api -> Caller');
  });
});

describe('providers', () => {
  it('of one token that differ are refused, naming both', () => {
    class Store {}
    class FakeStore {}
    const problem = problemOf({ providers: [Store, { provide: Store, useClass: FakeStore }, { provide: 'x', useValue: 1 }] });

    expect(problem).toMatchObject({
      code: 'duplicate-provider',
      message: 'Store is defined twice, by useClass Store and by useClass FakeStore',
    });
  });

  it.each([
    [undefined, 'providers[0] is undefined'],
    [null, 'providers[0] is not a provider'],
    [{ provide: 'x' }, 'providers[0] is not a provider for "x"'],
    [{ provide: undefined, useValue: 1 }, 'providers[0].provide is undefined'],
    [{ provide: 'x', useClass: undefined }, 'providers[0] is not a provider for "x"'],
    [{ provide: 'x', useFactory: 1 }, 'providers[0] is not a provider for "x"'],
    [{ provide: 'x', useExisting: undefined }, 'providers[0] is not a provider for "x"'],
    ['x', 'providers[0] is not a provider'],
    [() => 1, 'providers[0] is not a provider'],
    [{ provide: {}, useValue: 1 }, 'providers[0].provide is not a provider'],
  ])('such as %p are refused', (provider, message) => {
    expect(problemOf({ providers: [provider as never] })).toMatchObject({ code: 'invalid-provider', message });
  });

  it('that name what is not there are refused', () => {
    const { problems } = containerOf({
      providers: [
        { provide: 'a', useExisting: 'nothing' },
        { provide: 'b', useFactory: () => 1, inject: ['nothing', undefined as never] },
      ],
    });

    expect(problems.map(({ className, message }) => `${className} ${message}`)).toEqual([
      '"a" needs "nothing", which no provider stands for',
      '"b" needs "nothing", which no provider stands for',
      '"b" the token to inject is undefined: a circular import, most likely',
    ]);
  });

  it('that ask for what is not there while they run are named', async () => {
    for (const useFactory of [(resolve: Resolve) => resolve('nothing'), async (resolve: Resolve) => resolve('nothing')]) {
      const failing = containerOf({ providers: [{ provide: 'pool', useFactory }] });
      await expect((async () => failing.start())()).rejects.toMatchObject({
        problems: [{ className: '"pool"', message: 'needs "nothing", which no provider stands for' }],
      });
    }
    const started = containerOf({ providers: [] });
    await started.start();
    expect(() => started.resolve('nothing')).toThrow('resolve(): needs "nothing"');
  });
});

it('reports everything at once, and builds nothing', () => {
  let built = 0;
  @Injectable()
  class Fine {
    constructor() {
      built++;
    }
  }
  @Controller()
  class Api {
    constructor(
      @Inject('a') readonly a: unknown,
      @Inject('b') readonly b: unknown,
      readonly c: string,
      readonly fine: Fine,
    ) {}
  }
  const { problems } = containerOf({ roots: [Api], providers: [undefined as never] });

  expect(problems.map(({ code, parameter }) => [code, parameter])).toEqual([
    ['invalid-provider', undefined],
    ['unknown-token', 0],
    ['unknown-token', 1],
    ['missing-type', 2],
  ]);
  expect(built).toBe(0);
});
