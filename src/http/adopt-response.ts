// Responses of other makes: a web Response, or an HttpResponse of another copy of the package.

import type { StreamContent } from './collect-body.js';
import { HttpResponse } from './http-response.js';

/**
 * The `HttpResponse` for a value that is a response: itself, one of another copy of the package, or a web `Response`. Else `undefined`.
 *
 * A web `Response` is known by its tag, so that the global is not touched.
 *
 * @throws {TypeError} when its body was read already.
 * @throws {RangeError} when its status is not one that can be answered.
 */
export function adoptResponse(value: unknown): HttpResponse | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof HttpResponse) return value;
  if (HttpResponse.is(value)) return HttpResponse.of(value.content, { status: value.status, headers: value.headers });
  return isWebResponse(value) ? adoptWebResponse(value) : undefined;
}

/** Whether a value is a web `Response`. */
export function isWebResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Response';
}

function adoptWebResponse(response: Response): HttpResponse {
  if (response.bodyUsed) throw new TypeError('The body of the returned Response was read already; return a clone() taken before');
  const adopted = HttpResponse.of(response.body as unknown as StreamContent | null, {
    status: response.status,
    headers: response.headers,
  });
  // What `fetch` gives is decoded already, but still says how it was encoded.
  if (response.url !== '') adopted.headers.delete('content-encoding');
  return adopted;
}
