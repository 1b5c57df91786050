// Makes answers smaller, in an encoding that the client takes.
import { chunkBytes, type StreamContent } from '../http/collect-body.js';
import { HttpResponse } from '../http/http-response.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { isBodilessStatus } from '../http/status.js';
import { compileEncodingChoice } from './internal/accept-encoding.js';
import { checkOptions } from './internal/check-options.js';
import { isCompressible } from './internal/compressible.js';
import { ENCODING_NAMES, type Encoder, type EncodingName, loadEncoders } from './internal/encoders.js';
import { callback, count } from './internal/option-rules.js';
import { addVary } from './internal/vary.js';

/** Options of `compress`. */
export interface CompressOptions {
  /** The encodings that are used, the best first. Default `br`, `zstd`, `gzip`, `deflate`. `zstd` needs Node.js 22.15. */
  readonly encodings?: readonly EncodingName[] | undefined;
  /** Bytes below which a body stays as it is. Default 1024. Does not hold for streams, whose size nobody knows. */
  readonly threshold?: number | undefined;
  /** Whether bodies of a media type (lower case, without parameters, `''` for none) are compressed. Default: all that are not already. */
  readonly contentTypes?: ((type: string) => boolean) | undefined;
}

/** What speaks of the bytes before, as does a strong ETag (RFC 9110 section 8.8.3.3, RFC 9530). */
const PLAIN_BYTES = ['content-length', 'accept-ranges', 'content-digest', 'repr-digest'];
/** Up to here encoding at once takes less than handing the bytes to another thread and waiting for them: 0.15 ms. */
const LARGEST_AT_ONCE = 32 * 1024;
/** From here on base64, which gateways need for encoded bodies, could lift a body over the least limit there is (1 MB). */
const SMALLEST_NEAR_LIMIT = 700 * 1024;

/**
 * Compresses answers, errors included.
 *
 * Left as they are: answers to HEAD, of status 204, 205, 206 and 304, encoded ones, those that say `no-transform`, event streams, types
 * that are compressed by themselves, small ones, what would not shrink, and streams through function URLs, which undo the encoding. A
 * strong `ETag` becomes a weak one: list `compress` before `etag`.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example compress({ encodings: ['br', 'gzip'], threshold: 4096 })
 */
export function compress(options?: CompressOptions): Middleware {
  const given = checkOptions<CompressOptions>('compress', options, {
    encodings: { expected: `a list of ${ENCODING_NAMES.join(', ')}`, accepts: isEncodingList },
    threshold: count('bytes'),
    contentTypes: callback,
  });
  const { encodings = ENCODING_NAMES, threshold = 1024, contentTypes = isCompressible } = given;
  const encoders = new Map<string, Encoder>(loadEncoders(encodings).map((encoder) => [encoder.name, encoder]));
  const choose = compileEncodingChoice([...encoders.keys()]);
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    ctx.onResponse((response) => {
      const { headers } = response;
      if (!couldEncode(ctx, response, threshold, contentTypes)) return undefined;
      addVary(headers, 'Accept-Encoding');
      if (ctx.method === 'HEAD' || response.status === 304) return undefined;
      const accepted = ctx.headerValue('accept-encoding');
      const encoder = encoders.get((accepted === undefined ? undefined : choose(accepted)) ?? '');
      return encoder && encodeWith(encoder, response);
    });
    void next();
  };
}

function isEncodingList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => ENCODING_NAMES.includes(name as EncodingName));
}

/** Whether another `Accept-Encoding` could have led to another answer. What a 304 stands for is not known any more: it could. */
function couldEncode(ctx: InvocationContext, response: HttpResponse, threshold: number, isWanted: (type: string) => boolean): boolean {
  const { headers, content, status } = response;
  if (status === 304) return true;
  if (content === null || status === 206 || isBodilessStatus(status)) return false;
  if (ctx.isStreamed && ctx.source === 'function-url') return false;
  if (!response.isStream && isSmaller(content as string | Uint8Array, threshold)) return false;
  if ((headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') return false;
  if (headers.get('cache-control')?.toLowerCase().includes('no-transform')) return false;
  const type = readType(headers);
  return type !== 'text/event-stream' && isWanted(type);
}

/** Lenient, unlike `parseMediaType`: an event stream with odd parameters is one all the same. */
function readType(headers: ResponseHeaders): string {
  const text = headers.get('content-type') ?? '';
  const end = text.indexOf(';');
  return (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
}

/** Counts the bytes of a text only where its length leaves a doubt: a character is one to three. */
function isSmaller(content: string | Uint8Array, bytes: number): boolean {
  if (typeof content !== 'string') return content.byteLength < bytes;
  return content.length < bytes && (content.length * 3 < bytes || Buffer.byteLength(content) < bytes);
}

function encodeWith(encoder: Encoder, response: HttpResponse): HttpResponse | undefined | Promise<HttpResponse | undefined> {
  const { content } = response;
  if (response.isStream) return replaceBody(response, encoder, encodeStream(content as StreamContent, encoder));
  const bytes = typeof content === 'string' ? Buffer.from(content) : (content as Uint8Array);
  const adopt = (encoded: Uint8Array) => {
    const cost = typeof content === 'string' && bytes.length > SMALLEST_NEAR_LIMIT ? 4 / 3 : 1;
    return encoded.length * cost < bytes.length ? replaceBody(response, encoder, encoded) : undefined;
  };
  return bytes.length <= LARGEST_AT_ONCE ? adopt(encoder.encode(bytes)) : encoder.encodeLater(bytes).then(adopt);
}

function replaceBody(response: HttpResponse, encoder: Encoder, body: Uint8Array | StreamContent): HttpResponse {
  const { headers, status } = response;
  const replacement = new HttpResponse(body, { status, headers });
  if (!headers.has('content-type')) replacement.headers.delete('content-type');
  replacement.headers.set('content-encoding', encoder.name);
  for (const name of PLAIN_BYTES) replacement.headers.delete(name);
  const tag = headers.get('etag');
  if (tag?.startsWith('"')) replacement.headers.set('etag', `W/${tag}`);
  return replacement;
}

/** Chunk by chunk; a failing source fails the encoded stream, and a reader that leaves early releases the source. */
function encodeStream(content: StreamContent, encoder: Encoder): StreamContent {
  const encoded = encoder.createStream();
  process.getBuiltinModule('node:stream').pipeline(readBytes(content), encoded, () => {});
  return encoded;
}

async function* readBytes(content: StreamContent): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) yield chunkBytes(chunk);
}
