// Compiles the notes of an app's classes into one frozen plan, and says everything that is wrong with them.
import { Router } from '../router/router.js';
import type { AppPlan } from './app-plan.js';
import { planModules } from './module-plan.js';
import type { AppOptions } from './options.js';
import type { PlanDraft } from './plan-draft.js';
import { planFallbacks } from './plan-fallbacks.js';
import { planController } from './plan-routes.js';
import { planSteps } from './plan-steps.js';
import type { ProblemList } from './problem-list.js';

/** Plans an app. Problems go to the list; the plan is only fit to run when there are none. */
export function planApp(options: AppOptions, problems: ProblemList): AppPlan {
  const router: PlanDraft['router'] = new Router(options.trailingSlash);
  const draft: PlanDraft = { problems, router, routes: [], roots: new Set(), starts: [], steps: new Set() };
  const { modules, providers } = planModules(options, draft);
  for (const module of modules) {
    planSteps(draft, module, module);
    for (const view of module.controllers) planController(draft, module, view);
  }
  const fallbacks = planFallbacks(draft, modules);
  const { routes, roots, starts } = draft;
  return Object.freeze({ routes, router, fallbacks, roots: [...roots], providers, starts });
}
