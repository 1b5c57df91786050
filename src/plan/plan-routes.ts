// Every route of a module's controllers: prefixes times paths.
import { type ParsedPattern, parsePattern } from '../router/pattern.js';
import { joinPaths } from '../shared/join-paths.js';
import { type ErrorLevel, type PlanParts, type RoutePlan, RouteSlot } from './app-plan.js';
import { checkMethod } from './check-method.js';
import type { ClassView, FoundMethod, MethodView } from './class-view.js';
import { planErrorLevels } from './error-levels.js';
import type { ModulePlan } from './module-plan.js';
import type { PlanDraft } from './plan-draft.js';
import { planFallbackSlot } from './plan-fallbacks.js';
import { planRoute } from './plan-route.js';
import { planSteps } from './plan-steps.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** What the routes of one controller in one module share. */
interface Place {
  readonly module: ModulePlan;
  readonly view: ClassView;
  /** Joined to the module's; `undefined` for one that is not text. */
  readonly prefixes: readonly (string | undefined)[];
  readonly errorLevels: readonly ErrorLevel[];
  readonly wrongMethod: RouteSlot | undefined;
}

/** A route that start-up has checked. Of this there is one for every route: a closure would hold twice as much. */
class FoundRoute implements PlanParts {
  constructor(
    private readonly place: Place,
    private readonly method: MethodView,
    private readonly methods: readonly string[],
    private readonly pattern: ParsedPattern,
  ) {}

  plan(): RoutePlan {
    const { place, method, methods, pattern } = this;
    return planRoute(place.module, { view: place.view, method }, place.errorLevels, methods, pattern);
  }
}

/** Plans the routes of one controller in one module. */
export function planController(draft: PlanDraft, module: ModulePlan, view: ClassView): void {
  if (view.prefixes === undefined) reportNoController(draft.problems, view);
  const prefixes: (string | undefined)[] = [];
  for (const prefix of view.prefixes ?? ['']) prefixes.push(typeof prefix === 'string' ? joinPaths(module.prefix, prefix) : undefined);
  const errorLevels = planErrorLevels(draft.problems, [view], module.errorLevels);
  const wrongMethod = planFallbackSlot(draft, module, 'methodNotAllowed', [view], errorLevels);
  const place: Place = { module, view, prefixes, errorLevels, wrongMethod };
  if (view.routes.length > 0) planSteps(draft, view, { view });
  for (const method of view.routes) planMethod(draft, { view, method }, place);
}

function planMethod(draft: PlanDraft, found: FoundMethod, place: Place): void {
  const { prefixes } = place;
  const { routes } = found.method;
  const patterns: ParsedPattern[] = [];
  // By index: hundreds of routes would leave thousands of iterators to the garbage collector.
  for (let index = 0; index < routes.length; index++) {
    const { methods, paths } = routes[index]!;
    if (!areMethodNames(methods)) reportMethod(draft.problems, found);
    for (let outer = 0; outer < prefixes.length; outer++) {
      for (let inner = 0; inner < paths.length; inner++) {
        const pattern = planPath(draft, found, place, methods, prefixes[outer], paths[inner]);
        if (pattern) patterns.push(pattern);
      }
    }
  }
  checkMethod(draft.problems, found, patterns);
  planSteps(draft, found.method, found);
}

/** Plans one path of a route; its pattern, unless it has none. */
function planPath(
  { problems, routes, router }: PlanDraft,
  found: FoundMethod,
  place: Place,
  methods: readonly string[],
  prefix: string | undefined,
  path: unknown,
): ParsedPattern | undefined {
  const pattern = typeof path === 'string' && prefix !== undefined ? parsePattern(joinPaths(prefix, path)) : NOT_TEXT;
  if ('problem' in pattern) {
    problems.addOn(found.view.type, found.method.member, 'bad-pattern', pattern.problem, pattern.fix);
    return undefined;
  }
  const slot = new RouteSlot(new FoundRoute(place, found.method, methods, pattern), place.wrongMethod);
  routes.push(slot);
  const conflict = router.add(methods, pattern, slot);
  if (conflict) reportConflict(problems, found, pattern, conflict);
  return pattern;
}

const NOT_TEXT = { problem: 'has a path that is not text', fix: 'give paths as strings, such as "/todos/:id"' };

const VERBS: readonly unknown[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*'];

/** Names of methods are tokens (RFC 9110 section 9.1): no lists, no blanks. */
function areMethodNames(names: readonly unknown[]): boolean {
  if (names.length === 1 && VERBS.includes(names[0])) return true;
  return names.length > 0 && names.every((name) => typeof name === 'string' && /^[!#$%&'*+\-.^`|~\w]+$/.test(name));
}

function reportNoController(problems: ProblemList, { type }: ClassView): void {
  const message = 'is listed under controllers but has no @Controller';
  problems.addOn(type, undefined, 'not-a-controller', message, 'add @Controller() to the class');
}

function reportMethod(problems: ProblemList, { view, method }: FoundMethod): void {
  problems.addOn(
    view.type,
    method.member,
    'bad-method',
    'has a route for something that is not the name of a method',
    "give names, such as @Route(['GET', 'PROPFIND'], '/files')",
  );
}

function reportConflict(
  problems: ProblemList,
  { view, method }: FoundMethod,
  { text }: ParsedPattern,
  conflict: { readonly method: string; readonly value: RouteSlot },
): void {
  const { handler, pattern } = conflict.value.plan;
  problems.addOn(
    view.type,
    method.member,
    'duplicate-route',
    `answers ${conflict.method} ${text}, which ${nameOf(handler!.owner)}.${String(handler!.member)} (${pattern!.text}) already answers`,
    'change one of the two paths or methods, or remove one',
  );
}
