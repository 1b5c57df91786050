// Every route of a module's controllers: prefixes times paths, with what covers each.

import { type ParsedPattern, parsePattern } from '../router/pattern.js';
import type { RoutePlan } from './app-plan.js';
import { planErrorLevel } from './error-levels.js';
import { planHandler, ROUTE_POSITIONAL } from './handler-plan.js';
import { type ClassView, type MethodView, mergeMaps } from './method-plan.js';
import { settleKinds } from './middleware-kinds.js';
import { joinPaths, type ModulePlan } from './module-plan.js';
import type { ProblemList } from './problem-list.js';
import { producedTypes } from './produced-types.js';

/** The routes of one controller in one module. */
export function planController(module: ModulePlan, view: ClassView, problems: ProblemList): RoutePlan[] {
  const own = planErrorLevel([view], problems);
  const errorLevels = own ? [own, ...module.errorLevels] : module.errorLevels;
  const middleware = [...module.middleware, ...view.middleware];
  const guards = [...module.guards, ...view.guards];
  const routes: RoutePlan[] = [];
  for (const method of view.methods) {
    if (method.routes.length === 0) continue;
    checkMember(view, method, problems);
    checkMethodNames(view, method, problems);
    const covered = {
      middleware: settleKinds(method.middleware.length > 0 ? [...middleware, ...method.middleware] : middleware),
      guards: method.guards.length > 0 ? [...guards, ...method.guards] : guards,
      metadata: method.metadata.size > 0 ? mergeMaps([view.metadata, method.metadata]) : view.metadata,
      errorLevels,
    };
    const produces = producedTypes(view, method, problems);
    const own: RoutePlan[] = [];
    for (const { methods, pattern } of patternsOf(module, view, method, problems)) {
      const handler = { ...planHandler(view.type, method, pattern.parameters, ROUTE_POSITIONAL, problems), produces };
      own.push({ kind: 'route', methods, pattern, handler, ...covered });
    }
    checkPathParameters(view, method, own, problems);
    routes.push(...own);
  }
  return routes;
}

interface MethodPattern {
  readonly methods: readonly string[];
  readonly pattern: ParsedPattern;
}

function patternsOf(module: ModulePlan, view: ClassView, method: MethodView, problems: ProblemList): MethodPattern[] {
  const patterns: MethodPattern[] = [];
  for (const prefix of view.prefixes ?? ['']) {
    for (const route of method.routes) {
      for (const path of route.paths) {
        if (typeof path !== 'string' || typeof prefix !== 'string') {
          problems.addOn(
            view.type,
            method.member,
            'bad-pattern',
            'has a path that is not text',
            'give paths as strings, such as "/todos/:id"',
          );
          continue;
        }
        const pattern = parsePattern(joinPaths(module.prefix, prefix, path) || '/');
        if ('problem' in pattern) problems.addOn(view.type, method.member, 'bad-pattern', pattern.problem, pattern.fix);
        else patterns.push({ methods: route.methods, pattern });
      }
    }
  }
  return patterns;
}

function checkMember(view: ClassView, method: MethodView, problems: ProblemList): void {
  if (typeof (view.type.prototype as Record<string | symbol, unknown>)[method.member] === 'function') return;
  problems.addOn(
    view.type,
    method.member,
    'not-a-method',
    'has a route but is not a method',
    'put route decorators on methods, not on properties',
  );
}

const VERBS: ReadonlySet<unknown> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*']);

/** Names of methods are tokens (RFC 9110 section 9.1): no lists, no blanks. */
function checkMethodNames(view: ClassView, method: MethodView, problems: ProblemList): void {
  const isName = (name: unknown) => VERBS.has(name) || (typeof name === 'string' && /^[!#$%&'*+\-.^`|~\w]+$/.test(name));
  if (method.routes.every(({ methods }) => methods.length > 0 && methods.every(isName))) return;
  problems.addOn(
    view.type,
    method.member,
    'bad-method',
    'has a route for something that is not the name of a method',
    "give names, such as @Route(['GET', 'PROPFIND'], '/files')",
  );
}

/** A bound parameter must be in some pattern of the method; a parameter of the method's own path must be readable by it. */
function checkPathParameters(view: ClassView, method: MethodView, routes: readonly RoutePlan[], problems: ProblemList): void {
  if (routes.length === 0 || method.arguments.length === 0) return;
  const bound = method.arguments.filter((note) => note.kind === 'param');
  const available = new Set(routes.flatMap((route) => route.pattern?.parameters ?? []));
  for (const note of bound) {
    if (note.name === undefined || available.has(note.name)) continue;
    problems.addOn(
      view.type,
      method.member,
      'unknown-path-parameter',
      `binds the path parameter '${note.name}', which is not in ${routes.map((route) => `'${route.pattern?.text}'`).join(' or ')}`,
      available.size > 0 ? `name one of: ${[...available].join(', ')}` : `add ':${note.name}' to the path`,
      note.index,
    );
  }
  const seesAll = method.arguments.some((note) => WHOLE_REQUEST.has(note.kind) || (note.kind === 'param' && note.name === undefined));
  if (seesAll) return;
  const names = new Set(bound.map((note) => note.name));
  for (const name of ownParameters(method)) {
    if (names.has(name)) continue;
    problems.addOn(
      view.type,
      method.member,
      'unbound-path-parameter',
      `has ':${name}' in its path but no parameter takes it`,
      `add @Param('${name}') to a parameter, or take the name out of the path`,
    );
  }
}

/** Kinds of argument through which a handler can reach every path parameter. */
const WHOLE_REQUEST: ReadonlySet<string> = new Set(['context', 'request', 'event', 'custom']);

function ownParameters(method: MethodView): Set<string> {
  const names = new Set<string>();
  for (const route of method.routes) {
    for (const path of route.paths) {
      const parsed = parsePattern(joinPaths(path) || '/');
      if (!('problem' in parsed)) for (const name of parsed.parameters) names.add(name);
    }
  }
  return names;
}
