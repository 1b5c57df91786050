// The seam between executing a request and delivering its answer: a result for Lambda, a stream, a node response.
import type { HttpResponse } from '../http/http-response.js';
import type { RequestState } from './request-state.js';

/** Delivers answers in one way. */
export interface ResultWriter {
  /** Whether it writes into a response stream. */
  readonly isStream?: true;
  /** Whether a part of an answer has left, so that no other can take its place. Such a one ends by itself when `onOverdue` is called. */
  readonly hasBegun?: boolean;
  /** A text answer with single-valued headers (lower-case names), a body, and nothing else to do: nearly every answer. */
  writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): unknown;
  /**
   * The response with as much of its streamed body as arrives before anything is sent: all of it, or the first piece. `undefined` when
   * there is nothing to wait for; rejects when that much cannot be had.
   */
  prepare?(ctx: RequestState, response: HttpResponse): Promise<HttpResponse> | undefined;
  /** Any answer; a promise when its body has to be waited for. */
  writeResponse(ctx: RequestState, response: HttpResponse): unknown;
}
