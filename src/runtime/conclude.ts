// The last steps of every answer: hooks see it, it is delivered, and what belonged to the request is released.
import { adoptResponse } from '../http/adopt-response.js';
import type { HttpResponse } from '../http/http-response.js';
import { releaseContent } from '../http/release-content.js';
import { isThenable } from '../shared/thenable.js';
import { BrokenStreamError } from './broken-stream-error.js';
import { answerError } from './error-answer.js';
import { failureResponse } from './failure.js';
import { keptHeaders } from './kept-headers.js';
import { logRequest } from './log-request.js';
import { release } from './release.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';

/** Takes an error that left the chain to its answer. Never throws; rejects only for a stream that broke midway. */
export function answerFailure(ctx: RequestState, error: unknown, writer: ResultWriter): unknown {
  const response = failureResponse(ctx, error);
  return response instanceof Promise ? response.then((made) => finish(ctx, made, writer)) : finish(ctx, response, writer);
}

/** Takes a fresh response as the answer, and delivers it: see `conclude`. */
export function finish(ctx: RequestState, response: HttpResponse, writer: ResultWriter): unknown {
  ctx.answer(response);
  return conclude(ctx, response, writer);
}

/**
 * Delivers a final response; a promise when a hook, the body or a disposal has to be waited for. Never throws; rejects only for a stream
 * that broke midway.
 *
 * @param isLast set for the answer at the deadline: any other that comes after it is dropped
 */
export function conclude(ctx: RequestState, response: HttpResponse, writer: ResultWriter, isLast = false): unknown {
  if (ctx.hooks.length === 0 || ctx.isConcluded || isTooLate(ctx, isLast)) return deliver(ctx, response, writer, isLast);
  // A body that fails before anything of it was sent is an error answer, which is what hooks have to see.
  const ready = writer.prepare?.(ctx, response);
  if (!ready) return hookAndDeliver(ctx, response, writer, isLast);
  return ready
    .catch((error: unknown) => (isTooLate(ctx, isLast) ? response : replace(ctx, response, error)))
    .then((prepared) => hookAndDeliver(ctx, prepared, writer, isLast));
}

function isTooLate(ctx: RequestState, isLast: boolean): boolean {
  return ctx.isOverdue && !isLast;
}

function hookAndDeliver(ctx: RequestState, response: HttpResponse, writer: ResultWriter, isLast: boolean): unknown {
  if (isTooLate(ctx, isLast)) return deliver(ctx, response, writer, isLast);
  ctx.isConcluded = true;
  const hooked = runHooks(ctx, response);
  const settle = (final: HttpResponse) => deliver(ctx, final, writer, isLast);
  return isThenable(hooked) ? (hooked as Promise<HttpResponse>).then(settle) : settle(hooked);
}

/** The error answer for a response that cannot be delivered: with its headers, without what described its body. */
function replace(ctx: RequestState, response: HttpResponse, error: unknown): HttpResponse | Promise<HttpResponse> {
  const headers = keptHeaders(response);
  const dress = (replacement: HttpResponse) => {
    replacement.headers.inherit(headers);
    return replacement;
  };
  releaseContent(response.content);
  const replacement = failureResponse(ctx, error);
  return isThenable(replacement) ? (replacement as Promise<HttpResponse>).then(dress) : dress(replacement);
}

/** Runs hooks, the latest registered first, those that hooks register too. A failing one is logged; the answer goes out as it was. */
function runHooks(ctx: RequestState, response: HttpResponse): HttpResponse | Promise<HttpResponse> {
  let current = response;
  for (let hook = ctx.hooks.pop(); hook !== undefined; hook = ctx.hooks.pop()) {
    try {
      const returned: unknown = hook(current);
      if (isThenable(returned)) {
        const before = current;
        return Promise.resolve(returned).then(
          (value) => runHooks(ctx, takeHooked(ctx, before, value)),
          (error: unknown) => {
            reportHook(ctx, error);
            return runHooks(ctx, before);
          },
        );
      }
      current = takeHooked(ctx, current, returned);
    } catch (error) {
      reportHook(ctx, error);
    }
  }
  return current;
}

function takeHooked(ctx: RequestState, before: HttpResponse, returned: unknown): HttpResponse {
  const response = adoptResponse(returned) ?? before;
  ctx.abandonUnless(response, before);
  return response;
}

function reportHook(ctx: RequestState, error: unknown): void {
  logRequest(ctx, 'error', 'An onResponse hook failed', { error });
}

function deliver(ctx: RequestState, response: HttpResponse, writer: ResultWriter, isLast: boolean): unknown {
  if (isTooLate(ctx, isLast)) {
    releaseContent(response.content);
    return release(ctx, undefined);
  }
  let result: unknown;
  try {
    result = writer.writeResponse(ctx, response);
  } catch (error) {
    return recover(ctx, response, error, writer, isLast);
  }
  if (!(result instanceof Promise)) return release(ctx, result);
  return result.then(
    (written) => release(ctx, written),
    (error: unknown) => recover(ctx, response, error, writer, isLast),
  );
}

/** After a response that could not be delivered. Twice at most: the second error answer is the framework's own, without any headers. */
async function recover(ctx: RequestState, response: HttpResponse, error: unknown, writer: ResultWriter, isLast: boolean): Promise<unknown> {
  let failure = error;
  try {
    for (const isSecond of [false, true]) {
      if (failure instanceof BrokenStreamError) break;
      if (isTooLate(ctx, isLast)) return undefined;
      const replacement = isSecond ? answerError(ctx, failure) : await replace(ctx, response, failure);
      try {
        return await writer.writeResponse(ctx, replacement);
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  } finally {
    await release(ctx, undefined);
  }
}
