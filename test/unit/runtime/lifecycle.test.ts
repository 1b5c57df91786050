import { Lifecycle } from '../../../src/runtime/lifecycle.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

function target(starts: (() => void | Promise<void>)[]) {
  const log: string[] = [];
  return {
    log,
    start: () => {
      log.push('start');
      return starts.shift()?.();
    },
    close: async () => {
      log.push('close');
    },
  };
}

describe('Lifecycle', () => {
  it('is running at once when nothing has to be awaited', () => {
    const life = new Lifecycle(target([]));
    life.begin();
    expect(life.isRunning).toBe(true);
  });

  it('runs start-up once for everyone who waits', async () => {
    const it = target([tick as () => Promise<void>]);
    const life = new Lifecycle(it);
    life.begin();
    await Promise.all([life.ready(), life.ready()]);
    expect(it.log).toEqual(['start']);
  });

  it('gives a failure in the background to the first who asks, and starts again for the next', async () => {
    const it = target([() => Promise.reject(new Error('table missing'))]);
    const life = new Lifecycle(it);
    life.begin();
    await tick();
    await expect(life.ready()).rejects.toThrow('table missing');
    await life.ready();
    expect(life.isRunning).toBe(true);
    expect(it.log).toEqual(['start', 'start']);
  });

  it('gives the failure to everyone who waited for it, and to nobody else', async () => {
    const fail = async () => {
      await tick();
      throw new Error('slow failure');
    };
    const life = new Lifecycle(target([fail]));
    life.begin();
    const both = await Promise.allSettled([life.ready(), life.ready()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(life.ready()).resolves.toBeUndefined();
  });

  it('fails every time while the cause stays', async () => {
    const broken = () => {
      throw new Error('bad config');
    };
    const life = new Lifecycle(target([broken, broken, broken]));
    life.begin();
    await expect(life.ready()).rejects.toThrow('bad config');
    await expect(life.ready()).rejects.toThrow('bad config');
    await expect(life.ready()).rejects.toThrow('bad config');
  });

  it('closes once, after a start that is under way, and refuses to start again', async () => {
    const it = target([tick as () => Promise<void>]);
    const life = new Lifecycle(it);
    life.begin();
    await Promise.all([life.close(), life.close()]);
    expect(it.log).toEqual(['start', 'close']);
    await expect(life.ready()).rejects.toThrow('closed');
  });
});
