// Which methods handle which errors, level by level.
import type { Constructor } from '../shared/constructor.js';
import type { ErrorLevel, HandlerPlan } from './app-plan.js';
import { checkMethod } from './check-method.js';
import type { ClassView } from './class-view.js';
import type { PlanDraft } from './plan-draft.js';
import { ERROR_POSITIONAL, planHandler } from './plan-route.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** The error handlers that some classes declare together; `undefined` when they declare none. */
export function planErrorLevel(draft: PlanDraft, views: readonly ClassView[]): ErrorLevel | undefined {
  const { problems } = draft;
  const byPrototype = new Map<object, HandlerPlan>();
  let catchAll: HandlerPlan | undefined;
  for (const view of views) {
    for (const method of view.errorHandlers) {
      checkMethod(draft, { view, method }, false);
      const plan = planHandler(view.type, method, [], ERROR_POSITIONAL);
      const errors = method.errorHandler ?? [];
      if (errors.length === 0) {
        if (catchAll) reportDuplicate(plan, catchAll, 'every error', problems);
        catchAll ??= plan;
      }
      for (const error of errors) {
        const prototype = typeof error === 'function' ? (error.prototype as object | undefined) : undefined;
        if (!prototype) {
          problems.addOn(
            view.type,
            method.member,
            'not-an-error-class',
            '@ErrorHandler was given something that is not a class',
            'give it error classes; a circular import makes a class undefined at this point',
          );
          continue;
        }
        const earlier = byPrototype.get(prototype);
        if (earlier) reportDuplicate(plan, earlier, nameOf(error as Constructor), problems);
        else byPrototype.set(prototype, plan);
      }
    }
  }
  return byPrototype.size > 0 || catchAll ? { byPrototype, catchAll } : undefined;
}

/** The error handlers of a controller, then those of its modules. */
export function levelsOf(draft: PlanDraft, view: ClassView, outer: readonly ErrorLevel[]): readonly ErrorLevel[] {
  const own = view.errorHandlers.length > 0 ? planErrorLevel(draft, [view]) : undefined;
  return own ? [own, ...outer] : outer;
}

function reportDuplicate(plan: HandlerPlan, earlier: HandlerPlan, what: string, problems: ProblemList): void {
  problems.addOn(
    plan.owner,
    plan.member,
    'duplicate-error-handler',
    `handles ${what}, which ${nameOf(earlier.owner)}.${String(earlier.member)} already handles at the same level`,
    'keep one of them, or let them handle different error classes',
  );
}
