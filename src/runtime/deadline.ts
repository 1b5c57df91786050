// The answer before the deadline: Lambda ends an invocation without running anything, so a slow one is answered in time.
import type { Context } from 'aws-lambda';
import { conclude } from './conclude.js';
import { errorResponse } from './error-answer.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';

/** Milliseconds until the reserve is reached; `undefined` where nothing says when the invocation ends. */
export function timeLeft(context: Context | undefined, reserveMs: number): number | undefined {
  if (typeof context?.getRemainingTimeInMillis !== 'function') return undefined;
  const remaining = context.getRemainingTimeInMillis();
  return typeof remaining === 'number' && !Number.isNaN(remaining) ? remaining - reserveMs : undefined;
}

/** The 503 for a request whose time is up, or never was enough. */
export function answerOverdue(ctx: RequestState, writer: ResultWriter, reason: string): unknown {
  logRequest(ctx, 'error', reason, { route: ctx.route, path: ctx.path });
  const response = errorResponse(ctx, { statusCode: 503, error: 'ServiceUnavailableError', message: 'The request took too long' });
  if (ctx.early) response.headers.inherit(ctx.early);
  return conclude(ctx, response, writer);
}

/** Waits for an answer until its time is up. What comes later is logged and dropped: nobody is there to receive it. */
export function withinDeadline(
  ctx: RequestState,
  answer: PromiseLike<unknown>,
  milliseconds: number,
  writer: ResultWriter,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // Longer than a timer can hold is longer than any invocation.
    const timer = setTimeout(
      () => {
        ctx.isOverdue = true;
        ctx.abort(new DOMException('The deadline was reached', 'TimeoutError'));
        // The promise takes what is thrown too: in a timer it would end the process.
        resolve(Promise.resolve().then(() => answerOverdue(ctx, writer, 'The deadline was reached before the handler finished')));
      },
      Math.min(milliseconds, 0x7fffffff),
    );
    answer.then(
      (result) => {
        clearTimeout(timer);
        if (ctx.isOverdue) logRequest(ctx, 'warn', 'An answer came after the deadline and was dropped');
        else resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (ctx.isOverdue) logRequest(ctx, 'warn', 'A request failed after the deadline', { error });
        else reject(error);
      },
    );
  });
}
