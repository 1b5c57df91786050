// Which methods handle which errors, level by level.
import type { ErrorLevel, HandlerPlan } from './app-plan.js';
import { checkMethod } from './check-method.js';
import type { ClassView, MethodView } from './class-view.js';
import { ERROR_POSITIONAL, planHandler } from './plan-route.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** Nearest level first: the error handlers that some classes declare together, then those of the levels around them. */
export function planErrorLevels(problems: ProblemList, views: readonly ClassView[], outer: readonly ErrorLevel[]): readonly ErrorLevel[] {
  let level: DraftLevel | undefined;
  for (const view of views) {
    for (const method of view.errorHandlers) {
      level ??= { byPrototype: new Map(), catchAll: undefined };
      addHandler(problems, level, view, method);
    }
  }
  return level ? [level, ...outer] : outer;
}

interface DraftLevel extends ErrorLevel {
  readonly byPrototype: Map<object, HandlerPlan>;
  catchAll: HandlerPlan | undefined;
}

function addHandler(problems: ProblemList, level: DraftLevel, view: ClassView, method: MethodView): void {
  checkMethod(problems, { view, method });
  if (method.middleware.length > 0 || method.guards.length > 0) checkSteps(problems, view, method);
  const plan = planHandler(view.type, method, NONE, ERROR_POSITIONAL);
  const { byPrototype, catchAll } = level;
  const errors = method.errorHandler ?? NONE;
  if (errors.length === 0) {
    if (catchAll) reportDuplicate(plan, catchAll, 'every error', problems);
    level.catchAll ??= plan;
  }
  for (const error of errors) {
    const prototype = typeof error === 'function' ? (error.prototype as object | undefined) : undefined;
    const earlier = prototype && byPrototype.get(prototype);
    if (!prototype) reportNoClass(plan, problems);
    else if (earlier) reportDuplicate(plan, earlier, nameOf(error), problems);
    else byPrototype.set(prototype, plan);
  }
}

const NONE: readonly never[] = [];

function checkSteps(problems: ProblemList, { type }: ClassView, method: MethodView): void {
  if (method.routes.length > 0 || method.notFound || method.methodNotAllowed) return;
  problems.addOn(
    type,
    method.member,
    'unused-step',
    'is an error handler with middleware or guards, which nothing would run',
    'take @UseMiddleware and @UseGuards off it: error handlers run outside the chain',
  );
}

function reportNoClass({ owner, member }: HandlerPlan, problems: ProblemList): void {
  problems.addOn(
    owner,
    member,
    'not-an-error-class',
    '@ErrorHandler was given something that is not a class',
    'give it error classes; a circular import makes a class undefined at this point',
  );
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
