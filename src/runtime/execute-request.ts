// One event of a known source, from its route to its result.
import type { Context } from 'aws-lambda';
import { escapePath, isPlainPath } from '../adapters/escape-text.js';
import type { HttpSource } from '../http/http-source.js';
import { hasDotSegment, stripBase } from '../http/path.js';
import type { AppPlan, FallbackPlan, RouteSlot } from '../plan/app-plan.js';
import { optionsSlot } from '../plan/options-slot.js';
import { coversPath } from '../plan/plan-fallbacks.js';
import type { Match } from '../router/match.js';
import { canonicalPath } from '../shared/canonical-path.js';
import { conclude } from './conclude.js';
import { answerOverdue, timeLeft, withinDeadline } from './deadline.js';
import { answerError } from './error-answer.js';
import { compileExecution, type Execute } from './execution.js';
import { RequestState } from './request-state.js';
import { tracking } from './request-tracking.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';

const NO_MATCH = { kind: 'none' } as const;

/**
 * Executes a request. A promise only when something in it waits; it never throws or rejects but for a stream that broke midway.
 *
 * What is unusual is in functions of its own, here and in what this calls: functions that are short enough become one when they are compiled.
 */
export function executeRequest(app: RunningApp, source: HttpSource, event: unknown, context: Context, writer: ResultWriter): unknown {
  const ctx = receive(app, source as HttpSource<unknown>, event, context);
  if (writer.isStream) ctx.isStreamed = true;
  const left = timeLeft(context, app.settings.deadlineReserveMs);
  ctx.millisecondsLeft = left;
  if (!app.life.isRunning) return answerOverdue(ctx, writer, 'Start-up did not finish in the time of this invocation');
  if (left !== undefined && left <= 0) return answerOverdue(ctx, writer, 'There was too little time left to run the handler');
  const execute = (ctx.slot.execute as Execute | undefined) ?? compileSlot(app, ctx.slot);
  const result = tracking.storage === undefined ? execute(ctx, writer) : tracking.storage.run(ctx, execute, ctx, writer);
  // Promises in here are our own: one comparison instead of looking for a method on every result.
  return left === undefined || !(result instanceof Promise) || ctx.isWatched ? result : withinDeadline(ctx, result, writer);
}

function compileSlot(app: RunningApp, slot: RouteSlot): Execute {
  try {
    const execute = compileExecution(app, slot.plan);
    slot.execute = execute;
    return execute;
  } catch (error) {
    // Something was changed behind the plan's back.
    return (ctx, writer) => conclude(ctx, answerError(ctx, error), writer);
  }
}

/** Reads what routing needs, and finds what will answer. */
function receive(app: RunningApp, source: HttpSource<unknown>, event: unknown, context: Context): RequestState {
  const method = source.readMethod(event);
  const raw = source.readRawPath(event);
  const match = app.settings.basePath === '' ? app.plan.router.find(method, raw) : undefined;
  // Literal segments are canonical: what is equal to them needs no look at its characters.
  return match?.kind === 'route' && arePlain(match.parameters)
    ? new RequestState(app, source, event, context, method, raw, match.value, match, false)
    : receiveOther(app, source, event, context, method, raw, match);
}

function arePlain(segments: readonly string[]): boolean {
  for (let index = 0; index < segments.length; index++) if (!isPlainPath(segments[index]!)) return false;
  return true;
}

/** A request that no route takes, or whose path has to be read first: below a base path, or not in canonical form. */
function receiveOther(
  app: RunningApp,
  source: HttpSource<unknown>,
  event: unknown,
  context: Context,
  method: string,
  raw: string,
  found: Match<RouteSlot> | undefined,
): RequestState {
  const { basePath } = app.settings;
  const hasEscapes = !isPlainPath(raw);
  let path = raw;
  let match = found;
  if (match === undefined || hasEscapes) {
    // The one form that router, guards and everybody else see.
    path = stripBase(canonicalPath(escapePath(raw, source.hasDecodedPath)), basePath);
    match = app.plan.router.find(method, path);
    // A static route is its own path; anything else that has dot segments left means another path to whoever resolves them.
    if (hasDotSegment(path) && (match.kind !== 'route' || match.parameters.length > 0)) match = NO_MATCH;
  }
  const slot = match.kind === 'route' ? match.value : slotWithoutRoute(app, source, event, method, path, match);
  return new RequestState(app, source, event, context, method, path, slot, match, hasEscapes);
}

/** What answers when no route does. */
function slotWithoutRoute(
  { plan }: RunningApp,
  source: HttpSource<unknown>,
  event: unknown,
  method: string,
  path: string,
  match: Match<RouteSlot>,
): RouteSlot {
  const fallback = nearestFallback(plan.fallbacks, path);
  if (match.kind !== 'wrong-method') return fallback.notFound;
  if (method !== 'OPTIONS') return match.value.wrongMethod ?? fallback.methodNotAllowed;
  // A preflight is about another method.
  const wanted = source.readHeader(event, 'access-control-request-method');
  const asked = wanted === undefined ? undefined : plan.router.find(wanted, path);
  return optionsSlot(asked?.kind === 'route' ? asked.value : match.value, fallback);
}

function nearestFallback(fallbacks: AppPlan['fallbacks'], path: string): FallbackPlan {
  for (let index = 0; index < fallbacks.length - 1; index++) {
    if (coversPath(fallbacks[index]!.prefix, path)) return fallbacks[index]!;
  }
  return fallbacks[fallbacks.length - 1]!;
}
