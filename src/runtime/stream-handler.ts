// Delivers answers piece by piece: the prelude first, then every chunk as the stream takes it.
import type { Context } from 'aws-lambda';
import { STREAM_CONTENT_TYPE, streamPrelude } from '../adapters/stream-prelude.js';
import { chunkBytes, type StreamContent } from '../http/collect-body.js';
import { HttpResponse } from '../http/http-response.js';
import type { HttpSource } from '../http/http-source.js';
import { releaseContent } from '../http/release-content.js';
import { isBodilessStatus } from '../http/status.js';
import { BrokenStreamError } from './broken-stream-error.js';
import { executeRequest } from './execute-request.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import { type ResponseStream, type StreamHandler, writeChunk } from './response-stream.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';

/** How the runtime client knows a streaming handler; set by hand, so that the module can be imported outside Lambda. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Marks a handler for response streaming. */
export function tagForStreaming(handler: StreamHandler): StreamHandler {
  return Object.assign(handler, { [STREAMING]: 'response' });
}

/**
 * Executes a request into a response stream.
 *
 * Rejects with what broke the stream after its first byte: the runtime then sends its error trailers and lives on. The stream itself is
 * left alone then; destroying it ends the process.
 */
export async function streamTo(
  app: RunningApp,
  source: HttpSource,
  event: unknown,
  stream: ResponseStream,
  context: Context,
): Promise<void> {
  const writer = new StreamWriter(stream);
  try {
    await executeRequest(app, source, event, context, writer);
  } catch (error) {
    throw error instanceof BrokenStreamError ? error.cause : error;
  }
}

class StreamWriter implements ResultWriter {
  readonly isStream = true;
  private hasStarted = false;

  constructor(private readonly stream: ResponseStream) {}

  writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): unknown {
    return this.writeResponse(ctx, new HttpResponse(body, { status, headers }));
  }

  /** After the first byte there is no other answer to give: a late one, such as the deadline's, ends what is there. */
  async writeResponse(ctx: RequestState, response: HttpResponse): Promise<void> {
    if (this.hasStarted) {
      releaseContent(response.content);
      throw new BrokenStreamError(
        new Error(ctx.isOverdue ? 'The deadline was reached while the response was streamed.' : 'The response was already being streamed.'),
      );
    }
    const prelude = streamPrelude(ctx.source, response);
    const { content } = response;
    const isBodiless = ctx.method === 'HEAD' || isBodilessStatus(response.status);
    if (isBodiless) releaseContent(content);
    if (isBodiless || !response.isStream) {
      this.start(prelude);
      if (!isBodiless && content !== null && content.toString() !== '') await writeChunk(this.stream, chunkBytes(content));
      this.stream.end();
      return;
    }
    await this.copy(ctx, content as StreamContent, prelude);
  }

  /** The prelude waits for the first chunk, so that a source that fails at once still gets a proper answer. */
  private async copy(ctx: RequestState, content: StreamContent, prelude: Uint8Array): Promise<void> {
    try {
      for await (const chunk of content) {
        if (ctx.isOverdue) throw new Error('The deadline was reached while the response was streamed.');
        const bytes = chunkBytes(chunk);
        if (!this.hasStarted) this.start(prelude);
        if (bytes.length > 0) await writeChunk(this.stream, bytes);
      }
      if (!this.hasStarted) this.start(prelude);
    } catch (error) {
      if (!this.hasStarted) throw error;
      if (!ctx.isOverdue) logRequest(ctx, 'error', 'The response broke while it was streamed', { error });
      throw new BrokenStreamError(error);
    }
    this.stream.end();
  }

  private start(prelude: Uint8Array): void {
    this.hasStarted = true;
    this.stream.setContentType?.(STREAM_CONTENT_TYPE);
    this.stream.write(prelude);
  }
}
