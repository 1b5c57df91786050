// Stores that have something to load when an app starts.
import { ConfigurationError } from '../../errors/configuration-error.js';
import { MIDDLEWARE_START, type Middleware } from '../../http/middleware.js';

/** What may have to be started. */
export interface StartableStore {
  /**
   * Called when an app starts. A `ConfigurationError` that it throws or rejects with fails the start; any other failure is left to show
   * when the store is used.
   */
  start?(): unknown;
}

/** The middleware, which now starts its store. */
export function startingStore(middleware: Middleware, store: StartableStore): Middleware {
  if (!store.start) return middleware;
  const start = async () => {
    try {
      await store.start?.();
    } catch (error) {
      if (ConfigurationError.is(error)) throw error;
    }
  };
  return Object.assign(middleware, { [MIDDLEWARE_START]: start });
}
