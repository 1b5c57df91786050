// What binding is told: one parameter of a handler, and how the app wants failures answered.
import type { ValidationIssue } from '../errors/validation-error.js';
import type { RequestLimits } from '../http/limits.js';
import type { RequestContext } from '../http/request-context.js';
import type { ArgumentNote } from '../metadata/notes.js';

/** One parameter of a handler: what its decorator noted, and what the compiler said of its type. */
export interface ArgumentSpec {
  readonly note: ArgumentNote;
  /** The entry of `design:paramtypes`; `undefined` when the compiler emitted none. */
  readonly declaredType: unknown;
  /** The class and member it stands on, for messages. */
  readonly className: string;
  readonly member: string;
  /** Names of the route pattern's parameters, in order; `pathValue(index)` of the request context follows it. */
  readonly pathParameters: readonly string[];
}

/** What the app's options say about binding, defaults filled in. */
export interface BindingSettings {
  /** The status of a `RequestValidationError`. */
  readonly status: 400 | 422;
  /** What happens to properties that a DTO does not declare. */
  readonly unknownProperties: 'strip' | 'reject' | 'allow';
  readonly limits: RequestLimits;
  /** Replaces the message of an issue, for example with a translation; `undefined` keeps it. Called once for every issue of an answer. */
  readonly translate?: (issue: ValidationIssue, reqCtx: RequestContext) => string | undefined;
}
