// What can be wrong with a method that the framework calls. One quick look finds that something may be; what exactly is worked out only then.
import { checkArgument, checkReturns } from '../binding/check-argument.js';
import { parameterTypes } from '../metadata/design-types.js';
import { checkAnswer } from './check-answer.js';
import type { FoundMethod } from './class-view.js';
import type { PlanDraft } from './plan-draft.js';
import { ERROR_POSITIONAL } from './plan-route.js';
import { nameOf } from './problem-list.js';

/** Reports the mistakes of a method's parameters and answers. */
export function checkMethod(draft: PlanDraft, found: FoundMethod, isRoute: boolean): void {
  const { view, method } = found;
  const { type } = view;
  const { member, returns } = method;
  if (method.arguments.length > 0) checkArguments(draft, found, isRoute);
  if (returns) for (const problem of checkReturns(returns, nameOf(type), String(member))) draft.problems.add(problem);
  checkAnswer(found, isRoute, draft.problems);
  const isStepped = method.middleware.length > 0 || method.guards.length > 0;
  if (isStepped && method.errorHandler && method.routes.length === 0 && !method.notFound && !method.methodNotAllowed) {
    draft.problems.addOn(
      type,
      member,
      'unused-step',
      'is an error handler with middleware or guards, which nothing would run',
      'take @UseMiddleware and @UseGuards off it: error handlers run outside the chain',
    );
  }
}

function checkArguments({ problems, settings }: PlanDraft, { view: { type }, method }: FoundMethod, isRoute: boolean): void {
  const { member } = method;
  const types = parameterTypes(type, member);
  const called = (type.prototype as Record<string | symbol, unknown>)[member];
  let count = Math.max(types?.length ?? 0, typeof called === 'function' ? called.length : 0);
  const className = nameOf(type);
  for (const note of method.arguments) {
    const spec = { note, declaredType: types?.[note.index], className, member: String(member), pathParameters: [] };
    for (const problem of checkArgument(spec, settings)) problems.add(problem);
    count = Math.max(count, note.index + 1);
  }
  if (count === method.arguments.length) return;
  for (let index = isRoute ? 0 : ERROR_POSITIONAL.length; index < count; index++) {
    if (method.arguments.some((note) => note.index === index)) continue;
    problems.addOn(
      type,
      member,
      'undecorated-parameter',
      'has no decorator, beside parameters that have one',
      'decorate it (@Param, @Query, @Body, @Ctx, …) or remove it',
      index,
    );
  }
}
