// The scope of one request's own objects, opened when the first of them is asked for.
import type { RequestScope } from '../container/container.js';
import { REQUEST_CONTEXT } from '../container/token.js';
import type { RequestState } from './request-state.js';

/** The scope of a request. */
export function openScope(ctx: RequestState): RequestScope {
  if (!ctx.scope) {
    ctx.scope = ctx.app.container.openScope();
    ctx.scope.provide(REQUEST_CONTEXT, ctx);
    if (ctx.isReleasing) void ctx.scope.close();
  }
  return ctx.scope;
}
