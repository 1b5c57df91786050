// How one route, or what stands in for one, is executed: compiled on its first request, then only run.
import type { Negotiation } from '../binding/negotiation.js';
import { Refusal } from '../binding/refusal.js';
import { HttpResponse } from '../http/http-response.js';
import { isBodilessStatus, isResponseStatus } from '../http/status.js';
import { composeGuards } from '../pipeline/guards.js';
import { composeOnion, type Step } from '../pipeline/onion.js';
import type { HandlerPlan, RoutePlan } from '../plan/app-plan.js';
import { isThenable } from '../shared/thenable.js';
import { answerFrom, isPlainJson, toJson } from './answer.js';
import { checkRequest } from './check-request.js';
import { type AnswerMaker, compileAnswer, respectContext, shapeOf } from './compile-answer.js';
import { compileGuards, compileHandler, compileMiddleware, type HandlerCall } from './compile-handler.js';
import { answerFailure, conclude, finish } from './conclude.js';
import { answerWhen, Watch } from './deadline.js';
import { fallbackBody, fallbackError, fallbackResponse, impliedAnswer } from './default-answer.js';
import type { ErrorBody } from './error-answer.js';
import { statusOf } from './failure.js';
import { releaseValue } from './release-value.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';

/** Executes a request and delivers its answer. Never throws; a promise never rejects but for a stream that broke midway. */
export type Execute = (ctx: RequestState, writer: ResultWriter) => unknown;

/** What stands at the centre of a chain. */
interface Core {
  /** Checks, guards and the call; gives the value, or a promise of it. */
  readonly run: HandlerCall;
  /** The response that a value means. */
  readonly answer: AnswerMaker;
  /** The status of a value that is JSON and nothing else; 0 when there is more to say than status, type and text. */
  readonly jsonStatus: number | ((value: unknown, ctx: RequestState) => number);
}

/** Compiles the execution of a plan. */
export function compileExecution(app: RunningApp, plan: RoutePlan): Execute {
  const core = plan.kind === 'route' ? compileRoute(app, plan) : compileFallback(app, plan);
  return plan.middleware.length === 0 ? executeDirectly(core) : executeOnion(app, plan, core);
}

function compileRoute(app: RunningApp, plan: RoutePlan): Core {
  const handler = plan.handler!;
  const call = withGuards(app, plan, withNegotiation(handler, compileHandler(app, handler)));
  const run: HandlerCall = (ctx) => {
    checkRequest(ctx);
    return call(ctx);
  };
  const isPlain = !handler.redirect && !handler.returns && !handler.contentType && !handler.produces && handler.headers.length === 0;
  const declared = handler.status ?? 200;
  const status = isPlain && !isBodilessStatus(declared) ? declared : 0;
  return { run, answer: compileAnswer(handler), jsonStatus: status };
}

function withNegotiation({ produces }: HandlerPlan, call: HandlerCall): HandlerCall {
  if (!produces) return call;
  const negotiate = (produces.binding as Negotiation).compile(produces.types);
  return (ctx, error) => {
    negotiate(ctx);
    return call(ctx, error);
  };
}

function compileFallback(app: RunningApp, plan: RoutePlan): Core {
  const { handler } = plan;
  const plainStatus = plan.kind === 'not-found' ? 404 : 405;
  if (!handler) {
    const jsonStatus = app.settings.errorFormat === 'json' ? plainStatus : 0;
    return {
      run: (ctx) => impliedAnswer(ctx) ?? fallbackBody(ctx),
      answer: (value, ctx) => (HttpResponse.is(value) ? value : fallbackResponse(ctx, value as ErrorBody)),
      jsonStatus: (_value, ctx) => (ctx.allow ? 0 : jsonStatus),
    };
  }
  const call = withGuards(app, plan, compileHandler(app, handler));
  const wantsError = takesArguments(handler.owner.prototype as object, handler.member);
  const shape = shapeOf(handler);
  const status = shape.status ?? plainStatus;
  const isPlain = shape.headers.length === 0 && shape.contentType === undefined;
  return {
    run: (ctx) => impliedAnswer(ctx) ?? call(ctx, wantsError ? fallbackError(ctx) : undefined),
    answer: (value, ctx) => {
      const { allow } = ctx;
      const said = statusOf(value);
      const answered = value === undefined && ctx.isAnswered;
      const response = answered ? ctx.res : answerFrom(value, { ...shape, status: said ?? status });
      if (said === undefined) respectContext(ctx, value, shape, response);
      if (allow && !response.headers.has('allow')) response.headers.set('allow', allow.join(', '));
      return response;
    },
    jsonStatus: (value, ctx) => {
      const chosen = statusOf(value) ?? status;
      return isPlain && !ctx.allow && isResponseStatus(chosen) && !isBodilessStatus(chosen) ? chosen : 0;
    },
  };
}

function withGuards(app: RunningApp, plan: RoutePlan, call: HandlerCall): HandlerCall {
  const guard = composeGuards(compileGuards(app, plan.guards));
  if (!guard) return call;
  return (ctx, error) => {
    const asked = guard(ctx);
    return asked ? asked.then(() => call(ctx, error)) : call(ctx, error);
  };
}

/** Making an error costs more than the rest of a 404; a method that takes nothing does not need one. */
function takesArguments(prototype: object, member: string | symbol): boolean {
  const method = (prototype as Record<string | symbol, unknown>)[member];
  if (typeof method !== 'function' || method.length > 0) return true;
  const text = Function.prototype.toString.call(method);
  return !/^[^(]*\(\s*\)/.test(text) || /\barguments\b/.test(text);
}

/** Makes the answer of what a handler returned. */
type Settle = (ctx: RequestState, value: unknown, writer: ResultWriter) => unknown;

/**
 * Without middleware: the way of most requests, which makes no response object for plain JSON.
 *
 * Every route has functions of its own for it, as short as can be: what is unusual is in other functions, and a variable that a closure holds
 * costs each call of what is around it.
 */
function executeDirectly({ run, answer, jsonStatus }: Core): Execute {
  const settle: Settle = (ctx, value, writer) => {
    try {
      if (isPlainJson(value) && ctx.isUntouched) {
        const status = typeof jsonStatus === 'number' ? jsonStatus : jsonStatus(value, ctx);
        if (status !== 0) return writer.writeText(ctx, status, { 'content-type': 'application/json' }, toJson(value));
      }
      return settleOther(answer, settle, ctx, value, writer);
    } catch (error) {
      return answerUnfit(ctx, value, error, writer);
    }
  };
  return (ctx, writer) => {
    let value: unknown;
    try {
      value = run(ctx);
    } catch (error) {
      return answerFailure(ctx, error, writer);
    }
    return settle(ctx, value, writer);
  };
}

/** Promises, refusals, and what is more than plain JSON. */
function settleOther(answer: AnswerMaker, settle: Settle, ctx: RequestState, value: unknown, writer: ResultWriter): unknown {
  if (value instanceof Refusal) return answerFailure(ctx, value.error, writer);
  if (isThenable(value)) return answerWhen(ctx, Promise.resolve(value), writer, settle, answerFailure);
  const made = answer(value, ctx);
  if (!isThenable(made)) return finish(ctx, made, writer);
  return made.then(
    (response) => finish(ctx, response, writer),
    (error: unknown) => answerUnfit(ctx, value, error, writer),
  );
}

/** The end of a value that is no answer. */
function answerUnfit(ctx: RequestState, value: unknown, error: unknown, writer: ResultWriter): unknown {
  releaseValue(value);
  return answerFailure(ctx, error, writer);
}

function refuse(value: unknown, error: unknown): never {
  releaseValue(value);
  throw error;
}

function executeOnion(app: RunningApp, plan: RoutePlan, { run, answer }: Core): Execute {
  const accept = (ctx: RequestState, value: unknown): undefined | Promise<undefined> => {
    if (value instanceof Refusal) throw value.error;
    try {
      const made = answer(value, ctx);
      if (!isThenable(made)) return void ctx.answer(made);
      return made.then(
        (response) => void ctx.answer(response),
        (error: unknown) => refuse(value, error),
      );
    } catch (error) {
      return refuse(value, error);
    }
  };
  const center: Step = (given) => {
    const ctx = given as RequestState;
    const value = run(ctx);
    return isThenable(value) ? Promise.resolve(value).then((settled) => accept(ctx, settled)) : accept(ctx, value);
  };
  const chain = composeOnion(compileMiddleware(app, plan.middleware), center);
  return (ctx, writer) => {
    const watch = new Watch(ctx, writer);
    try {
      return chain(ctx, watch) ? watch.begin() : conclude(ctx, ctx.res, writer);
    } catch (error) {
      return answerFailure(ctx, error, writer);
    }
  };
}
