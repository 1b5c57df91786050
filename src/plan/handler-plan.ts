// From a method's notes to what the framework needs to call it and to answer with what it returns.
import type { ArgumentSpec } from '../binding/argument-spec.js';
import { parameterTypes } from '../metadata/design-types.js';
import type { ArgumentKind, ArgumentNote, NotedClass } from '../metadata/notes.js';
import type { Constructor } from '../shared/constructor.js';
import type { HandlerPlan } from './app-plan.js';
import type { MethodView } from './method-plan.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** What parameters without a decorator get, by position. */
export type Positional = readonly ArgumentKind[];

/** A route without argument decorators gets the request context. */
export const ROUTE_POSITIONAL: Positional = ['context'];
/** Error handlers and fallbacks get the error first. */
export const ERROR_POSITIONAL: Positional = ['error', 'context'];

/** Plans one method. Parameters that nothing fills are reported. */
export function planHandler(
  type: NotedClass,
  view: MethodView,
  pathParameters: readonly string[],
  positional: Positional,
  problems: ProblemList,
): HandlerPlan {
  return {
    owner: type as Constructor,
    member: view.member,
    arguments: planArguments(type, view, pathParameters, positional, problems),
    status: view.status,
    headers: view.headers,
    contentType: view.contentType,
    redirect: view.redirect,
    returns: view.returns,
  };
}

function planArguments(
  type: NotedClass,
  view: MethodView,
  pathParameters: readonly string[],
  positional: Positional,
  problems: ProblemList,
): ArgumentSpec[] {
  const types = view.arguments.length > 0 ? parameterTypes(type, view.member) : undefined;
  const className = nameOf(type);
  const member = String(view.member);
  const specOf = (note: ArgumentNote): ArgumentSpec => ({ note, declaredType: types?.[note.index], className, member, pathParameters });
  const fillAt = (index: number, kind: ArgumentKind) => specOf({ kind, index, name: undefined, options: {} });
  if (view.arguments.length === 0) return positional.map((kind, index) => fillAt(index, kind));

  const specs = view.arguments.map(specOf).sort((a, b) => a.note.index - b.note.index);
  const last = specs.at(-1)!.note.index;
  const isError = positional === ERROR_POSITIONAL;
  const method = (type.prototype as Record<string | symbol, unknown>)[view.member];
  const count = Math.max(types?.length ?? 0, last + 1, typeof method === 'function' ? method.length : 0);
  for (let index = 0; index < count; index++) {
    if (specs.some((spec) => spec.note.index === index)) continue;
    const kind = isError ? positional[index] : undefined;
    if (kind) specs.push(fillAt(index, kind));
    else
      problems.addOn(
        type,
        view.member,
        'undecorated-parameter',
        'has no decorator, beside parameters that have one',
        'decorate it (@Param, @Query, @Body, @Ctx, …) or remove it',
        index,
      );
  }
  return specs.sort((a, b) => a.note.index - b.note.index);
}
