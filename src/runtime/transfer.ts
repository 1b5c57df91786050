// One answer on its way into a response stream, which the deadline cuts off wherever it is.
import { STREAM_CONTENT_TYPE } from '../adapters/stream-prelude.js';
import type { ContentReader } from '../http/content-reader.js';
import type { RequestState } from './request-state.js';
import { type ResponseStream, writeChunk } from './response-stream.js';

/** Copies a body at the pace of its stream. */
export class Transfer {
  /** Whether its first byte was written. */
  hasBegun = false;
  #isCut = false;
  #giveUp: (error: Error) => void = () => {};

  constructor(
    private readonly ctx: RequestState,
    private readonly reader: ContentReader,
    private readonly stream: ResponseStream,
  ) {}

  /**
   * Writes the prelude with the first piece, so that a source that fails at once still gets a proper answer, and may set headers until
   * then; after it the rest, and ends the stream.
   *
   * Rejects with what source, prelude or stream failed with, and at the deadline. The source is released whatever happens.
   */
  async run(makePrelude: () => Uint8Array, onBegin: () => void): Promise<void> {
    const { ctx, reader, stream } = this;
    ctx.onOverdue = () => this.#cut();
    try {
      let piece = await reader.next();
      if (this.#isCut) throw overdue();
      const prelude = makePrelude();
      this.hasBegun = true;
      onBegin();
      stream.setContentType?.(STREAM_CONTENT_TYPE);
      stream.write(prelude);
      for (; piece !== undefined; piece = await this.#wait(reader.next())) {
        const drained = piece.length > 0 ? writeChunk(stream, piece) : undefined;
        if (drained) await this.#wait(drained);
      }
      stream.end();
    } finally {
      ctx.onOverdue = undefined;
      void reader.release();
    }
  }

  /** Before the first byte another answer takes the place of this one, which nobody waits for any more. */
  #cut(): void {
    this.#isCut = true;
    if (!this.hasBegun) return void this.reader.release();
    // Not at once: a source that heeds `reqCtx.signal` has a turn of the event loop to end its stream properly.
    setImmediate(() => {
      void this.reader.release();
      this.#giveUp(overdue());
    });
  }

  /** Not `Promise.race`, which would keep something for each piece until the deadline's promise settles. */
  #wait<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      work.then(resolve, reject);
    });
  }
}

function overdue(): Error {
  return new Error('The deadline was reached while the response was streamed.');
}
