// A gateway's own result shape, passed through on purpose: a bare object of that shape is data.
import { decodeBase64 } from './base64.js';
import { HttpResponse } from './http-response.js';

/** The result of a Lambda proxy integration, of any payload version. */
export interface ProxyResult {
  /** 200 when absent. */
  readonly statusCode?: number | undefined;
  readonly headers?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[] | undefined>> | undefined;
  readonly cookies?: readonly string[] | undefined;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean | undefined;
}

/**
 * A response from a gateway result. Of a name in both header maps the multi-value one counts; no content type is added.
 *
 * @throws {TypeError} for a body that is no text, or not the base64 it is said to be, and for an illegal header.
 * @throws {RangeError} for an impossible status.
 * @example return proxyResult({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: page });
 */
export function proxyResult(result: ProxyResult): HttpResponse {
  const response = HttpResponse.of(readBody(result), { status: result.statusCode });
  const { headers } = response;
  // Gateways let `null` pass for a missing map or value.
  for (const [name, value] of Object.entries(result.headers ?? {}))
    if (value !== undefined && value !== null) headers.set(name, String(value));
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) {
    if (!values) continue;
    headers.delete(name);
    for (const value of values) headers.append(name, String(value));
  }
  for (const cookie of result.cookies ?? []) headers.append('set-cookie', cookie);
  return response;
}

function readBody({ body, isBase64Encoded }: ProxyResult): string | Uint8Array | null {
  if (body === undefined || body === null) return null;
  if (typeof body !== 'string') throw new TypeError('The body of a proxy result is text; use JSON.stringify, or return the value itself');
  if (!isBase64Encoded) return body;
  const bytes = decodeBase64(body);
  if (bytes === undefined) throw new TypeError('The body of the proxy result is marked as base64 and is not');
  return bytes;
}
