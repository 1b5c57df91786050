// The answer before the deadline: Lambda ends an invocation without running anything, so a slow one is answered in time.
import type { Context } from 'aws-lambda';
import type { Failure, Surrounding } from '../pipeline/onion.js';
import { answerFailure, conclude } from './conclude.js';
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
  ctx.abandonUnless(response, ctx.response);
  return conclude(ctx, response, writer, true);
}

/** Makes an answer of what was waited for; does not throw. */
type Settle = (ctx: RequestState, settled: unknown, writer: ResultWriter) => unknown;

/**
 * Answers when `pending` has settled, or when the time of the request is up. An answer that comes later is logged and dropped: nobody is
 * there to receive it.
 *
 * One promise for everything that is waited for: a chain of them would cost more than what most handlers do.
 */
export function answerWhen(ctx: RequestState, pending: Promise<unknown>, writer: ResultWriter, settle: Settle, fail: Settle): unknown {
  const watch = new Watch(ctx, writer);
  pending.then(
    (value) => watch.finish(settle, value),
    (error: unknown) => watch.finish(fail, error),
  );
  return watch.begin();
}

/** Waits for an answer that is under way until the time of its request is up. */
export function withinDeadline(ctx: RequestState, answer: Promise<unknown>, writer: ResultWriter): unknown {
  return answerWhen(ctx, answer, writer, asItIs, rejected);
}

const concludeChain: Settle = (ctx, _ended, writer) => conclude(ctx, ctx.res, writer);
const asItIs: Settle = (_ctx, result) => result;
const rejected: Settle = (_ctx, error) => Promise.reject(error);

function breakWatch(watch: Watch, error: unknown): void {
  if (isInTime(watch)) watch.resolve!(Promise.reject(error));
  else logRequest(watch.ctx, 'warn', 'A request failed after the deadline', { error });
}

function endWatch(watch: Watch, result: unknown): void {
  if (isInTime(watch)) watch.resolve!(result);
  else logRequest(watch.ctx, 'warn', 'An answer came after the deadline and was dropped');
}

/**
 * One request that is waited for. Around a chain it takes the end of the outermost middleware to the answer: nothing has to be chained to the
 * promise of that one.
 */
export class Watch implements Surrounding {
  isReported = false;
  /** Set while the answer is waited for. */
  resolve: ((result: unknown) => void) | undefined = undefined;
  timer: NodeJS.Timeout | undefined = undefined;
  isOver = false;
  /** Whether the 503 took the answer's place. */
  isAnswered = false;

  constructor(
    readonly ctx: RequestState,
    readonly writer: ResultWriter,
  ) {}

  /** The answer, from now on. */
  begin(): Promise<unknown> {
    if (this.ctx.millisecondsLeft !== undefined) {
      this.ctx.isWatched = true;
      watchSoon(this);
    }
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** The end of a chain; whoever runs one that has waited for nothing sees by itself how it went. */
  innerDone(failure: Failure | undefined): void {
    if (this.resolve) this.finish(failure ? answerFailure : concludeChain, failure?.error);
  }

  /** Gives the answer, now that what it is made of is there. */
  finish(settle: Settle, settled: unknown): void {
    try {
      const result = settle(this.ctx, settled, this.writer);
      if (result instanceof Promise) {
        result.then(
          (final) => endWatch(this, final),
          (error: unknown) => breakWatch(this, error),
        );
      } else endWatch(this, result);
    } catch (error) {
      // It does not throw; if it did, nobody else would be left to end the request.
      breakWatch(this, error);
    }
  }
}

/** Without a timer yet: setting and clearing one costs as much as a request, and most are answered before the event loop turns. */
const fresh: Watch[] = [];
let isTurnAwaited = false;

function watchSoon(watch: Watch): void {
  fresh.push(watch);
  if (isTurnAwaited) return;
  isTurnAwaited = true;
  setImmediate(setTimers);
}

function setTimers(): void {
  isTurnAwaited = false;
  for (const watch of fresh.splice(0)) {
    if (watch.isOver) continue;
    const { ctx } = watch;
    // Asked anew, because a handler may have worked for long before it waited. Longer than a timer can hold is longer than any invocation.
    const left = timeLeft(ctx.context, ctx.app.settings.deadlineReserveMs) ?? ctx.millisecondsLeft!;
    watch.timer = setTimeout(expire, Math.min(Math.max(left, 1), 0x7fffffff), watch);
  }
}

function expire(watch: Watch): void {
  const { ctx, writer, resolve } = watch;
  ctx.isOverdue = true;
  ctx.abort(new DOMException('The deadline was reached', 'TimeoutError'));
  ctx.onOverdue?.();
  // An answer that is leaving already ends by that, and soon.
  if (writer.hasBegun || ctx.isReleasing) return;
  watch.isAnswered = true;
  // The promise takes what is thrown too: in a timer it would end the process.
  resolve!(Promise.resolve().then(() => answerOverdue(ctx, writer, 'The deadline was reached before the handler finished')));
}

/** Ends a watch; says whether no other answer was given before. */
function isInTime(watch: Watch): boolean {
  watch.isOver = true;
  if (watch.timer) clearTimeout(watch.timer);
  // The last to come is nearly always the first to go, which keeps the list short however long the loop does not turn.
  else if (fresh.at(-1) === watch) fresh.pop();
  return !watch.isAnswered;
}
