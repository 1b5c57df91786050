// Reads streamed content piece by piece, and lets go of its source at any moment, also while it is being waited for.
import { chunkBytes, type StreamContent } from '../http/collect-body.js';

/** A source of bytes that can be let go. */
export interface ContentReader {
  /** The next piece; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Ends the source: a `Readable` is destroyed, a web stream cancelled, a generator finished. Never throws. */
  release(): void;
}

/** Opens streamed content for reading. */
export function openContent(content: StreamContent): ContentReader {
  const { getReader, destroy } = content as Partial<ReadableStream<unknown>> & { destroy?: unknown };
  if (typeof getReader === 'function') return openWebStream(getReader.call(content) as ReadableStreamDefaultReader<unknown>);
  const iterator = content[Symbol.asyncIterator]();
  return {
    next: async () => bytesOf(await iterator.next()),
    release: () => {
      // A Readable's iterator would wait for the piece that is being read.
      if (typeof destroy === 'function') destroy.call(content);
      ignoreFailure(() => iterator.return?.());
    },
  };
}

function openWebStream(reader: ReadableStreamDefaultReader<unknown>): ContentReader {
  return { next: async () => bytesOf(await reader.read()), release: () => ignoreFailure(() => reader.cancel()) };
}

function bytesOf(piece: { done?: boolean | undefined; value?: unknown }): Uint8Array | undefined {
  return piece.done ? undefined : chunkBytes(piece.value);
}

/** The answer is decided already: a source that cannot even be closed has nobody to tell. */
function ignoreFailure(close: () => unknown): void {
  try {
    Promise.resolve(close()).catch(() => {});
  } catch {}
}
