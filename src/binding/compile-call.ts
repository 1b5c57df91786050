// From notes to a call: the last step before the user's method runs.
import { RequestValidationError } from '../errors/validation-error.js';
import { withoutStack } from '../errors/without-stack.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentBinding, ArgumentReader } from './argument-binding.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { MOST_ISSUES } from './findings.js';
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
  const readers = compileReaders(specs, settings);
  const [a, b, c] = readers;
  // Every reader is asked, so that one answer names what is wrong with all of them.
  switch (readers.length) {
    case 0:
      return (target) => (target as Methods)[member]!();
    case 1:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        return first instanceof Unready ? settle([first], member, target, ctx, settings) : (target as Methods)[member]!(first);
      };
    case 2:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        const second = b!(ctx, error);
        if (first instanceof Unready || second instanceof Unready) return settle([first, second], member, target, ctx, settings);
        return (target as Methods)[member]!(first, second);
      };
    case 3:
      return (target, ctx, error) => {
        const first = a!(ctx, error);
        const second = b!(ctx, error);
        const third = c!(ctx, error);
        if (first instanceof Unready || second instanceof Unready || third instanceof Unready)
          return settle([first, second, third], member, target, ctx, settings);
        return (target as Methods)[member]!(first, second, third);
      };
    default:
      return (target, ctx, error) => {
        const values = readers.map((read) => read(ctx, error));
        if (values.some((value) => value instanceof Unready)) return settle(values, member, target, ctx, settings);
        return (target as Methods)[member]!(...values);
      };
  }
}

function compileReaders(specs: readonly ArgumentSpec[], settings: BindingSettings): ArgumentReader[] {
  const readers: ArgumentReader[] = [];
  for (const spec of specs) readers[spec.note.index] = compileReader(spec, settings);
  return Array.from(readers, (read) => read ?? (() => undefined));
}

function compileReader(spec: ArgumentSpec, settings: BindingSettings): ArgumentReader {
  const { kind, binding } = spec.note;
  // What parameters without a decorator get.
  if (binding === undefined) return kind === 'error' ? (_ctx, error) => error : (ctx) => ctx;
  const { compile, unready } = binding as ArgumentBinding;
  const read = compile(spec, settings);
  return unready === undefined || unready === Unready ? read : adoptReader(read, unready);
}

/** A reader of another copy of the package, in the terms of this one. */
function adoptReader(read: ArgumentReader, foreign: typeof Unready): ArgumentReader {
  const adopt = (value: unknown): unknown => {
    if (!(value instanceof foreign)) return value;
    const { issues, promise } = value as Partial<Invalid & Pending>;
    return issues ? new Invalid(issues) : new Pending(promise!.then(adopt));
  };
  return (ctx, error) => adopt(read(ctx, error));
}

function settle(values: unknown[], member: string | symbol, target: object, ctx: InvocationContext, settings: BindingSettings): unknown {
  let pending: Promise<void>[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
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
