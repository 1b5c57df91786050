// Delivers answers to a node reply: whole, or piece by piece at the client's pace.
import { type NodeHttpAnswer, type NodeHttpEvent, nodeHttp } from '../adapters/node-http.js';
import type { StreamContent } from '../http/collect-body.js';
import { type ContentReader, openContent } from '../http/content-reader.js';
import type { HttpResponse } from '../http/http-response.js';
import { releaseContent } from '../http/release-content.js';
import { safeLog } from '../logging/safe-log.js';
import { dropBody, isBodiless } from '../runtime/bodiless.js';
import { BrokenStreamError } from '../runtime/broken-stream-error.js';
import { withFirstPiece } from '../runtime/first-piece.js';
import type { RequestState } from '../runtime/request-state.js';
import type { ResultWriter } from '../runtime/result-writer.js';
import { readWhileConnected } from './connected-reader.js';
import type { Exchange } from './exchange.js';

/** A stream on its way to the client. */
interface Streaming {
  readonly content: StreamContent;
  readonly reader: ContentReader;
}

/** Writes the answer of one exchange. */
export class NodeWriter implements ResultWriter {
  readonly #exchange: Exchange;
  readonly #isFarewell: () => boolean;
  /** What is being sent piece by piece. */
  #streamed: Streaming | undefined;
  #isCut = false;

  /** @param isFarewell asked when the head is written: whether the connection is not to be kept */
  constructor(exchange: Exchange, isFarewell: () => boolean) {
    this.#exchange = exchange;
    this.#isFarewell = isFarewell;
  }

  writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): void {
    if (this.#isAnswered) return;
    const head = nodeHttp.writeText(ctx.event as NodeHttpEvent, status, headers, body) as NodeHttpAnswer;
    this.#writeHead(head, Buffer.byteLength(body));
    this.#exchange.end(body);
  }

  prepare(ctx: RequestState, response: HttpResponse): Promise<HttpResponse> | undefined {
    return isStreamed(ctx, response) ? withFirstPiece(ctx, response, (content) => this.#open(content)) : undefined;
  }

  /** Rejects with a `BrokenStreamError` when a stream fails after its head was sent; before, with what failed, and can be called again. */
  writeResponse(ctx: RequestState, response: HttpResponse): undefined | Promise<void> {
    const { content } = response;
    if (this.#isAnswered) {
      releaseContent(content);
      if (!this.#streamed) return undefined;
      this.#cut(ctx, this.#streamed);
      return Promise.reject(new BrokenStreamError(new Error('The deadline was reached while the response was streamed.')));
    }
    if (isStreamed(ctx, response)) return this.#copy(ctx, response, content as StreamContent);
    const isEmpty = isBodiless(ctx, response);
    if (isEmpty) dropBody(response);
    this.#writeHead(headOf(ctx, response), lengthOf(response, ctx.method));
    this.#exchange.end(isEmpty ? null : (content as string | Uint8Array | null));
    return undefined;
  }

  #open(content: StreamContent): ContentReader {
    return readWhileConnected(openContent(content), this.#exchange.request.socket);
  }

  /** The head waits for the first piece, so that a source that fails at once still gets a proper answer. */
  async #copy(ctx: RequestState, response: HttpResponse, content: StreamContent): Promise<void> {
    const exchange = this.#exchange;
    const reader = this.#open(content);
    try {
      let piece = await reader.next();
      if (this.#isAnswered) return;
      this.#streamed = { content, reader };
      if (!exchange.isGone) this.#writeHead(headOf(ctx, response), undefined);
      while (piece !== undefined && !exchange.isGone) {
        // An empty piece sends the head, and nothing else.
        if (!exchange.reply.write(piece)) await exchange.drained();
        piece = await reader.next();
      }
    } catch (error) {
      if (!this.#streamed) throw error;
      safeLog(ctx.logger, 'error', 'The response broke while it was streamed', { error });
      exchange.breakOff();
      throw new BrokenStreamError(error);
    } finally {
      this.#streamed = undefined;
      void reader.release();
    }
    if (!this.#isCut) exchange.end(null);
  }

  /**
   * Breaks off a stream at the deadline. Not at once: a source that heeds `reqCtx.signal` has a turn of the event loop to end it properly, but
   * the end of one that was let go must not look as if that were all.
   */
  #cut(ctx: RequestState, { content, reader }: Streaming): void {
    ctx.abandoned = ctx.abandoned?.filter((response) => response.content !== content);
    setImmediate(() => {
      this.#isCut = true;
      void reader.release();
    });
    this.#exchange.breakOff();
  }

  /** Whether an answer was begun: what comes after it, such as a handler's that was too slow, is dropped. */
  get #isAnswered(): boolean {
    return this.#exchange.reply.headersSent;
  }

  #writeHead({ status, headers }: NodeHttpAnswer, length: number | undefined): void {
    const { reply, isUnread } = this.#exchange;
    reply.statusCode = status;
    for (const [name, value] of headers) reply.setHeader(name, value);
    if (length !== undefined) reply.setHeader('content-length', length);
    if (isUnread || this.#isFarewell()) reply.shouldKeepAlive = false;
  }
}

function isStreamed(ctx: RequestState, response: HttpResponse): boolean {
  return response.isStream && !isBodiless(ctx, response);
}

function headOf(ctx: RequestState, response: HttpResponse): NodeHttpAnswer {
  return nodeHttp.writeResponse(ctx.event as NodeHttpEvent, { response, body: '' }, () => {}) as NodeHttpAnswer;
}

/** The length to be declared: none for 204 and 304, for HEAD that of the answer to GET if it is known (RFC 9110 section 8.6). */
function lengthOf({ status, content, isStream }: HttpResponse, method: string): number | undefined {
  if (status === 204 || status === 304) return undefined;
  if (status === 205) return 0;
  if (isStream || content === null) return method === 'HEAD' ? undefined : 0;
  return Buffer.byteLength(content as string | Uint8Array);
}
