// One event of a known source, from its route to its result.
import type { Context } from 'aws-lambda';
import { escapePath, isPlainPath } from '../adapters/escape-text.js';
import type { HttpSource } from '../http/http-source.js';
import { hasDotSegment, stripBase } from '../http/path.js';
import type { AppPlan, FallbackPlan, RouteSlot } from '../plan/app-plan.js';
import { optionsSlot } from '../plan/options-slot.js';
import { coversPath } from '../plan/plan-fallbacks.js';
import { canonicalPath } from '../shared/canonical-path.js';
import { conclude } from './conclude.js';
import { answerOverdue, timeLeft, withinDeadline } from './deadline.js';
import { answerError } from './error-answer.js';
import { compileExecution, type Execute } from './execution.js';
import { RequestState } from './request-state.js';
import { tracking } from './request-tracking.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';

const NO_PARAMETERS: readonly string[] = [];
const NO_MATCH = { kind: 'none' } as const;

/** Executes a request. A promise only when something in it waits; it never throws or rejects but for a stream that broke midway. */
export function executeRequest(app: RunningApp, source: HttpSource, event: unknown, context: Context, writer: ResultWriter): unknown {
  const ctx = receive(app, source as HttpSource<unknown>, event, context);
  if (writer.isStream) ctx.isStreamed = true;
  const left = timeLeft(context, app.settings.deadlineReserveMs);
  ctx.millisecondsLeft = left;
  if (!app.life.isRunning) return answerOverdue(ctx, writer, 'Start-up did not finish in the time of this invocation');
  if (left !== undefined && left <= 0) return answerOverdue(ctx, writer, 'There was too little time left to run the handler');
  let result: unknown;
  try {
    const execute = executionOf(app, ctx.slot);
    result = tracking.storage ? tracking.storage.run(ctx, execute, ctx, writer) : execute(ctx, writer);
  } catch (error) {
    // Executing does not throw; compiling on first use may, when something was changed behind the plan's back.
    return conclude(ctx, answerError(ctx, error), writer);
  }
  // Promises in here are our own: one comparison instead of looking for a method on every result.
  return left === undefined || ctx.isWatched || !(result instanceof Promise) ? result : withinDeadline(ctx, result, writer);
}

/** Reads what routing needs, and finds what will answer. */
function receive(app: RunningApp, source: HttpSource<unknown>, event: unknown, context: Context): RequestState {
  const { plan, settings } = app;
  const method = source.readMethod(event);
  const raw = source.readRawPath(event);
  // The path of a static route is canonical: what is equal to it needs no look at its characters.
  const direct = settings.basePath === '' ? plan.router.findStatic(method, raw) : undefined;
  if (direct !== undefined) return new RequestState(app, source, event, context, method, raw, direct.value, NO_PARAMETERS);
  const isPlain = isPlainPath(raw);
  // The one form that router, guards and everybody else see.
  const whole = isPlain ? raw : canonicalPath(escapePath(raw, source.hasDecodedPath));
  const path = settings.basePath === '' ? whole : stripBase(whole, settings.basePath);
  let match = plan.router.find(method, path);
  // A static route is its own path; anything else that has dot segments left means another path to whoever resolves them.
  if (!isPlain && (match.kind !== 'route' || match.parameters.length > 0) && hasDotSegment(path)) match = NO_MATCH;
  if (match.kind === 'route')
    return new RequestState(
      app,
      source,
      event,
      context,
      method,
      path,
      match.value,
      match.parameters,
      !isPlain && match.parameters.length > 0,
    );
  const fallback = nearestFallback(plan.fallbacks, path);
  if (match.kind === 'wrong-method') {
    const slot =
      method === 'OPTIONS'
        ? optionsSlot(routeAskedFor(app, source.readHeader(event, 'access-control-request-method'), path) ?? match.value, fallback)
        : (match.value.wrongMethod ?? fallback.methodNotAllowed);
    const ctx = new RequestState(app, source, event, context, method, path, slot, NO_PARAMETERS);
    ctx.allow = match.allow;
    return ctx;
  }
  const ctx = new RequestState(app, source, event, context, method, path, fallback.notFound, NO_PARAMETERS);
  // A path that starts with two slashes would redirect to another host.
  if (match.kind === 'redirect' && !match.path.startsWith('//')) ctx.redirectTo = match.path;
  return ctx;
}

function nearestFallback(fallbacks: AppPlan['fallbacks'], path: string): FallbackPlan {
  for (let index = 0; index < fallbacks.length - 1; index++) {
    if (coversPath(fallbacks[index]!.prefix, path)) return fallbacks[index]!;
  }
  return fallbacks[fallbacks.length - 1]!;
}

/** The route that a preflight is about. */
function routeAskedFor(app: RunningApp, requestedMethod: string | undefined, path: string): RouteSlot | undefined {
  const match = requestedMethod === undefined ? undefined : app.plan.router.find(requestedMethod, path);
  return match?.kind === 'route' ? match.value : undefined;
}

function executionOf(app: RunningApp, slot: RouteSlot): Execute {
  slot.execute ??= compileExecution(app, slot.plan);
  return slot.execute as Execute;
}
