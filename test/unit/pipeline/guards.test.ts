import { ForbiddenError } from '../../../src/errors/http-errors.js';
import type { Guard } from '../../../src/http/middleware.js';
import type { InvocationContext } from '../../../src/http/request-context.js';
import { composeGuards } from '../../../src/pipeline/guards.js';

const ctx = {} as InvocationContext;
const ask = (...guards: unknown[]) => composeGuards(guards as Guard[])?.(ctx);

describe('composeGuards', () => {
  it('is nothing to ask where there are none', () => {
    expect(composeGuards([])).toBeUndefined();
  });

  it('asks in order with the context, and does not wait when nobody has to be waited for', () => {
    const asked: unknown[] = [];
    const guard = (name: string) => (given: unknown) => asked.push(name, given) > 0;
    expect(ask(guard('a'), guard('b'))).toBeUndefined();
    expect(asked).toEqual(['a', ctx, 'b', ctx]);
  });

  it('waits where one has to be waited for, and asks the next only after it', async () => {
    const asked: string[] = [];
    const later = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      asked.push('later');
      return true;
    };
    const asking = ask(later, () => asked.push('next') > 0, later);
    expect(asking).toBeInstanceOf(Promise);
    expect(asked).toEqual([]);
    expect(await asking).toBeUndefined();
    expect(asked).toEqual(['later', 'next', 'later']);
  });

  it.each([false, undefined, null, 1, 'true', {}])('refuses with a 403 for %p, at once or later, and asks nobody else', async (verdict) => {
    const next = jest.fn();
    expect(() => ask(() => verdict, next)).toThrow(ForbiddenError);
    await expect(ask(async () => verdict, next)).rejects.toThrow(ForbiddenError);
    expect(next).not.toHaveBeenCalled();
  });

  it('gives what a guard throws as it is', async () => {
    const failure = new Error('no database');
    expect(() =>
      ask(() => {
        throw failure;
      }),
    ).toThrow(failure);
    await expect(ask(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});
