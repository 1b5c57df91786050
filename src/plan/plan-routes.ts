// Every route of a module's controllers: prefixes times paths.
import { type ParsedPattern, parsePattern } from '../router/pattern.js';
import { joinPaths } from '../shared/join-paths.js';
import { RouteSlot } from './app-plan.js';
import { checkMethod } from './check-method.js';
import { checkPathParameters } from './check-path-parameters.js';
import type { ClassView, FoundMethod } from './class-view.js';
import { levelsOf } from './error-levels.js';
import type { ModulePlan } from './module-plan.js';
import type { PlanDraft } from './plan-draft.js';
import { planFallbackSlot } from './plan-fallbacks.js';
import { planRoute } from './plan-route.js';
import { nameOf } from './problem-list.js';

/** Plans the routes of one controller in one module. */
export function planController(draft: PlanDraft, module: ModulePlan, view: ClassView): void {
  if (view.prefixes === undefined)
    draft.problems.addOn(
      view.type,
      undefined,
      'not-a-controller',
      'is listed under controllers but has no @Controller',
      'add @Controller() to the class',
    );
  const errorLevels = levelsOf(draft, view, module.errorLevels);
  const wrongMethod = planFallbackSlot(draft, module, 'method-not-allowed', [view], errorLevels);
  const prefixes = (view.prefixes ?? ['']).map((prefix) => (typeof prefix === 'string' ? joinPaths(module.prefix, prefix) : undefined));
  if (view.routes.length > 0) draft.steps.addAll(view, { view });
  for (const method of view.routes) {
    const found: FoundMethod = { view, method };
    const patterns: ParsedPattern[] = [];
    checkName(draft, found);
    checkMethod(draft, found, true);
    draft.steps.addAll(method, found);
    for (const prefix of prefixes) {
      for (const { methods, paths } of method.routes) {
        for (const path of paths) {
          const pattern = readPattern(draft, found, prefix, path);
          if (!pattern) continue;
          patterns.push(pattern);
          addRoute(
            draft,
            found,
            methods,
            pattern,
            new RouteSlot(() => planRoute(module, found, errorLevels, methods, pattern), wrongMethod),
          );
        }
      }
    }
    if (method.arguments.length > 0 && patterns.length > 0) checkPathParameters(draft.problems, found, patterns);
  }
}

function readPattern(
  { problems }: PlanDraft,
  { view, method }: FoundMethod,
  prefix: string | undefined,
  path: unknown,
): ParsedPattern | undefined {
  const read =
    typeof path === 'string' && prefix !== undefined
      ? parsePattern(joinPaths(prefix, path))
      : { problem: 'has a path that is not text', fix: 'give paths as strings, such as "/todos/:id"' };
  if (!('problem' in read)) return read;
  problems.addOn(view.type, method.member, 'bad-pattern', read.problem, read.fix);
  return undefined;
}

function addRoute(
  { router, routes, problems }: PlanDraft,
  { view, method }: FoundMethod,
  methods: readonly string[],
  pattern: ParsedPattern,
  slot: RouteSlot,
): void {
  routes.push(slot);
  const conflict = router.add(methods, pattern, slot);
  if (!conflict) return;
  const other = conflict.value.plan;
  const { owner, member } = other.handler!;
  problems.addOn(
    view.type,
    method.member,
    'duplicate-route',
    `answers ${conflict.method} ${pattern.text}, which ${nameOf(owner)}.${String(member)} (${other.pattern!.text}) already answers`,
    'change one of the two paths or methods, or remove one',
  );
}

const VERBS = ' GET POST PUT PATCH DELETE HEAD OPTIONS * ';

/** Names of methods are tokens (RFC 9110 section 9.1): no lists, no blanks. */
function isMethodName(name: unknown): boolean {
  return typeof name === 'string' && (VERBS.includes(` ${name} `) || /^[!#$%&'*+\-.^`|~\w]+$/.test(name));
}

function checkName({ problems }: PlanDraft, { view: { type }, method: { member, routes } }: FoundMethod): void {
  if (typeof (type.prototype as Record<string | symbol, unknown>)[member] !== 'function')
    problems.addOn(type, member, 'not-a-method', 'has a route but is not a method', 'put route decorators on methods, not on properties');
  for (const { methods } of routes) {
    if (methods.length > 0 && methods.every(isMethodName)) continue;
    problems.addOn(
      type,
      member,
      'bad-method',
      'has a route for something that is not the name of a method',
      "give names, such as @Route(['GET', 'PROPFIND'], '/files')",
    );
  }
}
