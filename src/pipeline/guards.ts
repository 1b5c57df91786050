// Guards: the last thing between a request and its handler. Anything but `true` is a refusal.
import { ForbiddenError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { Guard } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import { isThenable } from '../shared/thenable.js';

/** Asks every guard in order; resolves or returns when all said `true`, throws a 403 otherwise. */
export type GuardCheck = (ctx: InvocationContext) => undefined | Promise<undefined>;

/** Composes guards; `undefined` when there are none. */
export function composeGuards(guards: readonly Guard[]): GuardCheck | undefined {
  if (guards.length === 0) return undefined;
  return (ctx) => askFrom(guards, 0, ctx);
}

function askFrom(guards: readonly Guard[], start: number, ctx: InvocationContext): undefined | Promise<undefined> {
  for (let index = start; index < guards.length; index++) {
    const verdict: unknown = guards[index]!(ctx);
    if (isThenable(verdict)) {
      return Promise.resolve(verdict).then((settled) => {
        demand(settled);
        return askFrom(guards, index + 1, ctx);
      });
    }
    demand(verdict);
  }
  return undefined;
}

function demand(verdict: unknown): void {
  if (verdict !== true) throw withoutStack(() => new ForbiddenError());
}
