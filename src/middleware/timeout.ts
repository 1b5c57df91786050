// Answers in time when the rest of the chain does not.
import { ServiceUnavailableError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import { checkOptions } from './internal/check-options.js';
import { count, required } from './internal/option-rules.js';

/** Options of `timeout`. */
export interface TimeoutOptions {
  /** Milliseconds that what is inside may take to make its answer. */
  readonly ms: number;
}

/** Longer than a timer can hold. */
const LONGEST = 0x7fffffff;

/**
 * Gives what is inside `ms` milliseconds; then `reqCtx.signal` is aborted and a 503 thrown, which error handlers and outer middleware see
 * like any error.
 *
 * What was running is not stopped by that: pass `reqCtx.signal` on to what can be. An answer that comes late is dropped. Streaming a body
 * is not part of making the answer.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * @Get('/report')
 * @UseMiddleware(timeout({ ms: 2000 }))
 * report(@Ctx() reqCtx: RequestContext) { return fetchReport({ signal: reqCtx.signal }); }
 */
export function timeout(options: TimeoutOptions): Middleware {
  const { ms } = checkOptions<TimeoutOptions>('timeout', options, { ms: required(count('milliseconds', 1)) });
  return ({ reqCtx, next }) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => {
          (reqCtx as InvocationContext).abort(new DOMException('The timeout was reached', 'TimeoutError'));
          reject(withoutStack(() => new ServiceUnavailableError('The request took too long')));
        },
        Math.min(ms, LONGEST),
      );
      // Both ways are handled here, so that a failure after the time is up is nobody's unhandled rejection.
      next().then(
        () => {
          clearTimeout(timer);
          resolve();
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
}
