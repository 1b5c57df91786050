// Whether requests are tracked through asynchronous calls. Off until something imports `currentRequest`: tracking costs every request.
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestContext } from '../http/request-context.js';

/** The storage requests run in, once somebody wants it. */
export const tracking: { storage: AsyncLocalStorage<RequestContext> | undefined } = { storage: undefined };
