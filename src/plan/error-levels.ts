// Which methods handle which errors, level by level.
import type { Constructor } from '../shared/constructor.js';
import type { ErrorLevel, HandlerPlan } from './app-plan.js';
import { ERROR_POSITIONAL, planHandler } from './handler-plan.js';
import type { ClassView, MethodView } from './method-plan.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** The error handlers that some classes declare together; `undefined` when they declare none. */
export function planErrorLevel(views: readonly ClassView[], problems: ProblemList): ErrorLevel | undefined {
  const byPrototype = new Map<object, HandlerPlan>();
  let catchAll: HandlerPlan | undefined;
  for (const view of views) {
    for (const method of view.methods) {
      if (!method.errorHandler) continue;
      const plan = planHandler(view.type, method, [], ERROR_POSITIONAL, problems);
      if (isOnlyErrorHandler(method) && (method.middleware.length > 0 || method.guards.length > 0)) {
        problems.addOn(
          view.type,
          method.member,
          'unused-step',
          'is an error handler with middleware or guards, which nothing would run',
          'take @UseMiddleware and @UseGuards off it: error handlers run outside the chain',
        );
      }
      if (method.errorHandler.length === 0) {
        if (catchAll) reportDuplicate(plan, catchAll, 'every error', problems);
        catchAll ??= plan;
      }
      for (const error of method.errorHandler) {
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

function reportDuplicate(plan: HandlerPlan, earlier: HandlerPlan, what: string, problems: ProblemList): void {
  problems.addOn(
    plan.owner,
    plan.member,
    'duplicate-error-handler',
    `handles ${what}, which ${nameOf(earlier.owner)}.${String(earlier.member)} already handles at the same level`,
    'keep one of them, or let them handle different error classes',
  );
}

function isOnlyErrorHandler(method: MethodView): boolean {
  return method.routes.length === 0 && !method.notFound && !method.methodNotAllowed;
}
