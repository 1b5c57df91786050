// What an error that left the chain leads to: the app's handler for it, else the default answer.
import { HttpError } from '../errors/http-error.js';
import { HttpResponse } from '../http/http-response.js';
import { ResponseHeaders } from '../http/response-headers.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import { isThenable } from '../shared/thenable.js';
import { answerFrom } from './answer.js';
import { shapeOf } from './compile-answer.js';
import { compileHandler, type HandlerCall } from './compile-handler.js';
import { conclude } from './conclude.js';
import { answerError } from './error-answer.js';
import { findErrorHandler } from './error-handlers.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';

/** An error handler may throw another error, which is looked up once more; what that one throws gets the default answer. */
const LOOKUPS = 2;

const compiled = new WeakMap<RequestState['app'], Map<HandlerPlan, HandlerCall>>();

/** Answers an error and delivers the answer. Never throws or rejects. */
export function answerFailure(ctx: RequestState, error: unknown, writer: ResultWriter, lookup = 0): unknown {
  const plan = lookup < LOOKUPS ? findErrorHandler(ctx.plan.errorLevels, error) : undefined;
  if (!plan) return deliver(ctx, answerError(ctx, error), writer);
  const next = (thrown: unknown) => answerFailure(ctx, thrown, writer, lookup + 1);
  const settle = (value: unknown): unknown => {
    let response: HttpResponse;
    try {
      response = answerOf(ctx, plan, error, value);
    } catch (thrown) {
      return next(thrown);
    }
    return deliver(ctx, response, writer);
  };
  try {
    const value = handlerOf(ctx, plan)(ctx, error);
    logRequest(ctx, 'debug', 'An error handler answers', { error });
    return isThenable(value) ? (value as Promise<unknown>).then(settle, next) : settle(value);
  } catch (thrown) {
    return next(thrown);
  }
}

function deliver(ctx: RequestState, response: HttpResponse, writer: ResultWriter): unknown {
  ctx.answer(response);
  return conclude(ctx, response, writer);
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
function answerOf(_ctx: RequestState, plan: HandlerPlan, error: unknown, value: unknown): HttpResponse {
  const shape = shapeOf(plan);
  const isHttpError = HttpError.is(error);
  const response = answerFrom(value, { ...shape, status: statusOf(value) ?? shape.status ?? (isHttpError ? error.status : 500) });
  if (isHttpError && error.headers) response.headers.inherit(new ResponseHeaders(error.headers));
  return response;
}

/** A numeric `statusCode` of a value: handlers of errors and fallbacks may choose a status that way. */
export function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || HttpResponse.is(value)) return undefined;
  const status = (value as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}
