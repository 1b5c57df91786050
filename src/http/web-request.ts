// The web Request of a request, for those who ask: the one place that touches the global.

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
 * @throws {TypeError} for TRACE and CONNECT, which a `Request` cannot have.
 */
export function makeWebRequest({ method, url, headers, bytes, signal }: WebRequestParts): Request {
  if (/^(?:TRACE|CONNECT|TRACK)$/i.test(method)) {
    throw new TypeError(
      `A web Request cannot have the method ${method.toUpperCase()}; read reqCtx.method, reqCtx.headers and reqCtx.path instead`,
    );
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
