// The plan: everything that is decided at cold start, as data. The runtime executes it and decides nothing.
import type { ArgumentSpec } from '../binding/argument-spec.js';
import type { Provider } from '../container/providers.js';
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import type { ProducesNote, ReturnsNote } from '../metadata/notes.js';
import type { ParsedPattern } from '../router/pattern.js';
import type { Router } from '../router/router.js';
import type { Constructor } from '../shared/constructor.js';

/** A method that the framework calls: a route's, a fallback's or an error handler's. */
export interface HandlerPlan {
  readonly owner: Constructor;
  readonly member: string | symbol;
  readonly arguments: readonly ArgumentSpec[];
  /** The status of plain values; `undefined` where the kind of handler decides. */
  readonly status: number | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly contentType: string | undefined;
  /** Media types of plain values: the client chooses. */
  readonly produces?: ProducesNote | undefined;
  readonly redirect: { readonly url: string; readonly status: number } | undefined;
  readonly returns: ReturnsNote | undefined;
}

/** The error handlers of one level: a controller, or a module. */
export interface ErrorLevel {
  /** By the prototype of the error class, so that the nearest class is found by walking an error's prototype chain. */
  readonly byPrototype: ReadonlyMap<object, HandlerPlan>;
  /** Takes whatever no class matched, thrown non-errors too. */
  readonly catchAll: HandlerPlan | undefined;
}

/** What answers a request: a route, or what stands in for one. */
export interface RoutePlan {
  readonly kind: 'route' | 'not-found' | 'method-not-allowed';
  /** Upper-case methods, `*` for all; empty for fallbacks. */
  readonly methods: readonly string[];
  /** The full pattern; `null` for fallbacks. */
  readonly pattern: ParsedPattern | null;
  /** The user's method; `undefined` for default answers. */
  readonly handler: HandlerPlan | undefined;
  /** From the outermost to the innermost. */
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
  /** Where its errors look for a handler, nearest level first. */
  readonly errorLevels: readonly ErrorLevel[];
  readonly metadata: ReadonlyMap<unknown, unknown>;
}

/** What a plan is put together from, when something asks for it. */
export interface PlanParts {
  plan(): RoutePlan;
}

/**
 * A plan's place in the router, with room for what the runtime compiles from it on first use.
 *
 * Start-up only checks a route and finds its place; what covers it is put together when something asks for its plan, because most routes of
 * an environment are never asked for.
 */
export class RouteSlot {
  /** Filled by the runtime. */
  execute: unknown = undefined;
  private planned: RoutePlan | undefined = undefined;

  /** @param wrongMethod its controller's `@MethodNotAllowed` method, which covers the controller's own paths */
  constructor(
    private readonly parts: PlanParts,
    readonly wrongMethod?: RouteSlot | undefined,
  ) {}

  get plan(): RoutePlan {
    this.planned ??= this.parts.plan();
    return this.planned;
  }
}

/** What answers below a prefix when no route does. */
export interface FallbackPlan {
  /** The prefix's segments; a parameter's is `undefined`, it matches any. */
  readonly prefix: readonly (string | undefined)[];
  readonly notFound: RouteSlot;
  readonly methodNotAllowed: RouteSlot;
}

/** A route as `app.routes` shows it. */
export interface RouteInfo {
  readonly method: string;
  readonly path: string;
  readonly controller: Constructor;
  readonly handler: string;
}

/** Makes one middleware ready; may be called again. */
export type MiddlewareStart = () => unknown;

/** An app, planned. */
export interface AppPlan {
  readonly routes: readonly RouteSlot[];
  readonly router: Router<RouteSlot>;
  /** Longest prefix first; the last one is the app's own and matches everything. */
  readonly fallbacks: readonly FallbackPlan[];
  /** The classes the container has to be able to build. */
  readonly roots: readonly Constructor[];
  /** Everything listed under `providers`, in the order of the modules. */
  readonly providers: readonly Provider[];
  /** What makes middleware ready, to be waited for at start-up. */
  readonly starts: readonly MiddlewareStart[];
}
