// The web `Request` of a request, for those who ask for it.
import type { InvocationContext } from '../http/request-context.js';
import { makeWebRequest } from '../http/web-request.js';

/**
 * Makes it from what the request says of itself.
 *
 * @param path as it was asked for, base path included
 * @param query as it was sent
 */
export function requestOf(ctx: InvocationContext, path: string, query: string): Request {
  return makeWebRequest({
    method: ctx.method,
    url: `${ctx.origin}${path}${query ? `?${query}` : ''}`,
    headers: ctx.headers,
    bytes: () => ctx.body.bytes(),
    signal: ctx.signal,
  });
}
