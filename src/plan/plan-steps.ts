// What middleware and guards need of the app: classes to be built, and whatever has to be made ready before the first request.
import { type GuardLike, MIDDLEWARE_START, type MiddlewareLike } from '../http/middleware.js';
import { isClassSyntax, kindOfStep } from '../pipeline/step-kind.js';
import type { Constructor } from '../shared/constructor.js';
import type { MiddlewareStart } from './app-plan.js';
import type { FoundMethod } from './class-view.js';
import type { PlanDraft } from './plan-draft.js';
import type { ProblemList } from './problem-list.js';

/** The middleware and guards of one level. */
interface Steps {
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
}

/**
 * Collects what they need, and reports what is listed as middleware or guard but is neither.
 *
 * @param found the method on which, or on whose class, they stand
 */
export function planSteps(draft: PlanDraft, { middleware, guards }: Steps, found?: Partial<FoundMethod>): void {
  if (middleware.length > 0) addSteps(draft, middleware, 'use', found);
  if (guards.length > 0) addSteps(draft, guards, 'canActivate', found);
}

function addSteps(
  { roots, starts, steps, problems }: PlanDraft,
  list: readonly unknown[],
  method: 'use' | 'canActivate',
  found: Partial<FoundMethod> | undefined,
): void {
  for (const step of list) {
    if (steps.has(step)) continue;
    steps.add(step);
    const kind = kindOfStep(step, method);
    const length = method === 'use' ? parametersOf(step) : 0;
    if (kind === 'invalid' || length > 1) {
      reportInvalid(problems, step, method, found, length);
      continue;
    }
    if (kind === 'class') roots.add(step as Constructor);
    const start = (step as { [MIDDLEWARE_START]?: MiddlewareStart })[MIDDLEWARE_START];
    if (start !== undefined) starts.push(start);
  }
}

/** How many parameters middleware takes: more than one is the shape of another framework. */
function parametersOf(step: unknown): number {
  const { use, prototype } = (step ?? {}) as { use?: unknown; prototype?: { use?: unknown } };
  const called = typeof step === 'function' ? (prototype?.use ?? step) : use;
  return typeof called === 'function' ? called.length : 0;
}

function reportInvalid(
  problems: ProblemList,
  step: unknown,
  method: string,
  found: Partial<FoundMethod> | undefined,
  length: number,
): void {
  const isGuard = method === 'canActivate';
  problems.add({
    code: isGuard ? 'not-a-guard' : 'not-a-middleware',
    message: `${describeStep(step)} is not ${isGuard ? 'a guard' : 'middleware'}${length > 1 ? `: it takes ${length} parameters` : ''}`,
    fix:
      length > 1
        ? 'take one object: ({ reqCtx, next }) => …'
        : isClassSyntax(step)
          ? `give the class a method ${method}(${isGuard ? 'reqCtx' : '{ reqCtx, next }'})`
          : `give a function, an object with ${method}(), or a class with ${method}()`,
    className: found?.view?.type.name,
    member: found?.method && String(found.method.member),
  });
}

function describeStep(step: unknown): string {
  if (typeof step === 'function') return step.name ? `'${step.name}'` : 'an anonymous class';
  return step === undefined ? 'undefined (a circular import?)' : step === null ? 'null' : `a value of type ${typeof step}`;
}
