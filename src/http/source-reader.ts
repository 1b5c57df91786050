// Reads anything that arrives piece by piece, and lets go of it at any moment, also while a piece is being waited for.

/** A source that is being read. */
export interface SourceReader<T> {
  next(): Promise<IteratorResult<T, unknown>>;
  /**
   * Ends the source: a `Readable` is destroyed, a web stream cancelled, a generator finished. Does nothing after its end.
   *
   * @returns when the source has cleaned up, which a generator that is busy may never do; never throws or rejects.
   */
  release(): Promise<void>;
}

/**
 * Opens a source for reading: a node `Readable`, a web `ReadableStream`, any async iterable.
 *
 * A generator that is busy finishes only after what it waits for; all others are let go at once.
 *
 * @throws {TypeError} for a web stream that somebody else is reading.
 */
export function openSource<T>(source: AsyncIterable<T>): SourceReader<T> {
  const { getReader, destroy } = source as Partial<ReadableStream<T>> & { destroy?: unknown };
  if (typeof getReader === 'function') {
    const reader = getReader.call(source) as ReadableStreamDefaultReader<T>;
    return new OpenSource(
      () => reader.read(),
      () => reader.cancel(),
    );
  }
  const iterator = source[Symbol.asyncIterator]();
  return new OpenSource(
    () => iterator.next(),
    () => {
      // A Readable's iterator would wait for the piece that is being read.
      if (typeof destroy === 'function') destroy.call(source);
      return iterator.return?.();
    },
  );
}

class OpenSource<T> implements SourceReader<T> {
  #isOver = false;
  readonly #read: () => PromiseLike<unknown>;
  readonly #close: () => unknown;

  constructor(read: () => PromiseLike<unknown>, close: () => unknown) {
    this.#read = read;
    this.#close = close;
  }

  async next(): Promise<IteratorResult<T, unknown>> {
    try {
      const piece = (await this.#read()) as IteratorResult<T, unknown>;
      if (piece.done) this.#isOver = true;
      return piece;
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      await this.#close();
    } catch {
      // A source that cannot even be closed has nobody to tell: its answer is decided already.
    }
  }
}
