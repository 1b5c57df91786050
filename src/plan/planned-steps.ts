// What middleware and guards need of the app: classes to be built, and whatever has to be made ready before the first request.
import type { RootClass } from '../container/container.js';
import { type GuardLike, MIDDLEWARE_START, type MiddlewareLike } from '../http/middleware.js';
import { isClassSyntax, kindOfStep } from '../pipeline/step-kind.js';
import type { Constructor } from '../shared/constructor.js';
import type { MiddlewareStart } from './app-plan.js';
import type { ClassView, FoundMethod } from './class-view.js';
import type { ProblemList } from './problem-list.js';

/** The middleware and guards of one level. */
interface Steps {
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
}

/** Collects them, each once, and reports what is listed as middleware or guard but is neither. */
export class PlannedSteps {
  readonly starts: MiddlewareStart[] = [];
  readonly #problems: ProblemList;
  readonly #seen = new Set<unknown>();
  readonly #classes: RootClass[] = [];

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** @param found the method on which, or on whose class, they stand */
  addAll({ middleware, guards }: Steps, found?: Partial<FoundMethod>): void {
    for (const step of middleware) if (!this.#seen.has(step)) this.#add(step, 'middleware', 'use', found);
    for (const step of guards) if (!this.#seen.has(step)) this.#add(step, 'guard', 'canActivate', found);
  }

  /** The classes that the container has to build: controllers, error handlers, and middleware and guards given as classes. */
  roots(modules: readonly { readonly controllers: readonly ClassView[]; readonly errorHandlers: readonly ClassView[] }[]): RootClass[] {
    const roots = new Map<unknown, RootClass>();
    const add = (root: RootClass) => {
      if (!roots.has(root.type)) roots.set(root.type, root);
    };
    for (const { controllers, errorHandlers } of modules) {
      for (const { type } of controllers) add({ type: type as Constructor, role: 'controller' });
      for (const { type } of errorHandlers) add({ type: type as Constructor, role: 'error handler' });
    }
    for (const root of this.#classes) add(root);
    return [...roots.values()];
  }

  #add(step: unknown, role: 'middleware' | 'guard', method: 'use' | 'canActivate', found: Partial<FoundMethod> | undefined): void {
    this.#seen.add(step);
    const kind = kindOfStep(step, method);
    if (kind === 'invalid') {
      this.#problems.add({
        code: `not-a-${role}`,
        message: `${describeStep(step)} is not ${role === 'middleware' ? 'middleware' : 'a guard'}`,
        fix: isClassSyntax(step)
          ? `give the class a method ${method}(${role === 'middleware' ? '{ reqCtx, next }' : 'reqCtx'})`
          : `give a function, an object with ${method}(), or a class with ${method}()`,
        className: found?.view?.type.name,
        member: found?.method && String(found.method.member),
      });
      return;
    }
    if (kind === 'class') this.#classes.push({ type: step as Constructor, role });
    const start = (step as { [MIDDLEWARE_START]?: MiddlewareStart })[MIDDLEWARE_START];
    if (start !== undefined) this.starts.push(start);
  }
}

function describeStep(step: unknown): string {
  if (typeof step === 'function') return step.name ? `'${step.name}'` : 'an anonymous class';
  return step === undefined ? 'undefined (a circular import?)' : step === null ? 'null' : `a value of type ${typeof step}`;
}
