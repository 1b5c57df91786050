// From notes to a call: the last step before the user's method runs.
import { RequestValidationError } from '../errors/validation-error.js';
import { withoutStack } from '../errors/without-stack.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { type CompiledArgument, compileArgument, withQueryLimit } from './compile-argument.js';
import { MOST_ISSUES } from './findings.js';
import type { ArgumentReader } from './read-body.js';
import { Refusal } from './refusal.js';
import { Invalid, Pending, Unready } from './unready.js';

/** Calls a handler's method on an instance with its arguments bound from the request; a promise only when something had to be waited for. */
export type BoundCall = (target: object, ctx: InvocationContext, error?: unknown) => unknown;

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

/**
 * Compiles the call of one method. The method is looked up by name on the instance, at call time.
 *
 * @param specs one for every parameter, those without a decorator included; none calls the method without arguments
 * @returns a call whose value, or what its promise resolves to, is a `Refusal` with a `RequestValidationError` when arguments are not valid: it
 * has every issue of every argument, up to 50
 */
export function compileCall(member: string | symbol, specs: readonly ArgumentSpec[], settings: BindingSettings): BoundCall {
  const compiled = compileArguments(specs, settings);
  const readers = compiled.map(({ read }) => read);
  if (compiled.every(({ isSure }) => isSure)) return callDirectly(member, readers);
  return callWhenReady(member, readers, (values, target, ctx) => settle(values, member, target, ctx, settings));
}

function compileArguments(specs: readonly ArgumentSpec[], settings: BindingSettings): CompiledArgument[] {
  const nothing: CompiledArgument = { read: () => undefined, isSure: true };
  const compiled: CompiledArgument[] = [];
  for (const spec of specs) compiled[spec.note.index] = compileArgument(spec, settings);
  const first = specs.find((spec) => spec.note.kind === 'query')?.note.index;
  const filled = Array.from(compiled, (argument) => argument ?? nothing);
  if (first === undefined) return filled;
  return filled.map((argument, index) =>
    index === first ? { ...argument, read: withQueryLimit(argument.read, settings.limits.queryPairs) } : argument,
  );
}

/** Every reader gives the argument itself: nothing to look at. */
function callDirectly(member: string | symbol, readers: readonly ArgumentReader[]): BoundCall {
  const [a, b, c, d] = readers;
  switch (readers.length) {
    case 0:
      return (target) => (target as Methods)[member]!();
    case 1:
      return (target, ctx, error) => (target as Methods)[member]!(a!(ctx, error));
    case 2:
      return (target, ctx, error) => (target as Methods)[member]!(a!(ctx, error), b!(ctx, error));
    case 3:
      return (target, ctx, error) => (target as Methods)[member]!(a!(ctx, error), b!(ctx, error), c!(ctx, error));
    case 4:
      return (target, ctx, error) => (target as Methods)[member]!(a!(ctx, error), b!(ctx, error), c!(ctx, error), d!(ctx, error));
    default:
      return (target, ctx, error) => (target as Methods)[member]!(...readers.map((read) => read(ctx, error)));
  }
}

type Settle = (values: unknown[], target: object, ctx: InvocationContext) => unknown;

/** Every reader is asked, so that one answer names what is wrong with all of them. */
function callWhenReady(member: string | symbol, readers: readonly ArgumentReader[], settleAll: Settle): BoundCall {
  const [a, b, c, d] = readers;
  switch (readers.length) {
    case 1:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        return first instanceof Unready ? settleAll([first], target, ctx) : (target as Methods)[member]!(first);
      };
    case 2:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        const second = b!(ctx, error);
        if (first instanceof Unready || second instanceof Unready) return settleAll([first, second], target, ctx);
        return (target as Methods)[member]!(first, second);
      };
    case 3:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        const second = b!(ctx, error);
        const third = c!(ctx, error);
        if (first instanceof Unready || second instanceof Unready || third instanceof Unready)
          return settleAll([first, second, third], target, ctx);
        return (target as Methods)[member]!(first, second, third);
      };
    case 4:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        const second = b!(ctx, error);
        const third = c!(ctx, error);
        const fourth = d!(ctx, error);
        if (first instanceof Unready || second instanceof Unready || third instanceof Unready || fourth instanceof Unready) {
          return settleAll([first, second, third, fourth], target, ctx);
        }
        return (target as Methods)[member]!(first, second, third, fourth);
      };
    default:
      return (target, ctx, error) => {
        const values = readers.map((read) => read(ctx, error));
        return values.some((value) => value instanceof Unready) ? settleAll(values, target, ctx) : (target as Methods)[member]!(...values);
      };
  }
}

function settle(values: unknown[], member: string | symbol, target: object, ctx: InvocationContext, settings: BindingSettings): unknown {
  let pending: Promise<void>[] | undefined;
  for (const [index, value] of values.entries()) {
    if (!(value instanceof Pending)) continue;
    pending ??= [];
    pending.push(
      value.promise.then((settled) => {
        values[index] = settled;
      }),
    );
  }
  if (!pending) return finish(values, member, target, ctx, settings);
  // Only these are waited for: another argument may be a promise of the app's own, such as a thrown one.
  return Promise.all(pending).then(() => finish(values, member, target, ctx, settings));
}

function finish(values: unknown[], member: string | symbol, target: object, ctx: InvocationContext, settings: BindingSettings): unknown {
  const issues = joinIssues(values);
  if (!issues) return (target as Methods)[member]!(...values);
  const { status, translate } = settings;
  const found = issues.length > MOST_ISSUES ? issues.slice(0, MOST_ISSUES) : issues;
  const details = translate ? found.map((issue) => ({ ...issue, message: translate(issue, ctx) ?? issue.message })) : found;
  return new Refusal(withoutStack(() => new RequestValidationError(undefined, { status, details })));
}

/** The issues of all arguments; `undefined` when every one of them can be. */
function joinIssues(values: readonly unknown[]): Invalid['issues'] | undefined {
  let issues: Invalid['issues'] | undefined;
  for (const value of values) if (value instanceof Invalid) issues = issues ? [...issues, ...value.issues] : value.issues;
  return issues;
}
