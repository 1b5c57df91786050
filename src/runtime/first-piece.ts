// A streamed answer is no answer until its first piece is there: a source that fails at once gets a proper error answer.
import type { StreamContent } from '../http/collect-body.js';
import { type ContentReader, openContent, readOn } from '../http/content-reader.js';
import { HttpResponse } from '../http/http-response.js';
import type { RequestState } from './request-state.js';

/**
 * A response whose first piece has arrived. Rejects with what the source failed with.
 *
 * @param open opens the content, for writers that read it in a way of their own
 */
export async function withFirstPiece(
  ctx: RequestState,
  response: HttpResponse,
  open: (content: StreamContent) => ContentReader = openContent,
): Promise<HttpResponse> {
  const reader = open(response.content as StreamContent);
  ctx.onOverdue = () => void reader.release();
  try {
    const piece = await reader.next();
    // What a source sets on the response before it gives anything still counts.
    const { status, headers } = response;
    return HttpResponse.of(piece === undefined ? null : readOn(reader, piece), { status, headers });
  } catch (error) {
    void reader.release();
    throw error;
  } finally {
    ctx.onOverdue = undefined;
  }
}
