// Composes middleware around a core, once per route at plan time; at run time nothing waits that need not.
import type { Middleware, MiddlewareArguments } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import { isThenable } from '../shared/thenable.js';

/** A part of a chain: leaves its answer in the context. Synchronous when nothing in it waits. */
export type Step = (ctx: InvocationContext) => undefined | Promise<undefined>;

const DONE: Promise<void> = Promise.resolve();
const ignore = () => {};

/** Wraps middleware, first outermost, around the core of a chain. */
export function composeOnion(middleware: readonly Middleware[], core: Step): Step {
  return middleware.reduceRight<Step>((inner, layer) => wrap(layer, inner), core);
}

/** One middleware around the rest of the chain. */
export function wrap(middleware: Middleware, inner: Step): Step {
  return (ctx) => {
    const layer = new Layer(ctx, inner);
    const returned = middleware({ reqCtx: ctx, next: () => layer.next() });
    return isThenable(returned) ? (returned as Promise<unknown>).then((value) => layer.complete(value)) : layer.complete(returned);
  };
}

/** One run of one middleware: knows whether `next()` was called, has finished, has failed. */
class Layer {
  private called = false;
  private inner: Promise<undefined> | undefined;
  private isInnerDone = true;
  private failure: { readonly error: unknown } | undefined;
  private misuse: Error | undefined;

  constructor(
    private readonly ctx: InvocationContext,
    private readonly step: Step,
  ) {}

  next(): Promise<void> {
    if (this.called) {
      this.misuse = new Error('A middleware called next() twice: call it once, and await it.');
      return owned(Promise.reject(this.misuse));
    }
    this.called = true;
    try {
      const running = this.step(this.ctx);
      if (running === undefined) return DONE;
      this.inner = running;
      this.isInnerDone = false;
      // Also owns the rejection: a next() that nobody awaits must not become an unhandled rejection, which ends the process.
      running.then(
        () => {
          this.isInnerDone = true;
        },
        (error: unknown) => {
          this.isInnerDone = true;
          this.failure = { error };
        },
      );
      return running as Promise<unknown> as Promise<void>;
    } catch (error) {
      this.failure = { error };
      return owned(Promise.reject(error));
    }
  }

  /** Settles what the middleware returned; waits for a `next()` that it did not await. */
  complete(value: unknown): undefined | Promise<undefined> {
    if (!this.isInnerDone) return this.inner!.then(() => this.complete(value));
    if (this.misuse) throw this.misuse;
    if (value !== undefined) {
      this.ctx.acceptReturned(value);
    } else if (!this.ctx.isAnswered) {
      if (this.failure) throw this.failure.error;
      throw new Error(
        this.called
          ? 'The middleware chain ended without a response.'
          : 'A middleware returned nothing and did not call next(): return a response, or await next().',
      );
    }
    return undefined;
  }
}

function owned(rejection: Promise<never>): Promise<never> {
  rejection.catch(ignore);
  return rejection;
}

/**
 * Several middleware as one, left to right.
 *
 * @throws TypeError when given a class: the container builds those, list them under `middleware` or `@UseMiddleware` instead.
 * @example
 * const guarded = composeMiddleware([requestId(), cors(), audit]);
 */
export function composeMiddleware(middleware: readonly (Middleware | { use: Middleware })[]): Middleware {
  const layers = middleware.map(toFunction);
  return ({ reqCtx, next }: MiddlewareArguments) => {
    const rest: Step = () => next() as Promise<unknown> as Promise<undefined>;
    return composeOnion(layers, rest)(reqCtx as InvocationContext);
  };
}

function toFunction(step: Middleware | { use: Middleware }): Middleware {
  if (typeof step === 'object') return (args) => step.use(args);
  if (typeof step === 'function' && typeof (step.prototype as { use?: unknown } | undefined)?.use !== 'function') return step;
  throw new TypeError('composeMiddleware takes functions and objects with use(); list middleware classes with @UseMiddleware.');
}
