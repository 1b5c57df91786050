// The methods of services that the framework calls when it has made them and when it takes them down.
import { isThenable } from '../shared/thenable.js';
import type { ServiceNode } from './service-node.js';

type Hook = (this: unknown) => unknown;

/** Calls `onInit()` if there is one. */
export function initialise(instance: object): unknown {
  return hookOf(instance, 'onInit')?.call(instance);
}

/** The one way an object says how it is disposed; several names are the same thing under other names. */
export function disposerOf(instance: object): Hook | undefined {
  const dispose = hookOf(instance, Symbol.asyncDispose) ?? hookOf(instance, Symbol.dispose) ?? hookOf(instance, 'dispose');
  // Like tsyringe: a method that wants arguments is something else.
  return dispose && dispose.length === 0 ? dispose : undefined;
}

function hookOf(instance: object, name: string | symbol): Hook | undefined {
  const hook = (instance as Record<string | symbol, unknown>)[name];
  return typeof hook === 'function' ? (hook as Hook) : undefined;
}

/** What one object needs done when the app goes down. */
export function shutdownHooks(instance: object, hooks: ServiceNode['hooks']): Hook[] {
  const all = [hookOf(instance, 'onShutdown'), hooks === 'made' ? disposerOf(instance) : undefined];
  return all.filter((hook) => hook !== undefined);
}

/** Calls hooks one after the other, each guarded; synchronous when none has to be waited for. */
export function callEach<T>(
  steps: readonly T[],
  call: (step: T) => unknown,
  fail: (error: unknown, step: T) => void,
  from = 0,
): void | Promise<void> {
  for (let at = from; at < steps.length; at++) {
    const step = steps[at]!;
    try {
      const done = call(step);
      if (isThenable(done)) {
        const next = () => callEach(steps, call, fail, at + 1);
        return Promise.resolve(done).then(next, (error) => {
          fail(error, step);
          return next();
        });
      }
    } catch (error) {
      fail(error, step);
    }
  }
}
