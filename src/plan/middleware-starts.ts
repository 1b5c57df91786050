// Middleware that has to be made ready before the first request: packages to load, keys to fetch.
import { MIDDLEWARE_START } from '../http/middleware.js';
import type { MiddlewareStart, RoutePlan } from './app-plan.js';

/** What the start-up of the app calls, each once. */
export function collectStarts(routes: readonly RoutePlan[]): MiddlewareStart[] {
  const steps = new Set<unknown>(routes.flatMap((route) => route.middleware));
  const starts = [...steps].map((step) => (step as { [MIDDLEWARE_START]?: MiddlewareStart } | null | undefined)?.[MIDDLEWARE_START]);
  return starts.filter((start) => start !== undefined);
}
