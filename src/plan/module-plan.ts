// The tree of modules, flattened: each module with all that covers it, from the app inwards.
import type { Provider } from '../container/providers.js';
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { type Constructor, isConstructor } from '../shared/constructor.js';
import { joinPaths } from '../shared/join-paths.js';
import type { ErrorLevel } from './app-plan.js';
import { type ClassView, viewClass } from './class-view.js';
import { planErrorLevels } from './error-levels.js';
import type { ModuleOptions } from './options.js';
import type { PlanDraft } from './plan-draft.js';
import type { ProblemList } from './problem-list.js';

/** One module: what covers it, outermost first, and what it holds. */
export interface ModulePlan {
  readonly prefix: string;
  readonly parent: ModulePlan | undefined;
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
  /** Nearest level first. */
  readonly errorLevels: readonly ErrorLevel[];
  readonly controllers: readonly ClassView[];
  readonly errorHandlers: readonly ClassView[];
}

/** Everything the tree of modules lists. */
export interface ModuleTree {
  /** Parents before children; the app itself first. */
  readonly modules: readonly ModulePlan[];
  readonly providers: readonly Provider[];
}

const NONE: readonly never[] = [];
const OUTSIDE = { prefix: '', middleware: NONE, guards: NONE, errorLevels: NONE };

/** Flattens the tree. Views of classes are shared: a controller may be in two modules. */
export function planModules(options: ModuleOptions, draft: PlanDraft): ModuleTree {
  const views = new Map<Constructor, ClassView>();
  const modules: ModulePlan[] = [];
  const providers: Provider[] = [];
  const visit = (module: ModuleOptions, parent: ModulePlan | undefined): void => {
    const outer = parent ?? OUTSIDE;
    const controllers = viewClasses(module.controllers, 'controllers', views, draft);
    const errorHandlers = viewClasses(module.errorHandlers, 'errorHandlers', views, draft);
    for (const view of errorHandlers) checkHandles(view, draft.problems);
    const plan: ModulePlan = {
      prefix: joinPaths(outer.prefix, module.prefix ?? ''),
      parent,
      // Copies: the lists are the user's.
      middleware: [...outer.middleware, ...(module.middleware ?? NONE)],
      guards: [...outer.guards, ...(module.guards ?? NONE)],
      errorLevels: planErrorLevels(draft.problems, errorHandlers, outer.errorLevels),
      controllers,
      errorHandlers,
    };
    modules.push(plan);
    providers.push(...(module.providers ?? NONE));
    // One that is missing has been reported with the options.
    for (const child of module.modules ?? NONE) if (child) visit(child, plan);
  };
  visit(options, undefined);
  return { modules, providers };
}

function viewClasses(
  list: readonly Constructor[] | undefined,
  where: string,
  views: Map<Constructor, ClassView>,
  { problems, roots }: PlanDraft,
): ClassView[] {
  const found: ClassView[] = [];
  let index = 0;
  for (const type of list ?? NONE) {
    if (isConstructor(type)) {
      const view = views.get(type) ?? viewClass(type, problems);
      views.set(type, view);
      roots.add(type);
      found.push(view);
    } else reportNoClass(type, `${where}[${index}]`, where, problems);
    index++;
  }
  return found;
}

function checkHandles({ type, errorHandlers, notFound, methodNotAllowed }: ClassView, problems: ProblemList): void {
  if (errorHandlers.length + notFound.length + methodNotAllowed.length > 0) return;
  const fix = 'decorate its methods with @ErrorHandler(SomeError), @NotFound() or @MethodNotAllowed()';
  problems.addOn(type, undefined, 'no-error-handler', 'is listed under errorHandlers but handles nothing', fix);
}

function reportNoClass(given: unknown, place: string, where: string, problems: ProblemList): void {
  const isMissing = given === undefined;
  problems.add({
    code: 'not-a-class',
    message: `${place} is ${isMissing ? 'undefined' : `of type ${typeof given}`}, not a class`,
    fix: isMissing ? 'a circular import leaves a class undefined here: import it from its own file' : `list classes under ${where}`,
  });
}
