// From a method's notes to its plan, with all that covers it. Made when the route is first asked for; start-up has checked it by then.
import type { ArgumentSpec } from '../binding/argument-spec.js';
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { parameterType, parameterTypes } from '../metadata/design-types.js';
import type { ArgumentKind, ArgumentNote, NotedClass } from '../metadata/notes.js';
import type { ParsedPattern } from '../router/pattern.js';
import type { Constructor } from '../shared/constructor.js';
import type { ErrorLevel, HandlerPlan, RoutePlan } from './app-plan.js';
import { type FoundMethod, joinLists, type MethodView } from './class-view.js';
import { settleKinds } from './middleware-kinds.js';
import { nameOf } from './problem-list.js';

/** What parameters without a decorator get, by position. */
export type Positional = readonly ArgumentKind[];

/** A route without argument decorators gets the request context. */
const ROUTE_POSITIONAL: Positional = ['context'];
/** Error handlers and fallbacks get the error first. */
export const ERROR_POSITIONAL: Positional = ['error', 'context'];

const NONE: readonly never[] = [];
const NO_METADATA: ReadonlyMap<unknown, unknown> = new Map();

/** What covers everything in a module, outermost first. */
interface Cover {
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
}

/** Plans a route of a module. */
export function planRoute(
  module: Cover,
  { view, method }: FoundMethod,
  errorLevels: readonly ErrorLevel[],
  methods: readonly string[],
  pattern: ParsedPattern,
): RoutePlan {
  const handler = planHandler(view.type, method, pattern.parameters, ROUTE_POSITIONAL);
  const produces = method.contentType === undefined ? (method.produces ?? view.produces) : undefined;
  return Object.freeze({
    kind: 'route',
    methods,
    pattern,
    handler: { ...handler, produces },
    middleware: settleKinds(joinLists(module.middleware, joinLists(view.middleware, method.middleware))),
    guards: joinLists(module.guards, joinLists(view.guards, method.guards)),
    errorLevels,
    metadata: mergeMetadata(view.metadata, method.metadata),
  });
}

/** Plans what stands in for a route. Guards of modules stand on routes, so only those of the class and the method that answer are asked. */
export function planFallback(
  module: Cover,
  kind: 'not-found' | 'method-not-allowed',
  found: FoundMethod | undefined,
  errorLevels: readonly ErrorLevel[],
): RoutePlan {
  const { view, method } = found ?? {};
  const own = view && method ? joinLists(view.middleware, method.middleware) : NONE;
  return Object.freeze({
    kind,
    methods: NONE,
    pattern: null,
    handler: view && method && planHandler(view.type, method, NONE, ERROR_POSITIONAL),
    middleware: settleKinds(joinLists(module.middleware, own)),
    guards: view && method ? joinLists(view.guards, method.guards) : NONE,
    errorLevels,
    metadata: mergeMetadata(view?.metadata, method?.metadata),
  });
}

/** Plans one method. */
export function planHandler(type: NotedClass, method: MethodView, pathParameters: readonly string[], positional: Positional): HandlerPlan {
  const { member, status, headers, contentType, redirect, returns } = method;
  const planned = planArguments(type, method, pathParameters, positional);
  return { owner: type as Constructor, member, arguments: planned, status, headers, contentType, redirect, returns };
}

/** What each parameter gets. Beside decorated ones, only those of error handlers get something by their position. */
function planArguments(type: NotedClass, method: MethodView, pathParameters: readonly string[], positional: Positional): ArgumentSpec[] {
  const noted = method.arguments;
  const types = noted.length > 0 ? parameterTypes(type, method.member) : undefined;
  const className = nameOf(type);
  const member = String(method.member);
  const specs: ArgumentSpec[] = [];
  const add = (note: ArgumentNote) => specs.push({ note, declaredType: parameterType(types, note), className, member, pathParameters });
  for (const note of noted) add(note);
  for (let index = 0; index < positional.length; index++) {
    const isFree = noted.length === 0 || (positional === ERROR_POSITIONAL && !noted.some((note) => note.index === index));
    if (isFree) add({ kind: positional[index]!, index, name: undefined, options: {} });
  }
  return specs.sort((a, b) => a.note.index - b.note.index);
}

/** What the method says wins over what its class says. */
function mergeMetadata(
  outer: ReadonlyMap<unknown, unknown> = NO_METADATA,
  inner: ReadonlyMap<unknown, unknown> = NO_METADATA,
): ReadonlyMap<unknown, unknown> {
  if (inner.size === 0) return outer;
  return outer.size === 0 ? inner : new Map([...outer, ...inner]);
}
