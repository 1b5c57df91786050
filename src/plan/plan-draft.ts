// What the parts of an app's plan are put into while it is made.
import type { Router } from '../router/router.js';
import type { Constructor } from '../shared/constructor.js';
import type { MiddlewareStart, RouteSlot } from './app-plan.js';
import type { ProblemList } from './problem-list.js';

/** A plan in the making. */
export interface PlanDraft {
  readonly problems: ProblemList;
  readonly router: Router<RouteSlot>;
  readonly routes: RouteSlot[];
  /** The classes that the container has to build: controllers, error handlers, and middleware and guards given as classes. */
  readonly roots: Set<Constructor>;
  readonly starts: MiddlewareStart[];
  /** Middleware and guards that were looked at. */
  readonly steps: Set<unknown>;
}
