// Content as a web stream, for middleware that pipes bodies through transforms.
import { chunkBytes, type StreamContent } from './collect-body.js';
import { openContent, readOn } from './content-reader.js';

/** A web stream of bytes over any content. A web stream stays what it is. */
export function webStream(content: string | Uint8Array | StreamContent): ReadableStream<Uint8Array> {
  if (isWebStream(content)) return content;
  // The DOM's types do not know `from`, which Node has had since version 20.
  const { from } = ReadableStream as unknown as {
    from(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array>;
  };
  return from(typeof content === 'string' || content instanceof Uint8Array ? [chunkBytes(content)] : readOn(openContent(content)));
}

function isWebStream(content: unknown): content is ReadableStream<Uint8Array> {
  return typeof (content as { getReader?: unknown }).getReader === 'function';
}
