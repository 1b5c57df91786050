// The end of a request: what belonged to it alone is let go before the invocation ends, for then the environment may be frozen.
import { isThenable } from '../shared/thenable.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';

/** Releases what a request owned, and gives its result; a promise when a disposal has to be waited for. */
export function release(ctx: RequestState, result: unknown): unknown {
  ctx.isReleasing = true;
  if (ctx.abandoned !== undefined) for (const response of ctx.abandoned.splice(0)) response.letGo();
  const closing = ctx.scope?.close();
  return isThenable(closing) ? withinReserve(ctx, closing as Promise<void>).then(() => result) : result;
}

/** The answer is there already: a disposal that hangs must not cost it, so from the deadline on half of the reserve is all it gets. */
function withinReserve(ctx: RequestState, closing: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      logRequest(ctx, 'error', 'The objects of the request were not disposed in time');
      resolve();
    };
    ctx.onOverdue = () => {
      timer = setTimeout(giveUp, ctx.app.settings.deadlineReserveMs / 2);
    };
    if (ctx.isOverdue) ctx.onOverdue();
    // Disposals own their failures.
    void closing.then(() => {
      clearTimeout(timer);
      ctx.onOverdue = undefined;
      resolve();
    });
  });
}
