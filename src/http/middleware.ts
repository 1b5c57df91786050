// The shapes of what users put around their handlers.
import type { Constructor } from '../shared/constructor.js';
import type { HttpResponse } from './http-response.js';
import type { RequestContext } from './request-context.js';

/** What middleware may return: a response, any value that a handler may return, or nothing to keep `reqCtx.res`. */
export type MiddlewareResult = HttpResponse | Response | unknown;

/** What a middleware is called with. */
export interface MiddlewareArguments {
  readonly reqCtx: RequestContext;
  /** Runs the rest of the chain; resolves when `reqCtx.res` holds its answer. May be called once. */
  readonly next: () => Promise<void>;
}

/**
 * A step around the handler, first in, last out.
 *
 * @example
 * const timing: Middleware = async ({ reqCtx, next }) => {
 *   const start = Date.now();
 *   await next();
 *   reqCtx.res.headers.set('server-timing', `total;dur=${Date.now() - start}`);
 * };
 */
export type Middleware = (args: MiddlewareArguments) => MiddlewareResult | Promise<MiddlewareResult>;

/** A middleware as an object, usually an instance of a class with injected services. */
export interface MiddlewareObject {
  use(args: MiddlewareArguments): MiddlewareResult | Promise<MiddlewareResult>;
}

/**
 * Under this key a middleware may say of what kind it is. Of one kind, the innermost replaces those further out on the paths it covers,
 * in the outermost's place; and the implied answers to OPTIONS run it too, so that preflights see what the route says.
 */
export const MIDDLEWARE_KIND: unique symbol = Symbol.for('lambent.middleware.kind') as never;

/**
 * Under this key a middleware may have a function that the start-up of the app calls and waits for. What it rejects with fails the start.
 * A later start, or that of another app, calls it again.
 */
export const MIDDLEWARE_START: unique symbol = Symbol.for('lambent.middleware.start') as never;

/** Under this key a composed middleware has what it is composed of: apps list its parts in its place, and build the classes among them. */
export const MIDDLEWARE_PARTS: unique symbol = Symbol.for('lambent.middleware.parts') as never;

/** What is accepted where middleware is listed: a function, an object, or a class that the container builds. */
export type MiddlewareLike = Middleware | MiddlewareObject | Constructor<MiddlewareObject>;

/** Decides whether a request may reach its handler. Anything but `true` is a 403. */
export type Guard = (reqCtx: RequestContext) => boolean | Promise<boolean>;

/** A guard as an object, usually an instance of a class with injected services. */
export interface GuardObject {
  canActivate(reqCtx: RequestContext): boolean | Promise<boolean>;
}

/** What is accepted where guards are listed: a function, an object, or a class that the container builds. */
export type GuardLike = Guard | GuardObject | Constructor<GuardObject>;
