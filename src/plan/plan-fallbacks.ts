// What answers where no route does: the longest prefix that covers a path decides, module by module and controller by controller.
import { parsePattern } from '../router/pattern.js';
import { joinPaths } from '../shared/join-paths.js';
import { type ErrorLevel, type FallbackPlan, RouteSlot } from './app-plan.js';
import { checkMethod } from './check-method.js';
import type { ClassView, FoundMethod } from './class-view.js';
import { planErrorLevels } from './error-levels.js';
import type { ModulePlan } from './module-plan.js';
import type { PlanDraft } from './plan-draft.js';
import { planFallback } from './plan-route.js';
import { planSteps } from './plan-steps.js';
import { nameOf, type ProblemList } from './problem-list.js';

type FallbackKind = 'notFound' | 'methodNotAllowed';

/** The fallbacks of all modules and controllers, longest prefix first; the app's own is last and covers everything. */
export function planFallbacks(draft: PlanDraft, modules: readonly ModulePlan[]): FallbackPlan[] {
  const fallbacks: FallbackPlan[] = [];
  for (const module of modules) {
    const notFound = moduleFallback(draft, module, 'notFound');
    fallbacks.push({ prefix: readPrefix(module.prefix), notFound, methodNotAllowed: moduleFallback(draft, module, 'methodNotAllowed') });
  }
  // Controllers after modules: at the same length a controller's own method is the nearer one, and sorting is stable.
  const owned: FallbackPlan[] = [];
  for (const module of modules)
    for (const view of module.controllers) if (view.notFound.length > 0) owned.push(...ownFallbacks(draft, module, view, fallbacks));
  return [...owned, ...fallbacks].sort((a, b) => b.prefix.length - a.prefix.length);
}

function ownFallbacks(draft: PlanDraft, module: ModulePlan, view: ClassView, modules: readonly FallbackPlan[]): FallbackPlan[] {
  const levels = planErrorLevels(draft.problems, [view], module.errorLevels);
  const notFound = planFallbackSlot(draft, module, 'notFound', [view], levels)!;
  return (view.prefixes ?? []).map((given) => {
    const prefix = readPrefix(joinPaths(module.prefix, given));
    return { prefix, notFound, methodNotAllowed: nearestModule(modules, prefix).methodNotAllowed };
  });
}

function nearestModule(fallbacks: readonly FallbackPlan[], inner: FallbackPlan['prefix']): FallbackPlan {
  const covering = fallbacks.filter(({ prefix }) =>
    prefix.every((segment, at) => at < inner.length && (segment ?? inner[at]) === inner[at]),
  );
  return covering.reduce((best, next) => (next.prefix.length >= best.prefix.length ? next : best));
}

function moduleFallback(draft: PlanDraft, module: ModulePlan, kind: FallbackKind): RouteSlot {
  for (let at: ModulePlan | undefined = module; at; at = at.parent) {
    const slot = planFallbackSlot(draft, module, kind, at.errorHandlers, module.errorLevels);
    if (slot) return slot;
  }
  return new RouteSlot({ plan: () => planFallback(module, KINDS[kind], undefined, module.errorLevels) });
}

const KINDS = { notFound: 'not-found', methodNotAllowed: 'method-not-allowed' } as const;

/** The one method among some classes that answers; others are reported, nothing would ever ask them. */
export function planFallbackSlot(
  draft: PlanDraft,
  module: ModulePlan,
  kind: FallbackKind,
  views: readonly ClassView[],
  errorLevels: readonly ErrorLevel[],
): RouteSlot | undefined {
  let first: FoundMethod | undefined;
  for (const view of views) {
    for (const method of view[kind]) {
      const found: FoundMethod = { view, method };
      if (first) reportDuplicate(draft.problems, first, found);
      else {
        first = found;
        checkMethod(draft.problems, found);
        planSteps(draft, view, { view });
        planSteps(draft, method, { view });
      }
    }
  }
  return first && new RouteSlot({ plan: () => planFallback(module, KINDS[kind], first, errorLevels) });
}

function reportDuplicate(problems: ProblemList, first: FoundMethod, other: FoundMethod): void {
  problems.addOn(
    other.view.type,
    other.method.member,
    'duplicate-fallback',
    `answers what ${nameOf(first.view.type)}.${String(first.method.member)} already answers at the same level`,
    'keep one of them',
  );
}

/** Read as patterns are, so that a prefix covers the same paths as the routes below it; one that cannot be read is reported there. */
function readPrefix(prefix: string): (string | undefined)[] {
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
