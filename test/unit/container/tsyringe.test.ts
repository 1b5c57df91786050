import '../../../src/metadata/reflect.js';
import {
  autoInjectable,
  delay,
  container as globalContainer,
  inject,
  injectAll,
  injectable,
  injectWithTransform,
  instanceCachingFactory,
  instancePerContainerCachingFactory,
  Lifecycle,
  registry,
  scoped,
  singleton,
} from 'tsyringe';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import { containerOf, startedOf } from './containers.js';

let made = 0;

@singleton()
class Shared {
  readonly id = ++made;
}

@injectable()
class Plain {
  readonly id = ++made;
  constructor(readonly shared: Shared) {}
}

@scoped(Lifecycle.ContainerScoped)
class PerRequest {
  readonly id = ++made;
}

describe("tsyringe's own decorators", () => {
  it('@singleton makes one instance per app, and none in the global container', () => {
    const [one, two] = [startedOf({}), startedOf({})];

    expect(one.resolve(Shared)).toBe(one.resolve(Shared));
    expect(one.resolve(Shared)).not.toBe(two.resolve(Shared));
    expect(globalContainer.resolve(Shared)).not.toBe(one.resolve(Shared));
  });

  it('@injectable stays transient, with its dependencies', () => {
    const app = startedOf({});

    expect(app.resolve(Plain)).not.toBe(app.resolve(Plain));
    expect(app.resolve(Plain).shared).toBe(app.resolve(Shared));
  });

  it('@scoped(ContainerScoped) lives for a request', () => {
    const app = startedOf({ providers: [PerRequest] });
    const [one, two] = [app.openScope(), app.openScope()];

    expect(app.isRequestScoped(PerRequest)).toBe(true);
    expect(one.resolve(PerRequest)).toBe(one.resolve(PerRequest));
    expect(one.resolve(PerRequest)).not.toBe(two.resolve(PerRequest));
    expect(() => app.resolve(PerRequest)).toThrow('PerRequest is made for each request');
  });

  it('@scoped(ResolutionScoped) is shared within one resolve', () => {
    @scoped(Lifecycle.ResolutionScoped)
    class Turn {}
    @injectable()
    class Inner {
      constructor(readonly turn: Turn) {}
    }
    @injectable()
    class Outer {
      constructor(
        readonly turn: Turn,
        readonly inner: Inner,
        readonly other: Inner,
      ) {}
    }
    const app = startedOf({});
    app.resolve(Outer);
    const [one, two] = [app.resolve(Outer), app.resolve(Outer)];

    expect(one.inner.turn).toBe(one.turn);
    expect(one.other).not.toBe(one.inner);
    expect(two.turn).not.toBe(one.turn);
  });

  it('@inject takes tokens, optional ones too', () => {
    @injectable()
    class Consumer {
      constructor(
        @inject('greeting') readonly greeting: string,
        @inject('nothing', { isOptional: true }) readonly missing: string | undefined,
        readonly shared: Shared,
        @inject(Shared) readonly same: { id: number },
      ) {}
    }
    const app = startedOf({ providers: [Consumer, { provide: 'greeting', useValue: 'hello' }] });

    expect(app.resolve(Consumer)).toMatchObject({ greeting: 'hello', missing: undefined });
    expect(app.resolve(Consumer).same).toBe(app.resolve(Consumer).shared);
  });

  it('@inject works beside our @Injectable', () => {
    @Injectable()
    class Consumer {
      constructor(
        @inject('greeting') readonly greeting: string,
        readonly shared: Shared,
      ) {}
    }
    const app = startedOf({ providers: [{ provide: 'greeting', useValue: 'hello' }] });

    expect(app.resolve(Consumer).greeting).toBe('hello');
    expect(app.resolve(Consumer)).toBe(app.resolve(Consumer));
  });

  it('@injectAll takes everything registered, and an app definition alone', () => {
    @injectable({ token: 'plugin' })
    class First {}
    @injectable({ token: 'plugin' })
    class Second {}
    @injectable()
    class Host {
      constructor(
        @injectAll('plugin') readonly plugins: object[],
        @injectAll('no plugin', { isOptional: true }) readonly none: object[],
      ) {}
    }

    expect(startedOf({}).resolve(Host).plugins).toEqual([expect.any(First), expect.any(Second)]);
    expect(startedOf({}).resolve(Host).none).toEqual([]);
    globalContainer.register('all plugins', { useFactory: (container) => container.resolveAll('plugin') });
    expect(startedOf({}).resolve('all plugins')).toEqual([expect.any(First), expect.any(Second)]);
    globalContainer.register('no plugins', { useFactory: (container) => container.resolveAll('no plugin') });
    expect(() => startedOf({}).resolve('no plugins')).toThrow('"no plugin", which no provider stands for');
    expect(startedOf({ overrides: [{ provide: 'plugin', useValue: 'fake' }] }).resolve(Host).plugins).toEqual(['fake']);
  });

  it('@injectWithTransform puts the value through a transformer', () => {
    @injectable()
    class Upper {
      constructor(readonly shared: Shared) {}
      transform(text: string, mark: string): string {
        return text.toUpperCase() + mark;
      }
    }
    @injectable()
    class Consumer {
      constructor(@injectWithTransform('greeting', Upper, '!') readonly greeting: string) {}
    }

    expect(startedOf({ providers: [{ provide: 'greeting', useValue: 'hello' }] }).resolve(Consumer).greeting).toBe('HELLO!');
  });

  it('delay() breaks a cycle', () => {
    @singleton()
    class Chicken {
      readonly name = 'chicken';
      constructor(@inject(delay(() => Egg)) readonly egg: { readonly name: string; readonly chicken: unknown }) {}
    }
    @singleton()
    class Egg {
      readonly name = 'egg';
      constructor(readonly chicken: Chicken) {}
    }
    const app = startedOf({ roots: [Chicken] });
    const chicken = app.resolve(Chicken);

    expect(chicken.egg.name).toBe('egg');
    expect(chicken.egg.chicken).toBe(chicken);
    expect(app.resolve(Egg).chicken).toBe(chicken);
  });

  it('delay() works with our @Inject', () => {
    @Injectable()
    class One {
      constructor(@Inject(delay(() => Two)) readonly two: { readonly value: number }) {}
    }
    @Injectable()
    class Two {
      readonly value = 2;
      constructor(readonly one: One) {}
    }

    expect(startedOf({ roots: [One] }).resolve(One).two.value).toBe(2);
  });

  it('@registry and registrations in the global container are a fallback', () => {
    @registry([{ token: 'from registry', useValue: 1 }])
    class Registrations {}
    globalContainer.register('from factory', { useFactory: (container) => `made of ${container.resolve('from registry')}` });
    globalContainer.registerSingleton('alias', Shared);
    const app = startedOf({ providers: [Registrations] });

    expect(app.resolve('from registry')).toBe(1);
    expect(app.resolve('from factory')).toBe('made of 1');
    expect(app.resolve('alias')).toBe(app.resolve('alias'));
    expect(startedOf({ overrides: [{ provide: 'from registry', useValue: 2 }] }).resolve('from factory')).toBe('made of 2');
  });

  it('registrations of the app come before global ones', () => {
    globalContainer.register('both', { useValue: 'global' });

    expect(startedOf({ providers: [{ provide: 'both', useValue: 'app' }] }).resolve('both')).toBe('app');
    expect(globalContainer.resolve('both')).toBe('global');
  });

  it('caching factories get a container that knows the app', () => {
    globalContainer.register('cached', {
      useFactory: instancePerContainerCachingFactory((container) => ({ of: container.resolve(Shared) })),
    });
    @injectable()
    class Consumer {
      constructor(@inject('cached') readonly cached: unknown) {}
    }
    const [one, two] = [startedOf({ providers: [Consumer] }), startedOf({})];

    expect(one.resolve<{ of: Shared }>('cached' as never).of).toBe(one.resolve(Shared));
    expect(one.resolve(Consumer).cached).toBe(one.resolve('cached'));
    expect(one.resolve('cached')).toBe(one.resolve('cached'));
    expect(one.resolve('cached')).not.toBe(two.resolve('cached'));

    globalContainer.register('asks', { useFactory: instanceCachingFactory((container) => container.isRegistered('only here')) });
    expect(startedOf({ providers: [{ provide: 'only here', useValue: 1 }] }).resolve('asks')).toBe(true);
  });

  it('a factory within a request gets what belongs to the request', () => {
    globalContainer.register('of request', { useFactory: (container) => container.resolve(PerRequest) });
    const app = startedOf({ providers: [PerRequest] });
    const scope = app.openScope();

    expect(scope.resolve('of request')).toBe(scope.resolve(PerRequest));
    expect(() => app.resolve('of request')).toThrow('PerRequest is made for each request');
  });

  it('@autoInjectable classes get what their constructor names', () => {
    @autoInjectable()
    class Auto {
      constructor(readonly shared?: Shared) {}
    }
    const app = startedOf({ roots: [Auto] });

    expect(app.resolve(Auto).shared).toBe(app.resolve(Shared));
  });

  it('on a controller say how long it lives', () => {
    @Controller()
    @scoped(Lifecycle.ContainerScoped)
    class Scoped {}
    @Controller()
    @singleton()
    class Single {}
    const app = startedOf({ roots: [Scoped, Single] });

    expect([app.isRequestScoped(Scoped), app.isRequestScoped(Single)]).toEqual([true, false]);
  });

  it('keeps a registry whose lifecycles can be read', () => {
    // What the bridge reads is not public; a new version that keeps it elsewhere shows here.
    const registryOf = (globalContainer as unknown as { _registry: { _registryMap: Map<unknown, unknown[]> } })._registry._registryMap;

    expect(registryOf.get(PerRequest)).toEqual([{ provider: { useClass: PerRequest }, options: { lifecycle: Lifecycle.ContainerScoped } }]);
  });
});

describe('the global container', () => {
  it('is left as it was: no entries, no instances', () => {
    @Injectable()
    class Mine {
      constructor(readonly shared: Shared) {}
    }
    const { _registryMap: entries } = (
      globalContainer as unknown as { _registry: { _registryMap: Map<unknown, { instance?: unknown }[]> } }
    )._registry;
    const before = new Map([...entries].map(([token, list]) => [token, list.map(({ instance }) => instance)]));

    const app = startedOf({ roots: [Mine], providers: [{ provide: 'own', useValue: 1 }] });
    app.resolve(Mine);
    expect(() => app.resolve('unknown')).toThrow();

    expect(new Map([...entries].map(([token, list]) => [token, list.map(({ instance }) => instance)]))).toEqual(before);
  });

  it('may be read through its public questions where it keeps its registry elsewhere', () => {
    const internals = globalContainer as unknown as { _registry: unknown };
    const registryOf = internals._registry;
    globalContainer.register('still there', { useValue: 42 });
    internals._registry = new Proxy(registryOf as object, {
      get: (target, key) => {
        const value = key === '_registryMap' ? undefined : Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    try {
      expect(startedOf({}).resolve('still there')).toBe(42);
      expect(containerOf({ providers: [{ provide: 'x', useExisting: 'not there' }] }).problems).toHaveLength(1);
    } finally {
      internals._registry = registryOf;
    }
  });
});
