import '../../../src/metadata/reflect.js';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { delay, container as globalContainer } from 'tsyringe';
import { REQUEST_CONTEXT } from '../../../src/container/token.js';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import { containerOf, MemoryLogger, startedOf } from './containers.js';

interface Request {
  readonly user: string;
}

function fail(message: string): never {
  throw new Error(message);
}

const contextOf = (user: string) => ({ user }) as unknown as RequestContext;

@Injectable()
class Clock {}

@Injectable({ scope: 'request' })
class Caller {
  constructor(@Inject(REQUEST_CONTEXT) readonly request: Request) {}
}

@Injectable({ scope: 'transient' })
class Greeter {
  constructor(readonly caller: Caller) {}
}

@Controller()
class Api {
  constructor(
    readonly caller: Caller,
    readonly greeter: Greeter,
    readonly clock: Clock,
  ) {}
}

@Controller()
class Health {
  constructor(readonly clock: Clock) {}
}

describe('what is request-scoped', () => {
  it.each([
    [Caller, true],
    [Greeter, true],
    [Api, true],
    [Health, false],
    [Clock, false],
    [REQUEST_CONTEXT, true],
  ])('%p: %p', (token, expected) => {
    expect(startedOf({ roots: [Api, Health] }).isRequestScoped(token)).toBe(expected);
  });

  it('is a controller that is declared to be new every time', () => {
    @Controller()
    @Injectable({ scope: 'transient' })
    class Fresh {}
    const app = startedOf({ roots: [Fresh] });
    const scope = app.openScope();

    expect(app.isRequestScoped(Fresh)).toBe(true);
    expect(scope.resolve(Fresh)).not.toBe(scope.resolve(Fresh));
  });

  it('is no longer what a fake takes the place of', () => {
    const overrides = [{ provide: Caller, useValue: { request: { user: 'fake' } } }];
    const app = startedOf({ roots: [Api], overrides });

    expect(app.isRequestScoped(Api)).toBe(false);
    expect(app.resolve(Api).caller.request.user).toBe('fake');
  });

  it('is what needs it through delay(), which is found late', () => {
    @Controller()
    class Lazy {
      constructor(@Inject(delay(() => Greeter)) readonly greeter: Greeter) {}
    }
    const app = startedOf({ roots: [Lazy] });
    const scope = app.openScope();
    scope.provide(REQUEST_CONTEXT, contextOf('ada'));

    expect(app.isRequestScoped(Lazy)).toBe(true);
    expect(scope.resolve(Lazy).greeter.caller.request.user).toBe('ada');
  });

  it('cannot be had outside of a request', () => {
    const app = startedOf({ roots: [Api] });

    expect(() => app.resolve(Api)).toThrow('Api is made for each request');
    expect(() => app.resolve(Greeter)).toThrow('Caller is made for each request');
  });
});

describe('a scope', () => {
  it('has one instance of each class, and the singletons of the app', () => {
    const app = startedOf({ roots: [Api, Health] });
    const scope = app.openScope();
    scope.provide(REQUEST_CONTEXT, contextOf('ada'));
    const api = scope.resolve(Api);

    expect(scope.resolve(Api)).toBe(api);
    expect(api.greeter.caller).toBe(api.caller);
    expect(api.caller.request.user).toBe('ada');
    expect(api.clock).toBe(app.resolve(Clock));
    expect(scope.resolve(Health)).toBe(app.resolve(Health));
    expect(scope.resolve(REQUEST_CONTEXT)).toEqual({ user: 'ada' });
  });

  it('takes undefined for a value like any other', () => {
    const scope = startedOf({ roots: [Api] }).openScope();
    scope.provide('nothing', undefined);
    scope.provide(REQUEST_CONTEXT, undefined as never);

    expect(scope.resolve('nothing')).toBeUndefined();
    expect(scope.resolve(Caller).request).toBeUndefined();
  });

  it('without a context says so', () => {
    expect(() =>
      startedOf({ roots: [Api] })
        .openScope()
        .resolve(Api),
    ).toThrow('The request context was asked for in a scope that has none');
  });

  it('gives nothing once it is closed', async () => {
    const scope = startedOf({ roots: [Api] }).openScope();
    await scope.close();

    expect(() => scope.resolve(Clock)).toThrow('after its request was answered');
  });

  it('makes a request-scoped object again after its constructor threw', () => {
    let attempts = 0;
    @Injectable({ scope: 'request' })
    class Shaky {
      constructor() {
        if (++attempts === 1) throw new Error('first time');
      }
    }
    const scope = startedOf({}).openScope();

    expect(() => scope.resolve(Shaky)).toThrow('first time');
    expect(scope.resolve(Shaky)).toBeInstanceOf(Shaky);
  });
});

describe('disposal at the end of a request', () => {
  const order: string[] = [];
  class Recorded {
    dispose(): unknown {
      order.push(this.constructor.name);
      return undefined;
    }
  }
  @Injectable({ scope: 'request' })
  class First extends Recorded {}
  @Injectable({ scope: 'request' })
  class Throws {
    constructor(readonly first: First) {}
    [Symbol.dispose](): void {
      order.push('Throws');
      throw new Error('cannot dispose');
    }
    dispose(): void {
      order.push('not called: the symbol is the same thing by another name');
    }
  }
  @Injectable({ scope: 'transient' })
  class Passing extends Recorded {}
  @Injectable({ scope: 'request' })
  class Rejects {
    constructor(
      readonly throws: Throws,
      readonly passing: Passing,
    ) {}
    async [Symbol.asyncDispose](): Promise<void> {
      await pause(1);
      order.push('Rejects');
      throw new Error('cannot dispose later');
    }
  }
  @Injectable()
  class Kept extends Recorded {}
  @Injectable({ scope: 'request' })
  class NotForUs {
    dispose(_reason: string): void {
      order.push('never called: it wants arguments');
    }
    onShutdown(): void {
      order.push('never called: the app is not shut down');
    }
  }

  beforeEach(() => order.splice(0));

  it('goes from the last made to the first, each guarded, and leaves singletons alone', async () => {
    const logger = new MemoryLogger();
    const app = containerOf({ providers: [Kept], roots: [], logger });
    expect(app.start()).toBeUndefined();
    const scope = app.openScope();
    scope.resolve(Rejects);
    scope.resolve(Kept);
    scope.resolve(NotForUs);
    await scope.close();

    expect(order).toEqual(['Rejects', 'Passing', 'Throws', 'First']);
    expect(logger.lines.map(({ level, message, fields }) => [level, message, (fields as { error: Error }).error.message])).toEqual([
      ['error', 'Rejects could not be disposed', 'cannot dispose later'],
      ['error', 'Throws could not be disposed', 'cannot dispose'],
    ]);
  });

  it.each([
    ['throws', () => fail('no logging')],
    ['rejects', () => Promise.reject(new Error('no logging'))],
  ])('survives a logger that %s', async (_, error) => {
    const scope = containerOf({ logger: { ...new MemoryLogger(), error } }).openScope();
    scope.resolve(Rejects);
    await expect(scope.close()).resolves.toBeUndefined();
    expect(order).toEqual(['Rejects', 'Passing', 'Throws', 'First']);
  });

  it('tells of a failure with the logger of the request, which knows which one it was', async () => {
    const [own, logger] = [new MemoryLogger(), new MemoryLogger()];
    const scope = startedOf({ logger }).openScope();
    scope.provide(REQUEST_CONTEXT, { logger: own } as unknown as RequestContext);
    scope.resolve(Rejects);
    await scope.close();
    expect([own.lines.length, logger.lines.length]).toEqual([2, 0]);
  });

  it('is synchronous when nothing has to be waited for', () => {
    const scope = startedOf({}).openScope();
    scope.resolve(First);

    expect(scope.close()).toBeUndefined();
    expect(scope.close()).toBeUndefined();
    expect(order).toEqual(['First']);
  });

  it("leaves what tsyringe's factories gave to them", () => {
    globalContainer.register('lent', { useFactory: () => new First() });
    const scope = startedOf({}).openScope();
    scope.resolve('lent');
    scope.close();

    expect(order).toEqual([]);
  });

  it('touches only the objects of its own request', async () => {
    const app = startedOf({});
    const [one, two] = [app.openScope(), app.openScope()];
    one.resolve(First);
    two.resolve(First);
    await one.close();

    expect(order).toEqual(['First']);
  });
});

describe('many requests at once', () => {
  it('never see each other (10,000 interleaved scopes)', async () => {
    const app = startedOf({ roots: [Api] });
    let random = 42;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return random % below;
    };
    const seen = new Set<unknown>();
    const open: { readonly user: string; readonly scope: ReturnType<typeof app.openScope> }[] = [];
    for (let index = 0; index < 10_000; index++) {
      const user = `user ${index}`;
      const scope = app.openScope();
      scope.provide(REQUEST_CONTEXT, contextOf(user));
      open.push({ user, scope });
      while (open.length > next(64)) {
        const [entry] = open.splice(next(open.length), 1);
        const api = entry!.scope.resolve(Api);
        if (api.caller.request.user !== entry!.user || api.greeter.caller !== api.caller || seen.has(api))
          throw new Error(`${entry!.user} was mixed up`);
        seen.add(api);
        await entry!.scope.close();
      }
    }

    expect(seen.size + open.length).toBe(10_000);
  });

  it('keep apart across awaits (1,000 at a time)', async () => {
    const app = startedOf({ roots: [Api] });
    const serve = async (user: string) => {
      const scope = app.openScope();
      scope.provide(REQUEST_CONTEXT, contextOf(user));
      await pause(user.length % 3);
      const { caller } = scope.resolve(Api);
      await pause(user.length % 2);
      const again = scope.resolve(Greeter).caller;
      await scope.close();
      return caller === again ? caller.request.user : 'mixed up';
    };
    const users = Array.from({ length: 1000 }, (_, index) => 'u'.repeat(index % 7) + index);

    expect(await Promise.all(users.map(serve))).toEqual(users);
  });
});

it('stays flat over a million transient resolutions', () => {
  @Injectable({ scope: 'transient' })
  class Row {
    constructor(readonly clock: Clock) {}
    dispose(): void {}
  }
  const app = startedOf({});
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  for (let index = 0; index < 50_000; index++) app.resolve(Row);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 1_000_000; index++) app.resolve(Row);
  collectGarbage();

  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * 1024 * 1024);
});
