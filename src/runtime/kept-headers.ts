// What stays of a response's headers when another body takes the place of its own.
import type { HttpResponse } from '../http/http-response.js';
import type { ResponseHeaders } from '../http/response-headers.js';

/** Headers that describe one body, and not the next one. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'etag', 'last-modified'];

/** A copy of a response's headers, without those that described its body. */
export function keptHeaders(response: HttpResponse): ResponseHeaders {
  const { headers } = response.copy();
  for (const name of BODY_HEADERS) headers.delete(name);
  return headers;
}
