// The tree of modules, flattened: each module with all that covers it, from the app inwards.
import type { Provider } from '../container/providers.js';
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { type Constructor, isConstructor } from '../shared/constructor.js';
import type { ErrorLevel } from './app-plan.js';
import { planErrorLevel } from './error-levels.js';
import { type ClassView, viewClass } from './method-plan.js';
import type { ModuleOptions } from './options.js';
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

/** Flattens the tree. Views of classes are shared: a controller may be in two modules. */
export function planModules(options: ModuleOptions, problems: ProblemList): ModuleTree {
  const views = new Map<Constructor, ClassView>();
  const modules: ModulePlan[] = [];
  const providers: Provider[] = [];
  const view = (type: Constructor): ClassView => {
    let found = views.get(type);
    if (!found) {
      found = viewClass(type);
      views.set(type, found);
    }
    return found;
  };
  const visit = (module: ModuleOptions, parent: ModulePlan | undefined): void => {
    const errorHandlers = listClasses(module.errorHandlers, 'errorHandlers', problems).map(view);
    const own = planErrorLevel(errorHandlers, problems);
    const plan: ModulePlan = {
      prefix: joinPaths(parent?.prefix ?? '', module.prefix ?? ''),
      parent,
      middleware: [...(parent?.middleware ?? []), ...(module.middleware ?? [])],
      guards: [...(parent?.guards ?? []), ...(module.guards ?? [])],
      errorLevels: own ? [own, ...(parent?.errorLevels ?? [])] : (parent?.errorLevels ?? []),
      controllers: listClasses(module.controllers, 'controllers', problems).map(view),
      errorHandlers,
    };
    modules.push(plan);
    providers.push(...(module.providers ?? []));
    for (const child of module.modules ?? []) visit(child, plan);
  };
  visit(options, undefined);
  for (const controller of new Set(modules.flatMap((module) => module.controllers))) {
    if (controller.prefixes === undefined)
      problems.addOn(
        controller.type,
        undefined,
        'not-a-controller',
        'is listed under controllers but has no @Controller',
        'add @Controller() to the class',
      );
  }
  return { modules, providers };
}

function listClasses(list: readonly Constructor[] | undefined, where: string, problems: ProblemList): Constructor[] {
  return (list ?? []).filter((entry, index) => {
    if (isConstructor(entry)) return true;
    problems.add({
      code: 'not-a-class',
      message: `${where}[${index}] is ${entry === undefined ? 'undefined' : `of type ${typeof entry}`}, not a class`,
      fix:
        entry === undefined
          ? 'a circular import leaves a class undefined here: import it from its own file'
          : `list classes under ${where}`,
    });
    return false;
  });
}

/** Joins path patterns; slashes at the ends are optional. */
export function joinPaths(...paths: readonly string[]): string {
  const joined = paths.map((path) => path.replace(/^\/+|\/+$/g, '')).filter((path) => path !== '');
  return joined.length === 0 ? '' : `/${joined.join('/')}`;
}

/** A module's place for messages. */
export function describeModule(module: ModulePlan): string {
  return module.parent ? `module '${module.prefix || '/'}'` : 'the app';
}
