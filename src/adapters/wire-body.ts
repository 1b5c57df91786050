// How the body of a finished response travels in a result: as text, or as base64.

import type { BufferedResponse } from '../http/http-source.js';
import { isText, parseMediaType } from '../http/media-type.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { isUtf8 } from '../shared/is-utf8.js';

/** The body of a result. */
export interface WireBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Text goes as it is. Bytes go as text when their type says that they are text in UTF-8, no content coding is applied, and they really are
 * UTF-8; without a type the bytes alone decide. Everything else is base64: the client gets the exact bytes either way.
 */
export function wireBody({ response, body }: BufferedResponse): WireBody {
  if (typeof body === 'string') return { body, isBase64Encoded: false };
  if (body.length === 0) return { body: '', isBase64Encoded: false };
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (mayBeText(response.headers) && isUtf8(buffer)) return { body: buffer.toString(), isBase64Encoded: false };
  return { body: buffer.toString('base64'), isBase64Encoded: true };
}

function mayBeText(headers: ResponseHeaders): boolean {
  if (headers.get('content-encoding')?.split(',').some(isCoding)) return false;
  const contentType = headers.get('content-type');
  if (contentType === null) return true;
  const mediaType = parseMediaType(contentType);
  return mediaType !== undefined && isText(mediaType);
}

function isCoding(text: string): boolean {
  const coding = text.trim().toLowerCase();
  return coding !== '' && coding !== 'identity';
}
