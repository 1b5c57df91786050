// Hooks that only complete headers: `responseCache` may apply them to what it keeps, and they run again on the final answer.
import type { ResponseHook } from '../../http/request-context.js';

const repeatable = new WeakSet<ResponseHook>();

/** Marks a hook that depends on nothing but the answer, changes only its headers, and changes nothing the second time. */
export function markRepeatable(hook: ResponseHook): ResponseHook {
  repeatable.add(hook);
  return hook;
}

/** Whether a hook was marked. */
export function isRepeatable(hook: ResponseHook): boolean {
  return repeatable.has(hook);
}
