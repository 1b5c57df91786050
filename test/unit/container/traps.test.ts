// Each of these goes wrong where requests are served from tsyringe's own child containers.
import '../../../src/metadata/reflect.js';
import { container as globalContainer, inject, injectAll, injectable, Lifecycle, scoped, singleton } from 'tsyringe';
import { REQUEST_CONTEXT } from '../../../src/container/token.js';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import { containerOf, startedOf } from './containers.js';

@Injectable({ scope: 'request' })
class User {
  disposals = 0;
  constructor(@Inject(REQUEST_CONTEXT) readonly context: { readonly name: string }) {}
  dispose(): void {
    this.disposals++;
  }
}

@Injectable()
class Store {
  disposals = 0;
  dispose(): void {
    this.disposals++;
  }
}

@Controller()
class Api {
  constructor(
    readonly user: User,
    readonly store: Store,
  ) {}
}

describe('a singleton', () => {
  it('first asked for within a request never keeps objects of that request', () => {
    @singleton()
    class Captor {
      constructor(readonly user: User) {}
    }
    const app = startedOf({ providers: [User] });
    const scope = app.openScope();

    expect(() => scope.resolve(Captor)).toThrow('Captor -> User');
  });

  it('first asked for within a request is the app own, and outlives the request', async () => {
    const app = startedOf({ providers: [User] });
    const scope = app.openScope();
    const store = scope.resolve(Store);
    await scope.close();

    expect(store.disposals).toBe(0);
    expect(app.resolve(Store)).toBe(store);
    await app.close();
    expect(store.disposals).toBe(1);
  });

  it('sees what is overridden in its app, and only there', () => {
    @singleton()
    class Consumer {
      constructor(@inject('service') readonly service: string) {}
    }
    globalContainer.register('service', { useValue: 'real' });
    const [fake, real] = [startedOf({ overrides: [{ provide: 'service', useValue: 'fake' }] }), startedOf({})];

    expect([fake.resolve(Consumer).service, real.resolve(Consumer).service]).toEqual(['fake', 'real']);
    expect(globalContainer.resolve(Consumer).service).toBe('real');
  });

  it('does not miss an override because another app has built it already', () => {
    startedOf({ roots: [Api] }).resolve(Store);
    const fake = { fake: true };

    expect(startedOf({ overrides: [{ provide: Store, useValue: fake }] }).resolve(Store)).toBe(fake);
  });
});

describe('a container-scoped class', () => {
  it('that is declared after the app exists is still made for each request', () => {
    const app = startedOf({ roots: [Api] });
    @scoped(Lifecycle.ContainerScoped)
    class Late {}
    const [one, two] = [app.openScope(), app.openScope()];

    expect(one.resolve(Late)).toBe(one.resolve(Late));
    expect(one.resolve(Late)).not.toBe(two.resolve(Late));
  });
});

describe('the global container', () => {
  it('is never reset or cleared: values and decorators outlive an app', async () => {
    @singleton()
    class Kept {}
    globalContainer.registerInstance('kept', 1);
    const app = startedOf({ providers: [Kept] });
    await app.close();

    expect(globalContainer.resolve('kept')).toBe(1);
    expect(globalContainer.resolve(Kept)).toBe(globalContainer.resolve(Kept));
  });
});

describe('hooks', () => {
  it('run for what is first made within a request, too', () => {
    let inits = 0;
    @Injectable()
    class Late {
      onInit(): void {
        inits++;
      }
    }
    const app = startedOf({ roots: [Api] });
    app.openScope().resolve(Late);
    app.openScope().resolve(Late);

    expect(inits).toBe(1);
  });
});

describe('transient objects with dispose()', () => {
  it('made at the root are not kept by the app', async () => {
    let disposals = 0;
    @Injectable({ scope: 'transient' })
    class Cursor {
      dispose(): void {
        disposals++;
      }
    }
    const app = startedOf({});
    for (let index = 0; index < 1000; index++) app.resolve(Cursor);
    await app.close();

    expect(disposals).toBe(0);
  });
});

describe('disposal', () => {
  it('goes from dependents to dependencies, and past failures', async () => {
    const order: string[] = [];
    @Injectable()
    class Inner {
      dispose(): void {
        order.push('inner');
      }
    }
    @Injectable()
    class Middle {
      constructor(readonly inner: Inner) {}
      dispose(): void {
        order.push('middle');
        throw new Error('middle');
      }
    }
    @Injectable()
    class Outer {
      constructor(readonly middle: Middle) {}
      dispose(): Promise<void> {
        order.push('outer');
        return Promise.reject(new Error('outer'));
      }
    }
    const app = startedOf({ providers: [Inner, Outer] });

    await expect(app.close()).rejects.toMatchObject({ errors: [new Error('outer'), new Error('middle')] });
    expect(order).toEqual(['outer', 'middle', 'inner']);
  });
});

describe('a circle of classes', () => {
  it('is a short message at start-up, not an overflowing stack', () => {
    const types = [0, 1].map(
      () =>
        class Ring {
          constructor(readonly next: unknown) {}
        },
    );
    Reflect.defineMetadata('design:paramtypes', [types[1]], types[0]!);
    Reflect.defineMetadata('design:paramtypes', [types[0]], types[1]!);
    const { problems } = containerOf({ roots: [types[0]!] });

    expect(problems.map(({ message }) => message)).toEqual(['needs itself: Ring -> Ring -> Ring']);
  });
});

describe('looking for what is not there', () => {
  it('leaves no trace in tsyringe', () => {
    const { _registryMap: entries } = (globalContainer as unknown as { _registry: { _registryMap: Map<unknown, unknown> } })._registry;
    const app = startedOf({});
    const before = entries.size;
    for (let index = 0; index < 1000; index++) expect(() => app.resolve(`missing ${index}`)).toThrow();

    expect(entries.size).toBe(before);
  });
});

describe('tsyringe surprises', () => {
  it('useValue: undefined is a value', () => {
    expect(startedOf({ providers: [{ provide: 'nothing', useValue: undefined }] }).resolve('nothing')).toBeUndefined();
  });

  it('an undecorated subclass gets the dependencies of its base class', () => {
    @injectable()
    class Base {
      constructor(readonly store: Store) {}
    }
    class Derived extends Base {}

    expect(startedOf({}).resolve(Derived).store).toBeInstanceOf(Store);
  });

  it('an undecorated subclass with parameters of its own is a problem', () => {
    class Derived extends Store {
      constructor(readonly other: unknown) {
        super();
      }
    }

    expect(containerOf({ roots: [Derived] }).problems).toMatchObject([{ code: 'missing-type', className: 'Derived' }]);
  });

  it('an optional class that nothing registers is built, as with tsyringe', () => {
    class Extra {}
    @injectable()
    class Consumer {
      constructor(@inject(Extra, { isOptional: true }) readonly extra: Extra | undefined) {}
    }

    expect(startedOf({}).resolve(Consumer).extra).toBeInstanceOf(Extra);
  });

  it('a falsy singleton is not made again', () => {
    let calls = 0;
    globalContainer.register('falsy', { useFactory: () => ++calls && '' });
    globalContainer.registerSingleton('falsy once', 'falsy');
    const app = startedOf({});

    expect([app.resolve('falsy once'), app.resolve('falsy once'), calls]).toEqual(['', '', 1]);
  });

  it('an app definition takes the place of everything registered: the two lists are not mixed', () => {
    globalContainer.register('listed', { useValue: 1 });
    globalContainer.register('listed', { useValue: 2 });
    @injectable()
    class Consumer {
      constructor(@injectAll('listed') readonly all: number[]) {}
    }

    expect(startedOf({}).resolve(Consumer).all).toEqual([1, 2]);
    expect(startedOf({ providers: [{ provide: 'listed', useValue: 3 }] }).resolve(Consumer).all).toEqual([3]);
  });
});
