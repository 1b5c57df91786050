// Delivers answers as the result of an invocation, in the shape of the event's source.

import { isSurelyWithin, measureOversize } from '../adapters/result-size.js';
import { ResponseTooLargeError } from '../errors/response-too-large-error.js';
import { collectBody, type StreamContent } from '../http/collect-body.js';
import { HttpResponse } from '../http/http-response.js';
import { dropBody, isBodiless } from './bodiless.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import type { ResultWriter } from './result-writer.js';

/** The writer of `app.handler`. Throws or rejects with a `ResponseTooLargeError` when the source would not take the result. */
export const bufferedWriter: ResultWriter = {
  writeText,

  prepare(ctx, response) {
    if (isBodiless(ctx, response)) return undefined;
    if (!response.isStream) return rejectOversize(ctx, response.content as string | Uint8Array | null);
    return collect(ctx, response).then((bytes) => HttpResponse.of(bytes, { status: response.status, headers: response.headers }));
  },

  writeResponse(ctx, response) {
    const { content } = response;
    if (isBodiless(ctx, response)) {
      dropBody(response);
      return write(ctx, response, '');
    }
    if (!response.isStream) return write(ctx, response, (content ?? '') as string | Uint8Array);
    return collect(ctx, response).then((bytes) => write(ctx, response, bytes));
  },
};

/** The whole body; its source is let go at the deadline, whatever it waits for. */
function collect(ctx: RequestState, { content }: HttpResponse): Promise<Uint8Array> {
  const collecting = collectBody(content as StreamContent, ctx.eventSource.resultLimit, (release) => {
    ctx.onOverdue = release;
  });
  return collecting.finally(() => {
    ctx.onOverdue = undefined;
  });
}

/** A body that is too large by itself is found before hooks see an answer that will not be sent. */
function rejectOversize(ctx: RequestState, content: string | Uint8Array | null): Promise<never> | undefined {
  const limit = ctx.eventSource.resultLimit;
  const size = content?.length ?? 0;
  return limit !== undefined && size > limit ? Promise.reject(new ResponseTooLargeError(size, limit)) : undefined;
}

function write(ctx: RequestState, response: HttpResponse, body: string | Uint8Array): unknown {
  const singles = typeof body === 'string' ? response.singleHeaders() : undefined;
  if (singles) {
    return writeText(ctx, response.status, singles, body as string);
  }
  const warn = (message: string) => {
    if (!ctx.app.warned.has(message)) logRequest(ctx, 'warn', message);
    ctx.app.warned.add(message);
  };
  return withinLimit(ctx, ctx.eventSource.writeResponse(ctx.event as never, { response, body }, warn));
}

function writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): unknown {
  const { eventSource } = ctx;
  const result = eventSource.writeText(ctx.event as never, status, headers, body);
  return isSurelyWithin(body, eventSource.resultLimit) ? result : withinLimit(ctx, result);
}

function withinLimit(ctx: RequestState, result: unknown): unknown {
  const limit = ctx.eventSource.resultLimit;
  const size = measureOversize(result, limit);
  if (size > 0) throw new ResponseTooLargeError(size, limit!);
  return result;
}
