// What the parts of an app's plan are put into while it is made.
import type { BindingSettings } from '../binding/argument-spec.js';
import type { Router } from '../router/router.js';
import type { RouteSlot } from './app-plan.js';
import type { PlannedSteps } from './planned-steps.js';
import type { ProblemList } from './problem-list.js';

/** A plan in the making. */
export interface PlanDraft {
  readonly settings: BindingSettings;
  readonly problems: ProblemList;
  readonly router: Router<RouteSlot>;
  readonly routes: RouteSlot[];
  readonly steps: PlannedSteps;
}
