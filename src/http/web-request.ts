// The web Request of a request, for those who ask: the one place that touches the global.
import { BadRequestError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';

const FORBIDDEN = /^(?:TRACE|CONNECT|TRACK)$/i;
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** What a web `Request` is made of. */
export interface WebRequestParts {
  readonly method: string;
  /** Absolute, made by joining scheme, host and path: never resolved against a base. */
  readonly url: string;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** Called only for methods that may have a body. */
  readonly bytes: () => Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the web `Request`. A body on GET or HEAD is left out: the fetch standard has none there. `Content-Length` is the real one.
 *
 * Makes Node load its fetch implementation (20 to 55 ms, once).
 *
 * @throws {BadRequestError} for TRACE, CONNECT, TRACK and what is no method at all: a `Request` cannot have them (Fetch standard section 2.2.1),
 * and whoever sends one to an app that works with web requests is the one who is wrong.
 */
export function makeWebRequest({ method, url, headers, bytes, signal }: WebRequestParts): Request {
  if (FORBIDDEN.test(method) || !TOKEN.test(method)) {
    const cause = new TypeError('A web Request cannot have this method; read reqCtx.method, reqCtx.headers and reqCtx.path instead');
    throw withoutStack(() => new BadRequestError('The method of the request is not supported here', { cause }));
  }
  const target = new Headers();
  for (const [name, value] of headers) target.append(name, toLatin1(value));
  const body = method === 'GET' || method === 'HEAD' ? undefined : bytes();
  // What the client said of it may be wrong, and REST APIs do not pass it on.
  if (body?.length) target.set('content-length', String(body.length));
  else target.delete('content-length');
  return new Request(url, {
    method,
    headers: target,
    ...(body?.length ? { body: body as Uint8Array<ArrayBuffer> } : {}),
    ...(signal ? { signal } : {}),
  });
}

/** Header text beyond Latin-1 as the bytes that were on the wire: UTF-8, one character each. */
function toLatin1(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value).toString('latin1') : value;
}
