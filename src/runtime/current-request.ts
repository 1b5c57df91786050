// The request from anywhere, for code that nobody passes the context to.
import type { RequestContext } from '../http/request-context.js';
import { tracking } from './request-tracking.js';

function trackRequests(): () => RequestContext | undefined {
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
  tracking.storage ??= new AsyncLocalStorage<RequestContext>();
  return () => tracking.storage?.getStore();
}

/**
 * The request that is being answered, through `AsyncLocalStorage`; `undefined` outside of one.
 *
 * Importing it switches tracking on, so a bundle without it does not pay for it.
 *
 * @example
 * log.info('charged', { requestId: currentRequest()?.requestId });
 */
export const currentRequest: () => RequestContext | undefined = /* @__PURE__ */ trackRequests();
