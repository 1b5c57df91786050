// Lambda's response stream, in process: behaves like the one of the Node.js runtime client, quirks included.
import { Writable } from 'node:stream';

/** A prelude as it stands on the wire. */
export interface RawPrelude {
  statusCode?: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  cookies?: string[];
}

const INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = Buffer.alloc(8);
const METHODS = [
  ...['cork', 'uncork', 'end', 'addListener', 'on', 'once', 'prependListener', 'prependOnceListener', 'off', 'removeListener'],
  ...['removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners', 'listenerCount', 'eventNames', 'emit'],
] as const;
const PROPERTIES = [
  ...['writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain', 'writableHighWaterMark', 'writableCorked'],
  ...['writableLength', 'writable', 'destroyed'],
] as const;

/** What was sent through a response stream so far. */
export class StreamRecord {
  /** `undefined` until the whole prelude has arrived, and for a stream that has none. */
  prelude: RawPrelude | undefined;
  /** The body, in the pieces it was written in. */
  readonly chunks: Buffer[] = [];
  /** Resolves when the stream was ended and everything written to it has left. */
  readonly finished: Promise<void>;
  /** Set once the handler did what makes the real runtime end the process. */
  fatal: Error | undefined;
  contentType = 'application/octet-stream';
  #head: Buffer | undefined = Buffer.alloc(0);

  constructor(finished: Promise<void>) {
    this.finished = finished;
  }

  /** Takes the next bytes on the wire; prelude and delimiter may arrive in any number of pieces. */
  receive(chunk: Buffer): void {
    if (this.#head === undefined || this.contentType !== INTEGRATION_TYPE) {
      if (chunk.length > 0) this.chunks.push(chunk);
      return;
    }
    const seen = this.#head.length;
    this.#head = Buffer.concat([this.#head, chunk]);
    // JSON cannot hold a NUL, so the first eight are the delimiter.
    const end = this.#head.indexOf(DELIMITER, Math.max(0, seen - DELIMITER.length));
    if (end < 0) return;
    this.prelude = JSON.parse(this.#head.toString('utf8', 0, end)) as RawPrelude;
    const rest = this.#head.subarray(end + DELIMITER.length);
    this.#head = undefined;
    if (rest.length > 0) this.chunks.push(rest);
  }
}

/**
 * Makes a response stream for a streaming handler and the record of what it sends.
 *
 * Like the real one it is no `Writable` but an object of bound methods; `write` turns everything but strings and bytes into JSON; a write
 * beyond 16 KiB returns `false` and `drain` follows; `end` without a `write` sends no prelude; `destroy` would end the process.
 *
 * @example
 * const { stream, record } = lambdaResponseStream();
 * await app.streamHandler(functionUrlEvent({ path: '/feed' }), stream, lambdaContext());
 * expect(record.prelude?.statusCode).toBe(200);
 */
export function lambdaResponseStream(): { stream: Writable; record: StreamRecord } {
  let finish = () => {};
  const record = new StreamRecord(new Promise((resolve) => (finish = resolve)));
  const wire = openWire(record, finish);
  let written = false;
  const stream: Record<string, unknown> = {
    _onBeforeFirstWrite: undefined,
    setContentType(type: string): void {
      if (written) throw new Error('Cannot set content-type, too late.');
      record.contentType = type;
    },
    write(chunk: unknown, ...rest: [BufferEncoding?, (() => void)?]): boolean {
      // The runtime client reads `chunk.length` first, which throws for null and undefined; so does this.
      if (chunk === null || chunk === undefined) throw new TypeError(`Cannot read properties of ${chunk} (reading 'length')`);
      const data = typeof chunk === 'string' || chunk instanceof Uint8Array || Buffer.isBuffer(chunk) ? chunk : JSON.stringify(chunk);
      if (!written && typeof stream._onBeforeFirstWrite === 'function')
        stream._onBeforeFirstWrite((head: Uint8Array | string) => wire.write(head));
      written = true;
      return wire.write(data, ...(rest as []));
    },
    destroy(error?: Error): unknown {
      record.fatal ??= new Error('The Lambda runtime ends the process when its response stream is destroyed.', { cause: error });
      return wire.destroy();
    },
  };
  for (const name of METHODS) stream[name] = (wire[name] as (...args: unknown[]) => unknown).bind(wire);
  for (const name of PROPERTIES) Object.defineProperty(stream, name, { get: () => wire[name] });
  return { stream: stream as unknown as Writable, record };
}

function openWire(record: StreamRecord, finish: () => void): Writable {
  return new Writable({
    highWaterMark: 16_384,
    write(chunk: Buffer, _encoding, done) {
      // The sender may reuse its buffer once the write is done.
      record.receive(Buffer.from(chunk));
      setImmediate(done);
    },
    final(done) {
      finish();
      done();
    },
  });
}
