import { childLogger } from '../../../src/logging/child-logger.js';
import type { Logger } from '../../../src/logging/logger.js';
import { safeLog } from '../../../src/logging/safe-log.js';

/** A logger as a class, so that losing `this` shows. */
class Recorder implements Logger {
  readonly calls: unknown[][] = [];
  debug(...args: unknown[]) {
    this.calls.push(['debug', ...args]);
  }
  info(...args: unknown[]) {
    this.calls.push(['info', ...args]);
  }
  warn(...args: unknown[]) {
    this.calls.push(['warn', ...args]);
  }
  error(...args: unknown[]) {
    this.calls.push(['error', ...args]);
  }
}

describe('childLogger', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)('adds its fields to %s, under the call’s own', (level) => {
    const recorder = new Recorder();
    const child = childLogger(recorder, { requestId: '1', method: 'GET' });
    child[level]('a');
    child[level]('b', { n: 1, method: 'own' });
    expect(recorder.calls).toEqual([
      [level, 'a', { requestId: '1', method: 'GET' }],
      [level, 'b', { requestId: '1', method: 'own', n: 1 }],
    ]);
  });

  it('asks for its fields when a record is written', () => {
    const recorder = new Recorder();
    let route = 'before';
    const fields = jest.fn(() => ({ route }));
    const child = childLogger(recorder, fields);
    expect(fields).not.toHaveBeenCalled();
    route = 'after';
    child.info('a');
    expect(recorder.calls).toEqual([['info', 'a', { route: 'after' }]]);
  });

  it('hands out fields that may be changed', () => {
    const fields = { requestId: '1' };
    const own = { n: 1 };
    const recorder = new Recorder();
    const child = childLogger(recorder, fields);
    child.info('a', own);
    child.info('a');
    for (const [, , given] of recorder.calls) delete (given as { requestId?: string }).requestId;
    expect([fields, own]).toEqual([{ requestId: '1' }, { n: 1 }]);
  });

  it('hands on what cannot even be looked at', () => {
    const recorder = new Recorder();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    childLogger(recorder, { requestId: '1' }).error('a', proxy);
    expect(recorder.calls).toHaveLength(1);
    expect((recorder.calls[0]![2] as { requestId: string }).requestId).toBe('1');
  });

  it('takes an error or a value in the fields’ place', () => {
    const recorder = new Recorder();
    const child = childLogger(recorder, { requestId: '1' });
    const error = new Error('x');
    child.error('a', error as unknown as Record<string, unknown>);
    child.error('b', 'text' as unknown as Record<string, unknown>);
    child.error('c', null as unknown as Record<string, unknown>);
    expect(recorder.calls).toEqual([
      ['error', 'a', { requestId: '1', error }],
      ['error', 'b', { requestId: '1', value: 'text' }],
      ['error', 'c', { requestId: '1' }],
    ]);
  });

  it('passes fields on that cannot be copied', () => {
    const recorder = new Recorder();
    const nasty = {
      get bad(): never {
        throw new Error('x');
      },
    };
    childLogger(recorder, { requestId: '1' }).info('a', nasty);
    expect(recorder.calls[0]?.[1]).toBe('a');
    expect((recorder.calls[0]?.[2] as { value?: unknown } | undefined)?.value).toBe(nasty);
  });

  it('has children of its own', () => {
    const recorder = new Recorder();
    childLogger(childLogger(recorder, { a: 1 }), { b: 2 }).warn('x');
    expect(recorder.calls).toEqual([['warn', 'x', { a: 1, b: 2 }]]);
  });
});

describe('safeLog', () => {
  it('writes a record with exactly what was given', () => {
    const recorder = new Recorder();
    safeLog(recorder, 'warn', 'a', { n: 1 });
    safeLog(recorder, 'debug', 'b');
    expect(recorder.calls).toEqual([
      ['warn', 'a', { n: 1 }],
      ['debug', 'b'],
    ]);
  });

  it('drops whatever the logger throws, rejects with or lacks', async () => {
    const failing = {
      info() {
        throw new Error('x');
      },
      warn: async () => {
        throw new Error('x');
      },
    } as unknown as Logger;
    const onRejection = jest.fn();
    process.on('unhandledRejection', onRejection);
    try {
      for (const level of ['info', 'warn', 'error'] as const) expect(() => safeLog(failing, level, 'm')).not.toThrow();
      await new Promise((resolve) => setImmediate(resolve));
      expect(onRejection).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', onRejection);
    }
  });
});
