// The content encodings that node:zlib has, at the levels that suit an answer made for one request.
import type { Transform } from 'node:stream';

/** The content encodings there are, by their names in HTTP. */
export type EncodingName = 'br' | 'zstd' | 'gzip' | 'deflate';

/** One content encoding. */
export interface Encoder {
  readonly name: EncodingName;
  /** Encodes at once. */
  encode(bytes: Uint8Array): Uint8Array;
  /** Encodes on another thread. */
  encodeLater(bytes: Uint8Array): Promise<Uint8Array>;
  /** A stream that gives out all it has after every chunk, so that a client can use what it has been sent. */
  createStream(): Transform;
}

type Zlib = typeof import('node:zlib');
type Finished = (error: Error | null, encoded: Uint8Array) => void;

export const ENCODING_NAMES: readonly EncodingName[] = ['br', 'zstd', 'gzip', 'deflate'];

/**
 * The encoders by name, as far as this version of Node.js has them: zstd is there from 22.15.
 *
 * Loads node:zlib, which takes 2 to 4 ms: for the start of an environment, and only for apps that compress.
 */
export function loadEncoders(names: readonly EncodingName[]): Encoder[] {
  const zlib = process.getBuiltinModule('node:zlib');
  const made = { br: brotli, zstd, gzip, deflate };
  return names.flatMap((name) => made[name](zlib) ?? []);
}

function brotli(zlib: Zlib): Encoder {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN, BROTLI_OPERATION_FLUSH } = zlib.constants;
  // 4 is about as fast as gzip and smaller; the default of 11 takes fifty times as long.
  const quality = { [BROTLI_PARAM_QUALITY]: 4 };
  // A window no larger than the text: setting one up takes longer than encoding a small body.
  const options = ({ length }: Uint8Array) => ({
    params: { ...quality, [BROTLI_PARAM_SIZE_HINT]: length, [BROTLI_PARAM_LGWIN]: Math.min(22, Math.max(10, 32 - Math.clz32(length))) },
  });
  return {
    name: 'br',
    encode: (bytes) => zlib.brotliCompressSync(bytes, options(bytes)),
    encodeLater: (bytes) => finished((done) => zlib.brotliCompress(bytes, options(bytes), done)),
    createStream: () => zlib.createBrotliCompress({ params: quality, flush: BROTLI_OPERATION_FLUSH }),
  };
}

function zstd(zlib: Zlib): Encoder | undefined {
  if (typeof zlib.zstdCompress !== 'function') return undefined;
  return {
    name: 'zstd',
    encode: (bytes) => zlib.zstdCompressSync(bytes),
    encodeLater: (bytes) => finished((done) => zlib.zstdCompress(bytes, done)),
    createStream: () => zlib.createZstdCompress({ flush: zlib.constants.ZSTD_e_flush }),
  };
}

function gzip(zlib: Zlib): Encoder {
  return {
    name: 'gzip',
    encode: (bytes) => zlib.gzipSync(bytes),
    encodeLater: (bytes) => finished((done) => zlib.gzip(bytes, done)),
    createStream: () => zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH }),
  };
}

/** In HTTP, `deflate` is the zlib format (RFC 9110 section 8.4.1.2). */
function deflate(zlib: Zlib): Encoder {
  return {
    name: 'deflate',
    encode: (bytes) => zlib.deflateSync(bytes),
    encodeLater: (bytes) => finished((done) => zlib.deflate(bytes, done)),
    createStream: () => zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
  };
}

function finished(start: (done: Finished) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    start((error, encoded) => (error ? reject(error) : resolve(encoded)));
  });
}
