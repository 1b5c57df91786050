// Middleware that replaces its own kind further out: a controller's CORS in the place of the app's.
import { MIDDLEWARE_KIND, MIDDLEWARE_PARTS, type MiddlewareLike } from '../http/middleware.js';

/** What a middleware is composed of; `undefined` for those that are not. */
export function partsOfMiddleware(step: unknown): readonly MiddlewareLike[] | undefined {
  return (step as { [MIDDLEWARE_PARTS]?: readonly MiddlewareLike[] } | null | undefined)?.[MIDDLEWARE_PARTS];
}

function unfold(step: MiddlewareLike): readonly MiddlewareLike[] {
  return partsOfMiddleware(step)?.flatMap(unfold) ?? [step];
}

/** The kind that a middleware says it is of. */
export function kindOfMiddleware(step: MiddlewareLike): unknown {
  return step === null || step === undefined ? undefined : (step as { [MIDDLEWARE_KIND]?: unknown })[MIDDLEWARE_KIND];
}

/** The list with the parts of what is composed, and with one middleware of each kind: the innermost, in the place of the outermost. */
export function settleKinds(listed: readonly MiddlewareLike[]): readonly MiddlewareLike[] {
  const steps = listed.some(partsOfMiddleware) ? listed.flatMap(unfold) : listed;
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
