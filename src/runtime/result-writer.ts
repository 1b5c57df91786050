// The seam between executing a request and delivering its answer: a result for Lambda, a stream, a node response.
import type { HttpResponse } from '../http/http-response.js';
import type { RequestState } from './request-state.js';

/** Delivers answers in one way. */
export interface ResultWriter {
  /** Whether it writes into a response stream. */
  readonly isStream?: true;
  /** A text answer with single-valued headers (lower-case names), a body, and nothing else to do: nearly every answer. */
  writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): unknown;
  /** Where bodies are sent whole: the response with its streamed body read; `undefined` when there is none. */
  collect?(ctx: RequestState, response: HttpResponse): Promise<HttpResponse> | undefined;
  /** Any answer; a promise when its body has to be waited for. */
  writeResponse(ctx: RequestState, response: HttpResponse): unknown;
}
