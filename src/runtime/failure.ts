// What an error that left the chain leads to: the app's handler for it, else the default answer.
import { Refusal } from '../binding/refusal.js';
import { HttpError } from '../errors/http-error.js';
import { HttpResponse } from '../http/http-response.js';
import { ResponseHeaders } from '../http/response-headers.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import { isThenable } from '../shared/thenable.js';
import { type AnswerShape, answerFrom } from './answer.js';
import { shapeOf } from './compile-answer.js';
import { compileHandler, type HandlerCall } from './compile-handler.js';
import { answerError, setEach } from './error-answer.js';
import { findErrorHandler } from './error-handlers.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';

/** An error handler may throw another error, which is looked up once more; what that one throws gets the default answer. */
const LOOKUPS = 2;

const compiled = new WeakMap<RequestState['app'], Map<HandlerPlan, HandlerCall>>();

/** The response to an error. Never throws or rejects. */
export function failureResponse(ctx: RequestState, error: unknown, lookup = 0): HttpResponse | Promise<HttpResponse> {
  const plan = lookup < LOOKUPS ? findErrorHandler(ctx.plan.errorLevels, error) : undefined;
  if (!plan) return answerError(ctx, error);
  try {
    const value = taken(handlerOf(ctx, plan)(ctx, error));
    logRequest(ctx, 'debug', 'An error handler answers', { error });
    if (!isThenable(value)) return answerOf(ctx, plan, error, value);
    return Promise.resolve(value)
      .then((settled) => answerOf(ctx, plan, error, taken(settled)))
      .catch((thrown: unknown) => failureResponse(ctx, thrown, lookup + 1));
  } catch (thrown) {
    return failureResponse(ctx, thrown, lookup + 1);
  }
}

/** A handler of errors may refuse its own arguments. */
function taken(value: unknown): unknown {
  if (value instanceof Refusal) throw value.error;
  return value;
}

function handlerOf(ctx: RequestState, plan: HandlerPlan): HandlerCall {
  let handlers = compiled.get(ctx.app);
  if (!handlers) {
    handlers = new Map();
    compiled.set(ctx.app, handlers);
  }
  let call = handlers.get(plan);
  if (!call) {
    call = compileHandler(ctx.app, plan);
    handlers.set(plan, call);
  }
  return call;
}

/** Plain values get the error's status unless they say another; the error's own headers are under the handler's. */
function answerOf(ctx: RequestState, plan: HandlerPlan, error: unknown, value: unknown): HttpResponse {
  const isHttpError = HttpError.is(error);
  const response =
    value instanceof HttpResponse ? value.copy() : answerFrom(value, shapeFor(plan, value, isHttpError ? error.status : 500));
  if (isHttpError && error.headers) response.headers.inherit(setEach(ctx, new ResponseHeaders(), error.headers));
  return response;
}

function shapeFor(plan: HandlerPlan, value: unknown, otherwise: number): AnswerShape {
  const { status, headers, contentType } = shapeOf(plan);
  return { status: statusOf(value) ?? status ?? otherwise, headers, contentType };
}

/** A numeric `statusCode` of a value: handlers of errors and fallbacks may choose a status that way. */
export function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || HttpResponse.is(value)) return undefined;
  const status = (value as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}
