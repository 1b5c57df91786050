// What middleware and guards need of the app: classes to be built, and whatever has to be made ready before the first request.
import { type GuardLike, MIDDLEWARE_START, type MiddlewareLike } from '../http/middleware.js';
import { isClassSyntax, kindOfStep } from '../pipeline/step-kind.js';
import type { Constructor } from '../shared/constructor.js';
import type { MiddlewareStart } from './app-plan.js';
import type { FoundMethod } from './class-view.js';
import { partsOfMiddleware } from './middleware-kinds.js';
import type { ModulePlan } from './module-plan.js';
import type { PlanDraft } from './plan-draft.js';
import type { ProblemList } from './problem-list.js';

/** The middleware and guards of one level. */
interface Steps {
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
}

/** Where they stand: a module, or a method, or its class. */
type Place = ModulePlan | Partial<FoundMethod>;

/** Collects what they need, and reports what is listed as middleware or guard but is neither. */
export function planSteps(draft: PlanDraft, { middleware, guards }: Steps, place: Place): void {
  if (middleware.length > 0) addSteps(draft, middleware, 'use', place);
  if (guards.length > 0) addSteps(draft, guards, 'canActivate', place);
}

function addSteps(draft: PlanDraft, list: readonly unknown[], method: 'use' | 'canActivate', place: Place): void {
  const { roots, starts, steps, problems } = draft;
  for (const step of list) {
    if (steps.has(step)) continue;
    steps.add(step);
    const parts = method === 'use' ? partsOfMiddleware(step) : undefined;
    if (parts) {
      addSteps(draft, parts, method, place);
      continue;
    }
    const kind = kindOfStep(step, method);
    const length = method === 'use' ? parametersOf(step) : 0;
    if (kind === 'invalid' || length > 1) {
      reportInvalid(problems, step, method, place, length);
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

function reportInvalid(problems: ProblemList, step: unknown, method: 'use' | 'canActivate', place: Place, length: number): void {
  const isGuard = method === 'canActivate';
  const found: Partial<FoundMethod> = 'prefix' in place ? {} : place;
  problems.add({
    code: isGuard ? 'not-a-guard' : 'not-a-middleware',
    message: `${describeStep(step)}${'prefix' in place ? describeModule(place, isGuard) : ''} is not ${isGuard ? 'a guard' : 'middleware'}${length > 1 ? `: it takes ${length} parameters` : ''}`,
    fix:
      length > 1
        ? 'take one object: ({ reqCtx, next }) => …'
        : isClassSyntax(step)
          ? `give the class a method ${method}(${isGuard ? 'reqCtx' : '{ reqCtx, next }'})`
          : `give a function, an object with ${method}(), or a class with ${method}()`,
    className: found.view?.type.name,
    member: found.method && String(found.method.member),
  });
}

function describeModule({ prefix, parent }: ModulePlan, isGuard: boolean): string {
  const list = isGuard ? 'guards' : 'middleware';
  return parent ? `, in ${list} of the module '${prefix}',` : `, in ${list} of createApp,`;
}

function describeStep(step: unknown): string {
  if (typeof step === 'function') return step.name ? `'${step.name}'` : 'an anonymous class';
  return step === undefined ? 'undefined (a circular import?)' : step === null ? 'null' : `a value of type ${typeof step}`;
}
