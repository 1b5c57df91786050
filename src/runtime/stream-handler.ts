// Delivers answers piece by piece: the prelude first, then every piece as the stream takes it.
import type { Context } from 'aws-lambda';
import { streamPrelude } from '../adapters/stream-prelude.js';
import { chunkBytes, type StreamContent } from '../http/collect-body.js';
import { type ContentReader, openContent } from '../http/content-reader.js';
import { HttpResponse } from '../http/http-response.js';
import type { HttpSource } from '../http/http-source.js';
import { dropBody, isBodiless } from './bodiless.js';
import { BrokenStreamError } from './broken-stream-error.js';
import { executeRequest } from './execute-request.js';
import { withFirstPiece } from './first-piece.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';
import type { ResponseStream, StreamHandler } from './response-stream.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';
import { Transfer } from './transfer.js';

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
  hasBegun = false;

  constructor(private readonly stream: ResponseStream) {}

  writeText(ctx: RequestState, status: number, headers: Record<string, string>, body: string): unknown {
    return this.writeResponse(ctx, new HttpResponse(body, { status, headers }));
  }

  prepare(ctx: RequestState, response: HttpResponse): Promise<HttpResponse> | undefined {
    return response.isStream && !isBodiless(ctx, response) ? withFirstPiece(ctx, response) : undefined;
  }

  /** Rejects with a `BrokenStreamError` after the first byte; before, with what failed, and can be called again. */
  async writeResponse(ctx: RequestState, response: HttpResponse): Promise<void> {
    const transfer = new Transfer(ctx, openBody(ctx, response), this.stream);
    try {
      await transfer.run(
        () => streamPrelude(ctx.source, response),
        () => {
          this.hasBegun = true;
        },
      );
    } catch (error) {
      if (!transfer.hasBegun) throw error;
      logRequest(ctx, 'error', 'The response broke while it was streamed', { error });
      throw new BrokenStreamError(error);
    }
  }
}

function openBody(ctx: RequestState, response: HttpResponse): ContentReader {
  const { content } = response;
  if (isBodiless(ctx, response)) {
    dropBody(response);
    return pieceOf(undefined);
  }
  return response.isStream ? openContent(content as StreamContent) : pieceOf(content === null ? undefined : chunkBytes(content));
}

/** Content that is there already. */
function pieceOf(content: Uint8Array | undefined): ContentReader {
  let rest = content;
  return {
    next: async () => {
      const piece = rest;
      rest = undefined;
      return piece;
    },
    release: async () => {},
  };
}
