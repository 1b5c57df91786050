// Compiles the notes of an app's classes into one frozen plan, and says everything that is wrong with them.
import type { BindingSettings } from '../binding/argument-spec.js';
import { Router } from '../router/router.js';
import type { AppPlan } from './app-plan.js';
import { planModules } from './module-plan.js';
import type { AppOptions } from './options.js';
import type { PlanDraft } from './plan-draft.js';
import { planFallbacks } from './plan-fallbacks.js';
import { planController } from './plan-routes.js';
import { PlannedSteps } from './planned-steps.js';
import type { ProblemList } from './problem-list.js';

/** Plans an app. Problems go to the list; the plan is only fit to run when there are none. */
export function planApp(options: AppOptions, settings: BindingSettings, problems: ProblemList): AppPlan {
  const steps = new PlannedSteps(problems);
  const draft: PlanDraft = { settings, problems, router: new Router(options.trailingSlash), routes: [], steps };
  const { modules, providers } = planModules(options, draft);
  for (const module of modules) {
    steps.addAll(module);
    for (const view of module.controllers) planController(draft, module, view);
  }
  const fallbacks = planFallbacks(draft, modules);
  return Object.freeze({
    routes: Object.freeze(draft.routes),
    router: draft.router,
    fallbacks: Object.freeze(fallbacks),
    roots: steps.roots(modules),
    providers,
    starts: steps.starts,
  });
}
