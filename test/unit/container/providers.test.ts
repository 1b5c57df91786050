import { type Token, token } from '../../../src/container/token.js';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import { containerOf, startedOf } from './containers.js';

@Injectable()
class Store {
  readonly items: string[] = [];
}

@Injectable()
class Service {
  constructor(readonly store: Store) {}
}

@Controller()
class FirstController {
  constructor(
    readonly service: Service,
    readonly store: Store,
  ) {}
}

@Controller()
class SecondController {
  constructor(readonly service: Service) {}
}

const TABLE = token<string>('table name');

describe('classes', () => {
  it('that are injectable are built once, whoever asks for them', () => {
    const container = startedOf({ roots: [FirstController, SecondController] });
    const first = container.resolve(FirstController);

    expect(first).toBeInstanceOf(FirstController);
    expect(container.resolve(FirstController)).toBe(first);
    expect(container.resolve(SecondController).service).toBe(first.service);
    expect(container.resolve(Store)).toBe(first.store);
    expect(first.service.store).toBe(first.store);
  });

  it('need no listing in providers', () => {
    expect(startedOf({ roots: [FirstController] }).resolve(FirstController).service).toBeInstanceOf(Service);
  });

  it('that are transient are built for every consumer', () => {
    @Injectable({ scope: 'transient' })
    class Cursor {}
    @Controller()
    class Left {
      constructor(
        readonly a: Cursor,
        readonly b: Cursor,
      ) {}
    }
    const container = startedOf({ roots: [Left] });
    const { a, b } = container.resolve(Left);

    expect(a).toBeInstanceOf(Cursor);
    expect(b).not.toBe(a);
    expect(container.resolve(Cursor)).not.toBe(container.resolve(Cursor));
  });

  it('inherit their scope from the class they extend', () => {
    @Injectable({ scope: 'transient' })
    class Base {}
    class Derived extends Base {}

    const container = startedOf({});

    expect(container.resolve(Derived)).not.toBe(container.resolve(Derived));
  });

  it('without a decorator get what their base class needs', () => {
    class Derived extends Service {}
    class Further extends Derived {
      extra = 1;
    }
    const container = startedOf({ providers: [Further] });

    expect(container.resolve(Further)).toBeInstanceOf(Further);
    expect(container.resolve(Further).store).toBe(container.resolve(Store));
  });

  it('with an empty constructor of their own need nothing of their base class', () => {
    class Broken {
      constructor(readonly settings: { readonly url: string }) {}
    }
    class Working extends Broken {
      constructor() {
        super({ url: 'x' });
      }
    }

    expect(startedOf({ providers: [Working] }).resolve(Working).settings.url).toBe('x');
  });

  it('without any decorator are built where they need nothing', () => {
    class Clock {
      now = 5;
    }
    @Controller()
    class Timer {
      constructor(readonly clock: Clock) {}
    }

    expect(startedOf({ roots: [Timer] }).resolve(Timer).clock.now).toBe(5);
  });

  it('keep the default values of parameters that cannot be injected', () => {
    interface Settings {
      readonly url: string;
    }
    @Injectable()
    class Client {
      constructor(
        readonly store: Store,
        readonly settings: Settings = { url: 'default' },
        readonly retries = 3,
      ) {}
    }
    const client = startedOf({ providers: [Client] }).resolve(Client);

    expect(client).toMatchObject({ settings: { url: 'default' }, retries: 3 });
    expect(client.store).toBeInstanceOf(Store);
  });

  it('inject parameters with a default value whose type is a class', () => {
    @Injectable()
    class Client {
      constructor(readonly store: Store = new Store()) {}
    }
    const container = startedOf({ providers: [Client] });

    expect(container.resolve(Client).store).toBe(container.resolve(Store));
  });

  it('are told apart by identity, not by name', () => {
    const make = (value: number) => {
      @Injectable()
      class Twin {
        readonly value = value;
      }
      return Twin;
    };
    const [One, Two] = [make(1), make(2)];
    const container = startedOf({ providers: [One, Two] });

    expect([container.resolve(One).value, container.resolve(Two).value]).toEqual([1, 2]);
  });
});

describe('providers', () => {
  it('stand for a class with another class, an instance of its own', () => {
    class Fake extends Store {}
    const container = startedOf({ providers: [{ provide: Store, useClass: Fake }, Fake], roots: [FirstController] });

    expect(container.resolve(FirstController).store).toBeInstanceOf(Fake);
    expect(container.resolve(Store)).not.toBe(container.resolve(Fake));
  });

  it.each([undefined, null, 0, '', false, Number.NaN])('give the value %p as it is', (value) => {
    const container = startedOf({ providers: [{ provide: TABLE, useValue: value }] });

    expect(container.resolve(TABLE as Token)).toBe(value);
  });

  it('call a factory once, however falsy what it gives', () => {
    let calls = 0;
    const useFactory = () => {
      calls++;
      return 0;
    };
    const container = startedOf({ providers: [{ provide: TABLE, useFactory }] });

    expect([container.resolve(TABLE as Token), container.resolve(TABLE as Token), calls]).toEqual([0, 0, 1]);
  });

  it('hand a factory a function that resolves', () => {
    const container = startedOf({
      providers: [
        { provide: TABLE, useValue: 'todos' },
        { provide: 'url', useFactory: (resolve) => `db/${resolve(TABLE)}`, inject: [TABLE] },
      ],
    });

    expect(container.resolve('url')).toBe('db/todos');
  });

  it('give one instance two names', () => {
    const container = startedOf({ providers: [{ provide: 'store', useExisting: Store }] });

    expect(container.resolve('store')).toBe(container.resolve(Store));
  });

  it('are injected by strings, symbols, typed tokens and abstract classes', () => {
    const SYMBOL = Symbol('symbol');
    abstract class Clock {
      abstract now(): number;
    }
    @Injectable()
    class Consumer {
      constructor(
        @Inject('text') readonly a: string,
        @Inject(SYMBOL) readonly b: string,
        @Inject(TABLE) readonly c: string,
        readonly clock: Clock,
        @Inject(Store) readonly d: { items: string[] },
      ) {}
    }
    const container = startedOf({
      providers: [
        Consumer,
        { provide: 'text', useValue: 'a' },
        { provide: SYMBOL, useValue: 'b' },
        { provide: TABLE, useValue: 'c' },
        { provide: Clock, useValue: { now: () => 7 } },
      ],
    });
    const consumer = container.resolve(Consumer);

    expect([consumer.a, consumer.b, consumer.c, consumer.clock.now()]).toEqual(['a', 'b', 'c', 7]);
    expect(consumer.d).toBe(container.resolve(Store));
  });

  it('may stand for classes of the language', () => {
    @Injectable()
    class Consumer {
      constructor(readonly map: Map<string, string>) {}
    }
    const map = new Map([['a', 'b']]);

    expect(startedOf({ providers: [Consumer, { provide: Map, useValue: map }] }).resolve(Consumer).map).toBe(map);
  });

  it('may be listed twice where they say the same', () => {
    const value = {};
    const { problems } = containerOf({
      providers: [Store, { provide: Store, useClass: Store }, Store, { provide: 'x', useValue: value }, { provide: 'x', useValue: value }],
    });

    expect(problems).toEqual([]);
  });

  it('are singletons when they are classes that declare nothing', () => {
    class Plain {}
    const container = startedOf({ providers: [Plain] });

    expect(container.resolve(Plain)).toBe(container.resolve(Plain));
  });
});

describe('tokens', () => {
  it('of one name are not the same', () => {
    const container = startedOf({
      providers: [
        { provide: token('name'), useValue: 1 },
        { provide: TABLE, useValue: 2 },
      ],
    });

    expect(() => container.resolve(token('name'))).toThrow('name');
  });

  it('that stand for nothing are refused with what was meant', () => {
    const container = startedOf({ providers: [{ provide: 'database', useValue: 1 }] });

    expect(() => container.resolve('databse')).toThrow(/"databse", which no provider stands for[\s\S]*did you mean "database"/);
    expect(() => container.resolve(Symbol('database'))).toThrow(/compared by identity/);
  });

  it('of classes that come up later are analysed then', () => {
    @Injectable()
    class Late {
      constructor(readonly store: Store) {}
    }
    class Untyped {
      constructor(readonly a: unknown) {}
    }
    const container = startedOf({ roots: [FirstController] });

    expect(container.resolve(Late).store).toBe(container.resolve(Store));
    for (let attempt = 0; attempt < 2; attempt++) expect(() => container.resolve(Untyped)).toThrow(/Untyped[\s\S]*not known/);
    expect(container.problems).toEqual([]);
  });
});

describe('overrides', () => {
  class FakeStore {
    readonly items = ['fake'];
  }

  it('take the place of classes that are listed nowhere, deep down', () => {
    const container = startedOf({ roots: [FirstController], overrides: [{ provide: Store, useClass: FakeStore }] });

    expect(container.resolve(FirstController).service.store.items).toEqual(['fake']);
  });

  it('take the place of listed providers', () => {
    const container = startedOf({
      providers: [{ provide: TABLE, useValue: 'real' }, Store],
      overrides: [
        { provide: TABLE, useValue: 'fake' },
        { provide: Store, useValue: new FakeStore() },
      ],
    });

    expect(container.resolve(TABLE)).toBe('fake');
    expect(container.resolve(Store).items).toEqual(['fake']);
  });

  it('leave other containers alone', () => {
    const fake = startedOf({ roots: [FirstController], overrides: [{ provide: Store, useClass: FakeStore }] });
    const real = startedOf({ roots: [FirstController] });

    expect(fake.resolve(FirstController).store).toBeInstanceOf(FakeStore);
    expect(real.resolve(FirstController).store).toBeInstanceOf(Store);
  });

  it('of a class that is asked for by the app itself work too', () => {
    const fake = { isFake: true };

    expect(
      startedOf({ roots: [FirstController], overrides: [{ provide: FirstController, useValue: fake }] }).resolve(FirstController),
    ).toBe(fake);
  });

  it('keep what they override from being analysed', () => {
    class Unbuildable {
      constructor(readonly a: unknown) {}
    }
    const { problems } = containerOf({ providers: [Unbuildable], overrides: [{ provide: Unbuildable, useValue: {} }] });

    expect(problems).toEqual([]);
  });
});

it('shares nothing between containers', () => {
  const [one, two] = [startedOf({ roots: [FirstController] }), startedOf({ roots: [FirstController] })];

  expect(one.resolve(Store)).not.toBe(two.resolve(Store));
  expect(one.resolve(FirstController)).not.toBe(two.resolve(FirstController));
});
