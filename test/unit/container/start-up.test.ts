import '../../../src/metadata/reflect.js';
import { setTimeout as pause } from 'node:timers/promises';
import { injectAll } from 'tsyringe';
import type { AppContainer } from '../../../src/container/container.js';
import type { Provider } from '../../../src/container/providers.js';
import { Controller, Inject, Injectable } from '../../../src/decorators/classes.js';
import { containerOf, MemoryLogger, startedOf } from './containers.js';

const events: string[] = [];
beforeEach(() => events.splice(0));

class Recorded {
  constructor() {
    events.push(`new ${this.constructor.name}`);
  }
  onInit(): unknown {
    events.push(`init ${this.constructor.name}`);
    return undefined;
  }
  onShutdown(): unknown {
    events.push(`down ${this.constructor.name}`);
    return undefined;
  }
}

@Injectable()
class Database extends Recorded {}

@Injectable()
class Store extends Recorded {
  constructor(readonly database: Database) {
    super();
  }
}

@Controller()
class Api extends Recorded {
  constructor(readonly store: Store) {
    super();
  }
}

/** A factory that takes a few turns of the event loop. */
function slowly(name: string, inject?: string[], fail = false): Provider {
  const useFactory = async (): Promise<string> => {
    events.push(`begin ${name}`);
    await pause(5);
    events.push(`end ${name}`);
    if (fail) throw new Error(`${name} failed`);
    return `value of ${name}`;
  };
  return inject ? { provide: name, useFactory, inject } : { provide: name, useFactory };
}

describe('a start without anything to wait for', () => {
  it('is synchronous, and builds and initialises dependencies first', () => {
    startedOf({ roots: [Api] });

    expect(events).toEqual(['new Database', 'init Database', 'new Store', 'init Store', 'new Api', 'init Api']);
  });

  it('builds listed providers even if nothing asks for them, once', () => {
    const container = startedOf({ providers: [Store, Database] });
    expect(container.start()).toBeUndefined();

    expect(events).toEqual(['new Database', 'init Database', 'new Store', 'init Store']);
  });

  it('builds nothing before it, and the rest on demand', () => {
    const container = containerOf({ roots: [Api] });
    expect(events).toEqual([]);

    const store = container.resolve(Store);
    container.start();

    expect(container.resolve(Api).store).toBe(store);
    expect(events).toEqual(['new Database', 'init Database', 'new Store', 'init Store', 'new Api', 'init Api']);
  });

  it('initialises values and transient objects of singletons, each object once', () => {
    @Injectable({ scope: 'transient' })
    class Cursor extends Recorded {}
    @Injectable()
    class Reader extends Recorded {
      constructor(readonly cursor: Cursor) {
        super();
      }
    }
    const value = new Recorded();
    startedOf({
      providers: [
        Reader,
        { provide: 'a', useValue: value },
        { provide: 'b', useValue: value },
        { provide: 'c', useFactory: (resolve) => resolve('a') },
        { provide: 'd', useExisting: 'a' },
      ],
    });

    expect(events).toEqual(['new Recorded', 'new Cursor', 'init Cursor', 'new Reader', 'init Reader', 'init Recorded']);
  });

  it('does not take an object with then() for a promise, unless a factory gave it', () => {
    class Query {
      // biome-ignore lint/suspicious/noThenProperty: query builders have one
      then(): never {
        throw new Error('was taken for a promise');
      }
    }
    const container = startedOf({ providers: [Query, { provide: 'value', useValue: new Query() }] });

    expect(container.resolve('value')).toBeInstanceOf(Query);
  });
});

describe('a start with something to wait for', () => {
  it('awaits factories once, in the order listed', async () => {
    const container = containerOf({ providers: [slowly('a'), slowly('b'), Database] });
    await Promise.all([container.start(), container.start()]);

    expect(events).toEqual(['begin a', 'new Database', 'init Database', 'end a', 'begin b', 'end b']);
    expect(container.resolve('a')).toBe('value of a');
  });

  it('makes those that name what they need as soon as that is there, side by side', async () => {
    await containerOf({ providers: [slowly('a', ['b']), slowly('b', []), slowly('c', [])] }).start();

    expect(events).toEqual(['begin b', 'begin c', 'end b', 'begin a', 'end c', 'end a']);
  });

  it('awaits onInit() before what needs the service is built', async () => {
    @Injectable()
    class Pool {
      async onInit(): Promise<void> {
        await pause(2);
        events.push('pool ready');
      }
    }
    @Injectable({ scope: 'transient' })
    class Through {
      constructor(readonly pool: Pool) {}
    }
    @Injectable()
    class Repository extends Recorded {
      constructor(readonly through: Through) {
        super();
      }
    }
    const container = containerOf({
      roots: [Repository],
      providers: [{ provide: 'asks', useFactory: () => events.push('factory'), inject: [Pool] }],
    });
    await container.start();

    expect(events).toEqual(['pool ready', 'factory', 'new Repository', 'init Repository']);
  });

  it('awaits onInit() of transient objects before that of the singleton that has them', async () => {
    @Injectable({ scope: 'transient' })
    class Cursor {
      async onInit(): Promise<void> {
        await pause(2);
        events.push('cursor ready');
      }
    }
    @Injectable()
    class Reader extends Recorded {
      constructor(readonly cursor: Cursor) {
        super();
      }
    }
    await containerOf({ roots: [Reader] }).start();

    expect(events).toEqual(['new Reader', 'cursor ready', 'init Reader']);
  });

  it('awaits what a list is made of', async () => {
    @Injectable()
    class Host {
      constructor(readonly plugins: unknown[]) {}
    }
    injectAll('plugin')(Host, undefined, 0);
    const container = containerOf({ providers: [slowly('plugin'), Host] });
    await container.start();

    expect(container.resolve(Host).plugins).toEqual(['value of plugin']);
  });

  it('lets a later factory resolve what earlier ones promised', async () => {
    const container = containerOf({
      providers: [slowly('a'), { provide: 'b', useFactory: (resolve) => `${resolve('a')} in b` }],
    });
    await container.start();

    expect(container.resolve('b')).toBe('value of a in b');
  });

  it('keeps factories in the order listed, also when something listed earlier needs the later one', async () => {
    @Injectable()
    class Repository extends Recorded {}
    Inject('connection')(Repository, undefined, 0);
    const container = containerOf({
      providers: [
        Repository,
        slowly('settings'),
        { provide: 'needs the repository', useFactory: () => events.push('needs the repository'), inject: [Repository] },
        { provide: 'connection', useFactory: async (resolve) => events.push(`connected with ${resolve('settings')}`) },
      ],
    });
    await container.start();

    expect(container.problems).toEqual([]);
    expect(events).toEqual([
      'begin settings',
      'end settings',
      'connected with value of settings',
      'new Repository',
      'init Repository',
      'needs the repository',
    ]);
  });

  it('is one start when it is asked for twice, also while a failed one is taken down', async () => {
    const failing = containerOf({ providers: [Database, slowly('a', undefined, true)] });

    const [one, two] = [failing.start(), failing.start()];
    expect(two).toBe(one);
    await expect(one).rejects.toThrow('a failed');
    expect(events).toEqual(['new Database', 'init Database', 'begin a', 'end a', 'down Database']);
  });

  it('tells a factory that does not wait for what it resolves how to', async () => {
    const container = containerOf({ providers: [{ provide: 'b', useFactory: (resolve) => resolve('a') }, slowly('a')] });

    await expect(container.start()).rejects.toThrow('"a" is not ready yet: name it in the `inject` list');
  });

  it('awaits what a factory gives that is thenable', async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    const thenable = { then: (done: (value: number) => void) => done(5) };
    const container = containerOf({ providers: [{ provide: 'a', useFactory: () => thenable as unknown as Promise<number> }] });
    await container.start();

    expect(container.resolve('a')).toBe(5);
  });
});

describe('the hooks of what is made for each request', () => {
  it('are not called, which is logged', () => {
    @Injectable({ scope: 'request' })
    class Caller extends Recorded {}
    const logger = new MemoryLogger();
    const container = containerOf({ logger, providers: [Caller] });
    container.start();
    container.openScope().resolve(Caller);

    expect(events).toEqual(['new Caller']);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { service: 'Caller' } }]);
    expect(logger.lines[0]!.message).toContain('its onInit() is not called');
  });
});

describe('a start that fails', () => {
  it('is a rejection even when nothing was awaited, takes down what was built, and begins from scratch the next time', async () => {
    let attempts = 0;
    class Flaky {
      constructor() {
        if (++attempts === 1) throw new Error('first time');
      }
    }
    const container = containerOf({ roots: [Api], providers: [Database, Flaky] });

    await expect(container.start()).rejects.toThrow('first time');
    expect(events).toEqual(['new Database', 'init Database', 'down Database']);

    events.splice(0);
    expect(container.start()).toBeUndefined();
    expect(events).toEqual(['new Database', 'init Database', 'new Store', 'init Store', 'new Api', 'init Api']);
  });

  it('rejects with the cause, after everything begun has settled and was taken down', async () => {
    const logger = new MemoryLogger();
    const container = containerOf({
      logger,
      providers: [
        { provide: 'fails', useFactory: () => Promise.reject(new Error('no connection')), inject: [] },
        { provide: 'later', useFactory: () => pause(5, new Database()), inject: [] },
        { provide: 'never', useFactory: () => events.push('must not be made'), inject: ['later'] },
      ],
    });

    await expect(container.start()).rejects.toThrow('no connection');
    expect(events).toEqual(['new Database', 'down Database']);
    expect(logger.lines).toMatchObject([{ level: 'error', message: '"fails" failed to start', fields: { service: '"fails"' } }]);
  });

  it('fails again and again with the cause, and leaves nothing half-made', async () => {
    const container = containerOf({ providers: [Database, slowly('a', undefined, true)] });

    for (let attempt = 0; attempt < 3; attempt++) {
      events.splice(0);
      await expect(container.start()).rejects.toThrow('a failed');
      expect(events).toEqual(['new Database', 'init Database', 'begin a', 'end a', 'down Database']);
    }
  });

  it('logs what fails while it is taken down, and keeps the cause', async () => {
    const logger = new MemoryLogger();
    const value = {
      onShutdown: () => {
        throw new Error('cannot stop');
      },
    };
    const container = containerOf({ logger, providers: [{ provide: 'v', useValue: value }, slowly('a', undefined, true)] });

    await expect(container.start()).rejects.toThrow('a failed');
    expect(logger.lines).toMatchObject([{ level: 'error' }, { level: 'warn', fields: { error: new Error('cannot stop') } }]);
  });

  it('because onInit() rejected is the same', async () => {
    let attempts = 0;
    @Injectable()
    class Pool {
      async onInit(): Promise<void> {
        if (++attempts === 1) throw new Error('not yet');
      }
    }
    const container = containerOf({ providers: [Pool] });

    await expect(container.start()).rejects.toThrow('not yet');
    await container.start();
    expect(attempts).toBe(2);
  });
});

describe('a slow start', () => {
  afterEach(() => jest.useRealTimers());

  it('is logged with name and time', async () => {
    jest.useFakeTimers();
    const logger = new MemoryLogger();
    const useFactory = () => new Promise<number>((resolve) => setTimeout(resolve, 1500, 1));
    const started = containerOf({ logger, providers: [{ provide: 'secrets', useFactory }] }).start();
    await jest.advanceTimersByTimeAsync(1500);
    await started;

    expect(logger.lines).toEqual([
      { level: 'warn', message: '"secrets" took 1500 ms to start', fields: { service: '"secrets"', milliseconds: 1500 } },
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that may be cut off is logged while it waits', async () => {
    jest.useFakeTimers();
    const logger = new MemoryLogger();
    const never = { provide: 'never', useFactory: () => new Promise(() => {}), inject: [] };
    const quick = { provide: 'quick', useFactory: () => Promise.resolve(1), inject: [] };
    void containerOf({
      logger,
      providers: [quick, never, { provide: 'waits', useFactory: () => 1, inject: ['never'] }],
    }).start();
    await jest.advanceTimersByTimeAsync(5000);

    expect(logger.lines).toMatchObject([{ level: 'warn', message: 'Start-up is waiting for "never"', fields: { services: ['"never"'] } }]);
  });

  it('finishes although the logger that would tell of it throws', async () => {
    jest.useFakeTimers();
    const warn = jest.fn(() => {
      throw new Error('no logging');
    });
    const useFactory = () => new Promise<number>((resolve) => setTimeout(resolve, 6000, 1));
    const container = containerOf({ logger: { ...new MemoryLogger(), warn }, providers: [{ provide: 'secrets', useFactory }] });
    const started = container.start();
    await jest.advanceTimersByTimeAsync(6000);
    await started;

    // While it waited, from a timer, where a throw would end the process; and when it was done.
    expect(warn).toHaveBeenCalledTimes(2);
    expect(container.resolve('secrets')).toBe(1);
  });

  it('that is quick says nothing', async () => {
    const logger = new MemoryLogger();
    await containerOf({ logger, providers: [slowly('a')] }).start();

    expect(logger.lines).toEqual([]);
  });
});

describe('close', () => {
  it('calls hooks from the last made to the first, waiting for each, once', async () => {
    @Injectable()
    class Pool extends Recorded {
      override async onShutdown(): Promise<void> {
        await pause(2);
        super.onShutdown();
      }
      async [Symbol.asyncDispose](): Promise<void> {
        await pause(2);
        events.push('dispose Pool');
      }
    }
    @Injectable()
    class Repository extends Recorded {
      constructor(readonly pool: Pool) {
        super();
      }
      [Symbol.dispose](): void {
        events.push('dispose Repository');
      }
    }
    const container = startedOf({ roots: [Repository] });
    events.splice(0);
    await Promise.all([container.close(), container.close()]);
    await container.close();

    expect(events).toEqual(['down Repository', 'dispose Repository', 'down Pool', 'dispose Pool']);
  });

  it('runs every hook, then rejects with all that was thrown', async () => {
    const failing = (message: string): Provider => ({
      provide: message,
      useValue: {
        onShutdown() {
          throw new Error(message);
        },
      },
    });
    const container = startedOf({ providers: [failing('one'), Database, failing('two')] });

    const error: unknown = await container.close().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors).toEqual([new Error('two'), new Error('one')]);
    expect(events).toContain('down Database');
  });

  it('does not dispose values, which others may still use', async () => {
    const value = { dispose: () => events.push('disposed'), onShutdown: () => events.push('down') };
    await startedOf({ providers: [{ provide: 'v', useValue: value }] }).close();

    expect(events).toEqual(['down']);
  });

  it('disposes what factories made', async () => {
    await startedOf({ providers: [{ provide: 'v', useFactory: () => ({ dispose: () => events.push('disposed') }) }] }).close();

    expect(events).toEqual(['disposed']);
  });

  it('waits for a start that is under way', async () => {
    const container = containerOf({ providers: [{ provide: 'later', useFactory: () => pause(5, new Database()) }] });
    const started = container.start();
    await container.close();
    await started;

    expect(events).toEqual(['new Database', 'init Database', 'down Database']);
  });

  it('of an app that never started does nothing', async () => {
    await expect(containerOf({ roots: [Api] }).close()).resolves.toBeUndefined();
    expect(events).toEqual([]);
  });

  it('is the end: nothing is resolved or started afterwards', async () => {
    const container: AppContainer = startedOf({ roots: [Api] });
    await container.close();

    expect(() => container.resolve(Store)).toThrow('after the app was closed');
    await expect(container.start()).rejects.toThrow('The app is closed');
  });
});
