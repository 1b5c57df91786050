// What an error that left the chain leads to: the app's handler for it, else the default answer.
import { Refusal } from '../binding/refusal.js';
import { HttpError } from '../errors/http-error.js';
import { HttpResponse } from '../http/http-response.js';
import { ResponseHeaders } from '../http/response-headers.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import { isThenable } from '../shared/thenable.js';
import { answerFrom } from './answer.js';
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
    const before = markOf(ctx.response);
    const value = taken(handlerOf(ctx, plan)(ctx, error));
    logRequest(ctx, 'debug', 'An error handler answers', { error });
    if (!isThenable(value)) return answerOf(ctx, plan, error, value, choiceOf(ctx, before));
    return Promise.resolve(value)
      .then((settled) => answerOf(ctx, plan, error, taken(settled), choiceOf(ctx, before)))
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

/** What `reqCtx.res` was before a handler of errors was called, which may choose another status or response there. */
interface Mark {
  readonly response: HttpResponse | undefined;
  readonly status: number | undefined;
}

function markOf(response: HttpResponse | undefined): Mark {
  return { response, status: response?.hasExplicitStatus ? response.status : undefined };
}

function choiceOf(ctx: RequestState, before: Mark): Mark {
  const { response, status } = markOf(ctx.response);
  return {
    response: ctx.isAnswered && response !== before.response ? response : undefined,
    status: status === before.status ? undefined : status,
  };
}

/** Plain values get the error's status unless the handler says another; the error's own headers are under the handler's. */
function answerOf(ctx: RequestState, plan: HandlerPlan, error: unknown, value: unknown, chosen: Mark): HttpResponse {
  const isHttpError = HttpError.is(error);
  const response = responseOf(plan, value, chosen, isHttpError ? error.status : 500);
  if (isHttpError && error.headers) response.headers.inherit(setEach(ctx, new ResponseHeaders(), error.headers));
  return response;
}

function responseOf(plan: HandlerPlan, value: unknown, chosen: Mark, otherwise: number): HttpResponse {
  if (value === undefined && chosen.response) return chosen.response;
  if (value instanceof HttpResponse) return value.copy();
  const { status, headers, contentType } = shapeOf(plan);
  return answerFrom(value, { status: statusOf(value) ?? chosen.status ?? status ?? otherwise, headers, contentType });
}

/** A numeric `statusCode` of a value: handlers of errors and fallbacks may choose a status that way. */
export function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || HttpResponse.is(value)) return undefined;
  const status = (value as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}
