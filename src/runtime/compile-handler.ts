// From a planned method to a function that calls it on the right instance.
import { type BoundCall, compileCall } from '../binding/compile-call.js';
import type { Guard, GuardLike, GuardObject, Middleware, MiddlewareLike, MiddlewareObject } from '../http/middleware.js';
import { kindOfStep } from '../pipeline/step-kind.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import type { Constructor } from '../shared/constructor.js';
import { openScope } from './open-scope.js';
import type { RequestState } from './request-state.js';
import type { RunningApp } from './running-app.js';

/** Calls a method of the app with bound arguments. Its value, or what its promise resolves to, may be a `Refusal` of them. */
export type HandlerCall = (ctx: RequestState, error?: unknown) => unknown;

/** Finds the instance of a class for a request. */
type Locate<T> = (ctx: RequestState) => T;

/** App-wide instances are found once; only classes whose graph needs it are looked up in the request's own scope. */
function locate<T>(app: RunningApp, type: Constructor): Locate<T> {
  if (app.container.isRequestScoped(type)) return (ctx) => openScope(ctx).resolve(type) as T;
  const instance = app.container.resolve(type) as T;
  return () => instance;
}

/** Compiles the call of a handler, an error handler or a fallback. */
export function compileHandler(app: RunningApp, plan: HandlerPlan): HandlerCall {
  const call: BoundCall = compileCall(plan.member, plan.arguments, app.settings.binding);
  if (app.container.isRequestScoped(plan.owner)) {
    const find = locate<object>(app, plan.owner);
    return (ctx, error) => call(find(ctx), ctx, error);
  }
  const target: object = app.container.resolve(plan.owner);
  return (ctx, error) => call(target, ctx, error);
}

/** Middleware as functions, whatever they were written as. */
export function compileMiddleware(app: RunningApp, steps: readonly MiddlewareLike[]): Middleware[] {
  return steps.map((step) => {
    const kind = kindOfStep(step, 'use');
    if (kind === 'function') return step as Middleware;
    if (kind === 'object') return named(step.constructor, (args) => (step as MiddlewareObject).use(args));
    const find = locate<MiddlewareObject>(app, step as Constructor);
    return named(step, (args) => find(args.reqCtx as RequestState).use(args));
  });
}

/** Messages about a middleware name it as the user knows it. */
function named(type: unknown, middleware: Middleware): Middleware {
  return Object.defineProperty(middleware, 'name', { value: typeof type === 'function' ? type.name : '' });
}

/** Guards as functions, whatever they were written as. */
export function compileGuards(app: RunningApp, steps: readonly GuardLike[]): Guard[] {
  return steps.map((step) => {
    const kind = kindOfStep(step, 'canActivate');
    if (kind === 'function') return step as Guard;
    if (kind === 'object') return (reqCtx) => (step as GuardObject).canActivate(reqCtx);
    const find = locate<GuardObject>(app, step as Constructor);
    return (reqCtx) => find(reqCtx as RequestState).canActivate(reqCtx);
  });
}
