// Middleware that replaces its own kind further out: a controller's CORS in the place of the app's.
import { MIDDLEWARE_KIND, type MiddlewareLike } from '../http/middleware.js';

/** The kind that a middleware says it is of. */
export function kindOfMiddleware(step: MiddlewareLike): unknown {
  return step === null || step === undefined ? undefined : (step as { [MIDDLEWARE_KIND]?: unknown })[MIDDLEWARE_KIND];
}

/** The list with one middleware of each kind: the innermost, in the place of the outermost. */
export function settleKinds(steps: readonly MiddlewareLike[]): readonly MiddlewareLike[] {
  const innermost = new Map<unknown, MiddlewareLike>();
  for (const step of steps) {
    const kind = kindOfMiddleware(step);
    if (kind !== undefined) innermost.set(kind, step);
  }
  if (innermost.size === 0) return steps;
  return steps.flatMap((step) => {
    const kind = kindOfMiddleware(step);
    if (kind === undefined) return [step];
    const chosen = innermost.get(kind);
    innermost.delete(kind);
    return chosen ? [chosen] : [];
  });
}
