// What answers where no route does: the longest prefix that covers a path decides, module by module and controller by controller.
import { parsePattern } from '../router/pattern.js';
import { type FallbackPlan, type RoutePlan, RouteSlot } from './app-plan.js';
import { planErrorLevel } from './error-levels.js';
import { ERROR_POSITIONAL, planHandler } from './handler-plan.js';
import { type ClassView, type MethodView, mergeMaps } from './method-plan.js';
import { settleKinds } from './middleware-kinds.js';
import { joinPaths, type ModulePlan } from './module-plan.js';
import { nameOf, type ProblemList } from './problem-list.js';

type FallbackKind = 'not-found' | 'method-not-allowed';

/** The fallbacks of all modules and controllers, longest prefix first; the app's own is last and covers everything. */
export function planFallbacks(modules: readonly ModulePlan[], problems: ProblemList): FallbackPlan[] {
  const fallbacks: FallbackPlan[] = [];
  for (const module of modules) {
    fallbacks.push({
      prefix: prefixSegments(module.prefix),
      notFound: new RouteSlot(planModuleFallback(module, 'not-found', problems)),
      methodNotAllowed: new RouteSlot(planModuleFallback(module, 'method-not-allowed', problems)),
    });
  }
  // Controllers after modules: at the same length a controller's own method is the nearer one, and sorting is stable.
  const owned: FallbackPlan[] = [];
  for (const module of modules) {
    for (const view of module.controllers) {
      const notFound = planControllerFallback(module, view, 'not-found', problems);
      if (!notFound) continue;
      const slot = new RouteSlot(notFound);
      for (const prefix of view.prefixes ?? []) {
        const full = prefixSegments(joinPaths(module.prefix, prefix));
        owned.push({ prefix: full, notFound: slot, methodNotAllowed: nearestModule(fallbacks, full).methodNotAllowed });
      }
    }
  }
  return [...owned, ...fallbacks].sort((a, b) => b.prefix.length - a.prefix.length);
}

function nearestModule(fallbacks: readonly FallbackPlan[], inner: FallbackPlan['prefix']): FallbackPlan {
  const covering = fallbacks.filter(({ prefix }) =>
    prefix.every((segment, at) => at < inner.length && (segment ?? inner[at]) === inner[at]),
  );
  return covering.reduce((best, next) => (next.prefix.length >= best.prefix.length ? next : best));
}

/** The `@MethodNotAllowed` plan of a controller, which covers its own paths. */
export function planMethodNotAllowed(module: ModulePlan, view: ClassView, problems: ProblemList): RoutePlan | undefined {
  return planControllerFallback(module, view, 'method-not-allowed', problems);
}

function planModuleFallback(module: ModulePlan, kind: FallbackKind, problems: ProblemList): RoutePlan {
  for (let at: ModulePlan | undefined = module; at; at = at.parent) {
    const found = findFallback(at.errorHandlers, kind, problems);
    if (found) return planFallback(module, found.view, found.method, kind, module.errorLevels, problems);
  }
  return {
    kind,
    methods: [],
    pattern: null,
    handler: undefined,
    middleware: settleKinds(module.middleware),
    guards: [],
    errorLevels: module.errorLevels,
    metadata: new Map(),
  };
}

function planControllerFallback(module: ModulePlan, view: ClassView, kind: FallbackKind, problems: ProblemList): RoutePlan | undefined {
  const found = findFallback([view], kind, problems);
  if (!found) return undefined;
  const own = planErrorLevel([view], problems);
  return planFallback(module, view, found.method, kind, own ? [own, ...module.errorLevels] : module.errorLevels, problems);
}

/** The one method among some classes that answers; others are reported, nothing would ever ask them. */
function findFallback(
  views: readonly ClassView[],
  kind: FallbackKind,
  problems: ProblemList,
): { readonly view: ClassView; readonly method: MethodView } | undefined {
  const flag = kind === 'not-found' ? 'notFound' : 'methodNotAllowed';
  const [first, ...others] = views.flatMap((view) => view.methods.filter((method) => method[flag]).map((method) => ({ view, method })));
  for (const { view, method } of others) {
    problems.addOn(
      view.type,
      method.member,
      'duplicate-fallback',
      `answers what ${nameOf(first!.view.type)}.${String(first!.method.member)} already answers at the same level`,
      'keep one of them',
    );
  }
  return first;
}

/** Guards of modules stand on routes, so fallbacks run only those of the class and the method that answer. */
function planFallback(
  module: ModulePlan,
  view: ClassView,
  method: MethodView,
  kind: FallbackKind,
  errorLevels: RoutePlan['errorLevels'],
  problems: ProblemList,
): RoutePlan {
  return {
    kind,
    methods: [],
    pattern: null,
    handler: planHandler(view.type, method, [], ERROR_POSITIONAL, problems),
    middleware: settleKinds([...module.middleware, ...view.middleware, ...method.middleware]),
    guards: [...view.guards, ...method.guards],
    errorLevels,
    metadata: mergeMaps([view.metadata, method.metadata]),
  };
}

/** Read as patterns are, so that a prefix covers the same paths as the routes below it; one that cannot be read is reported there. */
function prefixSegments(prefix: string): (string | undefined)[] {
  const parsed = parsePattern(prefix);
  return 'problem' in parsed ? [] : parsed.segments.map((segment) => (typeof segment === 'string' ? segment : undefined));
}

/** Whether a prefix covers a path, on a segment boundary. */
export function coversPath(prefix: readonly (string | undefined)[], path: string): boolean {
  let at = 0;
  for (const segment of prefix) {
    if (path[at] !== '/') return false;
    const end = path.indexOf('/', at + 1);
    const given = end < 0 ? path.slice(at + 1) : path.slice(at + 1, end);
    if (segment === undefined ? given === '' : given !== segment) return false;
    at = end < 0 ? path.length : end;
  }
  return true;
}
