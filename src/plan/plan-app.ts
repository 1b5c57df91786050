// Compiles the notes of an app's classes into one frozen plan, and says everything that is wrong with them.
import type { BindingSettings } from '../binding/argument-spec.js';
import { checkArgument, checkReturns } from '../binding/check-argument.js';
import { lineageOf, readNotes } from '../metadata/note-store.js';
import type { NotedClass } from '../metadata/notes.js';
import { Router } from '../router/router.js';
import { type AppPlan, type HandlerPlan, type RoutePlan, RouteSlot } from './app-plan.js';
import { checkAnswer } from './check-answer.js';
import { collectStarts } from './middleware-starts.js';
import { type ModulePlan, planModules } from './module-plan.js';
import type { AppOptions } from './options.js';
import { planFallbacks, planMethodNotAllowed } from './plan-fallbacks.js';
import { planRoots } from './plan-roots.js';
import { planController } from './plan-routes.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** Plans an app. Problems go to the list; the plan is only fit to run when there are none. */
export function planApp(options: AppOptions, settings: BindingSettings, problems: ProblemList): AppPlan {
  const { modules, providers } = planModules(options, problems);
  const router = new Router<RouteSlot>(options.trailingSlash);
  const routes: RoutePlan[] = [];
  const methodNotAllowedOf = new Map<RoutePlan, RouteSlot>();
  for (const module of modules) {
    for (const view of module.controllers) {
      const methodNotAllowed = planMethodNotAllowed(module, view, problems);
      const slot = methodNotAllowed && new RouteSlot(methodNotAllowed);
      for (const route of planController(module, view, problems)) {
        routes.push(route);
        if (slot) methodNotAllowedOf.set(route, slot);
        addRoute(router, route, problems);
      }
    }
  }
  const fallbacks = planFallbacks(modules, problems);
  const slots = [
    ...fallbacks.flatMap((fallback) => [fallback.notFound, fallback.methodNotAllowed]),
    ...new Set(methodNotAllowedOf.values()),
  ];
  const everyRoute = [...routes, ...slots.map((slot) => slot.plan)];
  reportMistakes(modules, problems);
  checkHandlers(everyRoute, settings, problems);
  const roots = planRoots(modules, everyRoute, problems);
  for (const route of everyRoute) freezeRoute(route);
  return Object.freeze({
    routes: Object.freeze(routes),
    router,
    fallbacks: Object.freeze(fallbacks),
    methodNotAllowedOf,
    roots,
    providers,
    starts: collectStarts(everyRoute),
  });
}

function addRoute(router: Router<RouteSlot>, route: RoutePlan, problems: ProblemList): void {
  const conflict = router.add(route.methods, route.pattern!, new RouteSlot(route));
  if (!conflict) return;
  const other = conflict.value.plan;
  const { owner, member } = other.handler!;
  problems.addOn(
    route.handler!.owner,
    route.handler!.member,
    'duplicate-route',
    `answers ${conflict.method} ${route.pattern!.text}, which ${nameOf(owner)}.${String(member)} (${other.pattern!.text}) already answers`,
    'change one of the two paths or methods, or remove one',
  );
}

/** Mistakes that decorators saw on any class of the app. */
function reportMistakes(modules: readonly ModulePlan[], problems: ProblemList): void {
  const types = new Set<NotedClass>();
  for (const module of modules)
    for (const view of [...module.controllers, ...module.errorHandlers]) for (const type of lineageOf(view.type)) types.add(type);
  for (const type of types) for (const mistake of readNotes(type)?.mistakes ?? []) problems.add({ ...mistake, className: nameOf(type) });
}

function checkHandlers(routes: readonly RoutePlan[], settings: BindingSettings, problems: ProblemList): void {
  const seen = new Set<HandlerPlan>();
  const check = (handler: HandlerPlan | undefined) => {
    if (!handler || seen.has(handler)) return;
    seen.add(handler);
    for (const spec of handler.arguments) for (const problem of checkArgument(spec, settings)) problems.add(problem);
    if (handler.returns)
      for (const problem of checkReturns(handler.returns, nameOf(handler.owner), String(handler.member))) problems.add(problem);
    checkAnswer(handler, problems);
  };
  for (const route of routes) {
    check(route.handler);
    for (const level of route.errorLevels) {
      check(level.catchAll);
      for (const handler of level.byPrototype.values()) check(handler);
    }
  }
}

function freezeRoute(route: RoutePlan): void {
  Object.freeze(route.middleware);
  Object.freeze(route.guards);
  if (route.handler) Object.freeze(route.handler);
  Object.freeze(route);
}
