// Streamed content as bytes, read piece by piece by whoever sends it.
import { chunkBytes, type StreamContent } from './collect-body.js';
import { openSource } from './source-reader.js';

/** A source of bytes that can be let go. */
export interface ContentReader {
  /** The next piece; `undefined` at the end. Rejects with what the source fails with, and for a piece that is neither text nor bytes. */
  next(): Promise<Uint8Array | undefined>;
  /** Ends the source, also while a piece is being waited for; see `SourceReader`. */
  release(): Promise<void>;
}

/** Opens streamed content for reading. @throws {TypeError} for a web stream that somebody else is reading. */
export function openContent(content: StreamContent): ContentReader {
  const source = openSource(content);
  return {
    next: async () => {
      const { done, value } = await source.next();
      if (done) return undefined;
      try {
        return chunkBytes(value);
      } catch (error) {
        // The source does not know that it has failed.
        void source.release();
        throw error;
      }
    },
    release: () => source.release(),
  };
}

/** Content again: a piece that was read ahead, if any, and whatever the reader still gives. Leaving it early releases the reader at once. */
export function readOn(reader: ContentReader, ahead?: Uint8Array): AsyncIterable<Uint8Array> {
  let first: Uint8Array | undefined = ahead;
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = first ?? (await reader.next());
        first = undefined;
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return: async () => {
        await reader.release();
        return { done: true, value: undefined };
      },
    }),
  };
}
