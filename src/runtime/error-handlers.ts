// Finds the app's handler for an error: nearest level first, at each level the nearest class of the error's prototype chain.
import type { ErrorLevel, HandlerPlan } from '../plan/app-plan.js';

/** The handler for an error; `undefined` when no level has one. */
export function findErrorHandler(levels: readonly ErrorLevel[], error: unknown): HandlerPlan | undefined {
  for (const level of levels) {
    const found = findAtLevel(level, error);
    if (found) return found;
  }
  return undefined;
}

function findAtLevel({ byPrototype, catchAll }: ErrorLevel, error: unknown): HandlerPlan | undefined {
  return (byPrototype.size > 0 && typeof error === 'object' && findByClass(byPrototype, error)) || catchAll;
}

function findByClass(byPrototype: ErrorLevel['byPrototype'], error: object | null): HandlerPlan | undefined {
  try {
    for (let at = error; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const found = byPrototype.get(at);
      if (found) return found;
    }
  } catch {
    // Thrown values may be proxies that say nothing of themselves.
  }
  return undefined;
}
