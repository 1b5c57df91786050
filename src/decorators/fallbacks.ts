// The decorators for methods that answer when no route did, or when one failed.
import type { AbstractConstructor } from '../shared/constructor.js';
import { type MethodDecoratorOf, noteMethod } from './targets.js';

/**
 * Answers errors of the given classes and their subclasses; without any, everything thrown. The nearest class in the error's
 * prototype chain wins, in the failing controller first, then its module, then upwards to the app.
 *
 * @example
 * \@ErrorHandler(TodoMissing) missing(error: TodoMissing) { throw new NotFoundError(error.message); }
 */
export function ErrorHandler(...errors: (AbstractConstructor | readonly AbstractConstructor[])[]): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('ErrorHandler', target, member, (notes) => {
      notes.errorHandler = [...(notes.errorHandler ?? []), ...(errors.flat() as AbstractConstructor[])];
    });
}

/** Answers unknown paths below the controller's prefix; in `errorHandlers` classes, below their module. Gets `(error, reqCtx)`. */
export function NotFound(): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('NotFound', target, member, (notes) => {
      notes.notFound = true;
    });
}

/** Answers wrong methods on the controller's own paths; in `errorHandlers` classes, on their module's. `Allow` is kept. */
export function MethodNotAllowed(): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('MethodNotAllowed', target, member, (notes) => {
      notes.methodNotAllowed = true;
    });
}
