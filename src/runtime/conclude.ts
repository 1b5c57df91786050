// The last steps of every answer: hooks see it, it is delivered, and what belonged to the request is released.
import { adoptResponse } from '../http/adopt-response.js';
import type { HttpResponse } from '../http/http-response.js';
import { isThenable } from '../shared/thenable.js';
import { BrokenStreamError } from './broken-stream-error.js';
import { answerError } from './error-answer.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';

/** Headers that describe one body, and not the next one. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'etag', 'last-modified'];

/**
 * Delivers a final response; a promise when a hook, the body or a disposal has to be waited for. Never throws; rejects only for a stream
 * that broke midway.
 */
export function conclude(ctx: RequestState, response: HttpResponse, writer: ResultWriter): unknown {
  if (ctx.hooks.length === 0 || ctx.isConcluded) return deliver(ctx, response, writer);
  ctx.isConcluded = true;
  // A body that fails while it is collected is an error answer, which is what hooks have to see.
  const whole = writer.collect?.(ctx, response);
  if (whole) {
    return whole.then(
      (collected) => hookAndDeliver(ctx, collected, writer),
      (error: unknown) => hookAndDeliver(ctx, replace(ctx, response, error), writer),
    );
  }
  return hookAndDeliver(ctx, response, writer);
}

function hookAndDeliver(ctx: RequestState, response: HttpResponse, writer: ResultWriter): unknown {
  const hooked = runHooks(ctx, response, 0);
  return isThenable(hooked) ? (hooked as Promise<HttpResponse>).then((final) => deliver(ctx, final, writer)) : deliver(ctx, hooked, writer);
}

/** The error answer for a response that cannot be delivered: with its headers, without what described its body. */
function replace(ctx: RequestState, response: HttpResponse, error: unknown): HttpResponse {
  const { headers } = response.copy();
  for (const name of BODY_HEADERS) headers.delete(name);
  const replacement = answerError(ctx, error);
  replacement.headers.inherit(headers);
  return replacement;
}

/** A failing hook is logged; the answer goes out as it was. */
function runHooks(ctx: RequestState, response: HttpResponse, start: number): HttpResponse | Promise<HttpResponse> {
  let current = response;
  // Read anew each time: a hook may register another.
  for (let index = start; index < ctx.hooks.length; index++) {
    try {
      const returned: unknown = ctx.hooks[index]!(current);
      if (isThenable(returned)) {
        const before = current;
        return (returned as Promise<unknown>).then(
          (value) => runHooks(ctx, adoptResponse(value) ?? before, index + 1),
          (error: unknown) => {
            reportHook(ctx, error);
            return runHooks(ctx, before, index + 1);
          },
        );
      }
      current = adoptResponse(returned) ?? current;
    } catch (error) {
      reportHook(ctx, error);
    }
  }
  return current;
}

function reportHook(ctx: RequestState, error: unknown): void {
  logRequest(ctx, 'error', 'An onResponse hook failed', { error });
}

function deliver(ctx: RequestState, response: HttpResponse, writer: ResultWriter): unknown {
  let result: unknown;
  try {
    result = writer.writeResponse(ctx, response);
  } catch (error) {
    result = writer.writeResponse(ctx, replace(ctx, response, error));
  }
  if (isThenable(result)) {
    return (result as Promise<unknown>)
      .catch((error: unknown) => {
        if (error instanceof BrokenStreamError) throw error;
        return writer.writeResponse(ctx, replace(ctx, response, error));
      })
      .then(
        (written) => release(ctx, written),
        async (error: unknown) => {
          await release(ctx, undefined);
          throw error;
        },
      );
  }
  return release(ctx, result);
}

/** Disposes what was built for this request before the invocation ends: afterwards the environment may be frozen. */
function release(ctx: RequestState, result: unknown): unknown {
  const closing = ctx.scope?.close();
  return isThenable(closing) ? (closing as Promise<void>).then(() => result) : result;
}
