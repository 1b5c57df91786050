// Takes in the body of a node request before the app sees it, and stops where the app would refuse it anyway.
import type { IncomingMessage } from 'node:http';

/** What became of a body. */
export interface ReadBody {
  /** The body's bytes; `undefined` for none. Of a body that is too large, so many bytes that the app refuses it. */
  readonly bytes: Uint8Array | undefined;
  /** Whether the client may still be sending, so that the connection cannot be used again. */
  readonly isUnread: boolean;
}

const NO_BODY: ReadBody = { bytes: undefined, isUnread: false };

/**
 * Reads request bodies up to a limit.
 *
 * A body over the limit is not kept, and not even read when its length says so: in its place the app gets `limit + 1` zero bytes, which it
 * refuses as it would the real ones: with the status, format and middleware of its own.
 */
export class BodyReader {
  readonly #limit: number;
  #oversized: ReadBody | undefined;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether the request says that it has a body over the limit. */
  isTooLarge(request: IncomingMessage): boolean {
    return Number(request.headers['content-length']) > this.#limit;
  }

  /**
   * Reads the body of a request; synchronous for one without.
   *
   * @param proceed called before reading, if there is anything to be read
   * @returns rejects when the client goes away or takes too long
   */
  read(request: IncomingMessage, proceed?: () => void): ReadBody | Promise<ReadBody> {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (coding === undefined && (length === undefined || Number(length) === 0)) return NO_BODY;
    if (this.isTooLarge(request)) return this.#refuse();
    proceed?.();
    return this.#collect(request);
  }

  #collect(request: IncomingMessage): Promise<ReadBody> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (finish: () => void) => {
        request.off('data', take).off('end', end).off('close', abandon);
        finish();
      };
      const take = (chunk: Buffer) => {
        size += chunk.length;
        if (size <= this.#limit) chunks.push(chunk);
        else {
          request.pause();
          settle(() => resolve(this.#refuse()));
        }
      };
      const end = () => settle(() => resolve({ bytes: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size), isUnread: false }));
      const abandon = () => settle(() => reject(new Error('The client went away while sending its request')));
      request.on('data', take).on('end', end).on('close', abandon);
    });
  }

  #refuse(): ReadBody {
    this.#oversized ??= { bytes: Buffer.alloc(this.#limit + 1), isUnread: true };
    return this.#oversized;
  }
}
