// The classes that the container has to build: controllers, error handlers, and middleware and guards given as classes.
import type { RootClass } from '../container/container.js';
import { isClassSyntax, kindOfStep } from '../pipeline/step-kind.js';
import type { Constructor } from '../shared/constructor.js';
import type { RoutePlan } from './app-plan.js';
import type { ModulePlan } from './module-plan.js';
import type { ProblemList } from './problem-list.js';

/** Collects them, and reports what is listed as middleware or guard but is neither. */
export function planRoots(modules: readonly ModulePlan[], routes: readonly RoutePlan[], problems: ProblemList): RootClass[] {
  const roots = new Map<Constructor, RootClass>();
  const add = (type: Constructor, role: RootClass['role']) => {
    if (!roots.has(type)) roots.set(type, { type, role });
  };
  for (const module of modules) {
    for (const view of module.controllers) add(view.type as Constructor, 'controller');
    for (const view of module.errorHandlers) add(view.type as Constructor, 'error handler');
  }
  const seen = new Set<unknown>();
  for (const route of routes) {
    for (const step of route.middleware) addStep(step, 'middleware', route, seen, add, problems);
    for (const step of route.guards) addStep(step, 'guard', route, seen, add, problems);
  }
  return [...roots.values()];
}

function addStep(
  step: unknown,
  role: 'middleware' | 'guard',
  route: RoutePlan,
  seen: Set<unknown>,
  add: (type: Constructor, role: RootClass['role']) => void,
  problems: ProblemList,
): void {
  if (seen.has(step)) return;
  seen.add(step);
  const method = role === 'middleware' ? 'use' : 'canActivate';
  const kind = kindOfStep(step, method);
  if (kind === 'class') add(step as Constructor, role);
  if (kind !== 'invalid') return;
  const what = describeStep(step);
  problems.add({
    code: `not-a-${role}`,
    message: `${what} is not ${role === 'middleware' ? 'middleware' : 'a guard'}`,
    fix: isClassSyntax(step)
      ? `give the class a method ${method}(${role === 'middleware' ? '{ reqCtx, next }' : 'reqCtx'})`
      : `give a function, an object with ${method}(), or a class with ${method}()`,
    className: route.handler?.owner.name,
    member: route.kind === 'route' && route.handler ? String(route.handler.member) : undefined,
  });
}

function describeStep(step: unknown): string {
  if (typeof step === 'function') return step.name ? `'${step.name}'` : 'an anonymous class';
  return step === undefined ? 'undefined (a circular import?)' : step === null ? 'null' : `a value of type ${typeof step}`;
}
