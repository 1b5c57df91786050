// Streamed content made whole, for sources and readers that take no stream.
import { ResponseTooLargeError } from '../errors/response-too-large-error.js';
import { openSource } from './source-reader.js';

/** Content that arrives piece by piece: a node `Readable`, a web `ReadableStream`, any async iterable. */
export type StreamContent = AsyncIterable<unknown>;

/** One piece of streamed content as bytes: text is UTF-8. @throws {TypeError} for anything that is neither text nor bytes. */
export function chunkBytes(chunk: unknown): Uint8Array {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(
    `A streamed body consists of strings and bytes; it gave ${chunk === null ? 'null' : `a value of type ${typeof chunk}`}`,
  );
}

/**
 * Reads a stream to its end. The source is released whatever happens: a stream cancelled, a `Readable` destroyed, a generator finished.
 *
 * @param limit most bytes that are taken
 * @param onOpen is given what ends the reading early
 * @returns the bytes; rejects with a `ResponseTooLargeError` over the limit, with a `TypeError` for a piece that is neither text nor bytes,
 * and with whatever the source fails with.
 */
export async function collectBody(
  content: StreamContent,
  limit = Number.POSITIVE_INFINITY,
  onOpen?: (release: () => void) => void,
): Promise<Uint8Array> {
  const source = openSource(content);
  onOpen?.(() => void source.release());
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let piece = await source.next(); !piece.done; piece = await source.next()) {
      const bytes = chunkBytes(piece.value);
      size += bytes.length;
      if (size > limit) throw new ResponseTooLargeError(size, limit);
      chunks.push(bytes);
    }
  } finally {
    await source.release();
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}
