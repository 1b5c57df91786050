// What can be wrong with a method that the framework calls. One quick look finds that something may be; what exactly is worked out only then.
import { checkArgument } from '../binding/check-argument.js';
import { isResponseStatus } from '../http/status.js';
import { parameterType, parameterTypes } from '../metadata/design-types.js';
import type { ParsedPattern } from '../router/pattern.js';
import { checkAnswer } from './check-answer.js';
import { checkPathParameters } from './check-path-parameters.js';
import type { FoundMethod } from './class-view.js';
import { ERROR_POSITIONAL } from './plan-route.js';
import { nameOf, type ProblemList } from './problem-list.js';

const NONE: readonly never[] = [];

/** Reports the mistakes of a method's parameters and answers. @param patterns those of a route; fallbacks and error handlers have none */
export function checkMethod(problems: ProblemList, found: FoundMethod, patterns?: readonly ParsedPattern[]): void {
  const { view, method } = found;
  const { member, status } = method;
  const called = (view.type.prototype as Record<string | symbol, unknown>)[member];
  if (patterns && typeof called !== 'function') reportNoMethod(problems, found);
  const length = typeof called === 'function' ? called.length : 0;
  if (method.arguments.length > 0) checkArguments(problems, found, length, patterns);
  else if (patterns && length > 0) checkContextOnly(problems, found, length);
  const hasAnswer = method.returns || method.redirect || method.contentType !== undefined || method.headers.length > 0;
  const isChosen = patterns && (method.produces || view.produces);
  if (hasAnswer || isChosen || (status !== undefined && !isResponseStatus(status))) checkAnswer(problems, found, patterns !== undefined);
}

function reportNoMethod(problems: ProblemList, { view, method }: FoundMethod): void {
  const fix = 'put route decorators on methods, not on properties';
  problems.addOn(view.type, method.member, 'not-a-method', 'has a route but is not a method', fix);
}

function checkArguments(problems: ProblemList, found: FoundMethod, length: number, patterns: readonly ParsedPattern[] | undefined): void {
  const { type } = found.view;
  const { member, arguments: notes } = found.method;
  const declared = parameterTypes(type, member);
  const className = nameOf(type);
  let count = Math.max(declared?.length ?? 0, length);
  let named = 0;
  let known = 0;
  for (const note of notes) {
    const { index, kind, name } = note;
    const spec = { note, declaredType: parameterType(declared, note), className, member: String(member), pathParameters: NONE };
    for (const problem of checkArgument(spec)) problems.add(problem);
    count = Math.max(count, index + 1);
    if (kind !== 'param') continue;
    named++;
    if (name !== undefined && patterns?.[0]?.parameters.includes(name)) known++;
  }
  if (count !== notes.length) checkPositions(problems, found, count, patterns !== undefined);
  const hasOne = patterns?.length === 1 && known === named && known === patterns[0]!.parameters.length;
  if (patterns && !hasOne) checkPathParameters(problems, found, patterns);
}

/** Without decorators there is one argument, the request context, of whose type `Object` is left. */
function checkContextOnly(problems: ProblemList, { view, method }: FoundMethod, length: number): void {
  const add = (message: string, remedy: string, index: number) =>
    problems.addOn(
      view.type,
      method.member,
      'undecorated-parameter',
      `has no decorator, so it is given ${message}`,
      `decorate it (@Param, @Query, @Body, …)${remedy}`,
      index,
    );
  const declared = parameterTypes(view.type, method.member)?.[0];
  if (declared !== undefined && declared !== Object)
    add('the request context, which is not what its type says', ', or declare it as RequestContext', 0);
  if (length > 1) add('nothing: a method without argument decorators gets (reqCtx)', ' or remove it', 1);
}

function checkPositions(problems: ProblemList, { view, method }: FoundMethod, count: number, isRoute: boolean): void {
  for (let index = isRoute ? 0 : ERROR_POSITIONAL.length; index < count; index++) {
    if (method.arguments.some((note) => note.index === index)) continue;
    problems.addOn(
      view.type,
      method.member,
      'undecorated-parameter',
      'has no decorator, beside parameters that have one',
      'decorate it (@Param, @Query, @Body, @Ctx, …) or remove it',
      index,
    );
  }
}
