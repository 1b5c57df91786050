// The one test for "does this have to be waited for", shared by every place that stays synchronous when it can.

/**
 * Whether a value is a promise or behaves like one.
 *
 * What users give goes through `Promise.resolve` before anything is chained to it: a thenable of their own may give nothing from `then`,
 * which would pass for "nothing to wait for".
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  );
}
