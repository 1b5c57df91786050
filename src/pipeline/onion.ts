// Composes middleware around a core, once per route at plan time; at run time nothing waits that need not.
import {
  MIDDLEWARE_PARTS,
  type Middleware,
  type MiddlewareArguments,
  type MiddlewareLike,
  type MiddlewareObject,
} from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import type { Constructor } from '../shared/constructor.js';
import { isThenable } from '../shared/thenable.js';
import { kindOfStep } from './step-kind.js';

/**
 * A part of a chain: leaves its answer in the context. Synchronous when nothing in it waits. A part that knows how to tells what is around
 * it when it is done; others are watched by the layer around them.
 */
export type Step = (ctx: InvocationContext, around?: Surrounding) => undefined | Promise<undefined>;

/** What is around a part of a chain: a layer, or whoever waits for the chain as a whole. */
export interface Surrounding {
  /** Set by a part that reports by itself: watching its promise as well would cost another one. */
  isReported: boolean;
  /** Takes the end of that part, once. */
  innerDone(failure: Failure | undefined): void;
}

/** How a part failed. */
export interface Failure {
  readonly error: unknown;
}

const DONE: Promise<void> = Promise.resolve();
const ignore = () => {};

/** Wraps middleware, first outermost, around the core of a chain. */
export function composeOnion(middleware: readonly Middleware[], core: Step): Step {
  return middleware.reduceRight<Step>((inner, layer) => wrap(layer, inner), core);
}

/** One middleware around the rest of the chain. */
export function wrap(middleware: Middleware, inner: Step): Step {
  return (ctx, around) => {
    const layer = new Layer(ctx, inner, around, middleware);
    const returned = middleware({ reqCtx: ctx, next: () => layer.next() });
    if (!isThenable(returned)) return layer.complete(returned, true);
    layer.outcome = Promise.resolve(returned).then(
      (value) => layer.complete(value),
      (error: unknown) => layer.fail(error),
    );
    return layer.outcome;
  };
}

/** One run of one middleware: knows whether `next()` was called, has finished, has failed. */
class Layer implements Surrounding {
  isReported = false;
  outcome: Promise<undefined> | undefined = undefined;
  private called = false;
  /** The rest of the chain, while it is under way. */
  private inner: Promise<undefined> | undefined = undefined;
  private failure: Failure | undefined = undefined;
  private misuse: Error | undefined = undefined;

  constructor(
    private readonly ctx: InvocationContext,
    private readonly step: Step,
    private readonly around: Surrounding | undefined,
    private readonly middleware: Middleware,
  ) {
    if (around) around.isReported = true;
  }

  next(): Promise<void> {
    if (this.called) {
      this.misuse = new Error(`${this.describe()} called next() twice: call it once, and await it.`);
      return owned(Promise.reject(this.misuse));
    }
    this.called = true;
    try {
      const running = this.step(this.ctx, this);
      if (running === undefined) return DONE;
      this.inner = running;
      if (!this.isReported) {
        running.then(
          () => this.innerDone(undefined),
          (error: unknown) => this.innerDone({ error }),
        );
      }
      return running as Promise<unknown> as Promise<void>;
    } catch (error) {
      this.failure = { error };
      return owned(Promise.reject(error));
    }
  }

  /**
   * Settles what the middleware returned; waits for a `next()` that it did not await.
   *
   * @param atOnce whether it returned without waiting for anything: then it cannot have recovered from a failure
   */
  complete(value: unknown, atOnce = false): undefined | Promise<undefined> {
    if (this.inner) {
      const waiting = this.inner.then(
        () => this.complete(value),
        (error: unknown) => this.fail(error),
      );
      this.outcome ??= waiting;
      return waiting;
    }
    if (this.misuse) return this.fail(this.misuse);
    if (value !== undefined) {
      try {
        this.ctx.acceptReturned(value);
      } catch (error) {
        // What is around hears of every end, or it would wait for ever.
        return this.fail(error);
      }
    } else if (!this.ctx.isAnswered || (atOnce && this.failure))
      return this.fail(this.failure ? this.failure.error : new Error(this.describeSilence()));
    this.around?.innerDone(undefined);
    return undefined;
  }

  innerDone(failure: Failure | undefined): void {
    this.inner = undefined;
    this.failure = failure;
  }

  fail(error: unknown): never {
    this.around?.innerDone({ error });
    // Nobody may be awaiting this layer, and an unhandled rejection would end the process.
    this.outcome?.catch(ignore);
    throw error;
  }

  private describeSilence(): string {
    return this.called
      ? `${this.describe()} ended without a response.`
      : `${this.describe()} returned nothing and did not call next(): return a response, or await next().`;
  }

  private describe(): string {
    return this.middleware.name ? `The middleware ${this.middleware.name}` : 'A middleware without a name';
  }
}

function owned(rejection: Promise<never>): Promise<never> {
  rejection.catch(ignore);
  return rejection;
}

/**
 * Several middleware as one, left to right. Classes among them are built by the container of the app that lists it.
 *
 * @throws TypeError when given what is no middleware.
 * @example
 * const guarded = composeMiddleware([requestId(), cors(), Audit]);
 */
export function composeMiddleware(middleware: readonly MiddlewareLike[]): Middleware {
  const layers = middleware.map(toFunction);
  const composed: Middleware = ({ reqCtx, next }: MiddlewareArguments) => {
    const rest: Step = () => next() as Promise<unknown> as Promise<undefined>;
    return composeOnion(layers, rest)(reqCtx as InvocationContext);
  };
  return Object.assign(composed, { [MIDDLEWARE_PARTS]: [...middleware] });
}

/** For whoever calls the composition by hand; an app runs its parts. */
function toFunction(step: MiddlewareLike): Middleware {
  const kind = kindOfStep(step, 'use');
  if (kind === 'function') return step as Middleware;
  if (kind === 'object') return (args) => (step as MiddlewareObject).use(args);
  if (kind === 'invalid') throw new TypeError('composeMiddleware takes functions, objects with use(), and classes with use().');
  return () => {
    throw new Error(`Only a container can build the middleware class ${(step as Constructor).name}: list the composition in an app.`);
  };
}
