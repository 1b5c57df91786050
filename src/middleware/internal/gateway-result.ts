// Responses as middleware of other makes sees them: results of a gateway, plain objects to be changed in place.
import { HttpResponse, type ResponseContent } from '../../http/http-response.js';
import { type ProxyResult, proxyResult } from '../../http/proxy-result.js';

/** A result as `{ statusCode, headers, body, … }`. */
export interface GatewayResult {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  /** Text, or base64. A body that is streamed is the stream itself. */
  body: unknown;
  isBase64Encoded: boolean;
}

/** The result that a response would be. */
export function toGatewayResult({ status, headers, content }: HttpResponse): GatewayResult {
  const cookies = headers.getSetCookie();
  const isBytes = content instanceof Uint8Array;
  return {
    statusCode: status,
    headers: Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie')),
    ...(cookies.length > 0 && { cookies }),
    body: isBytes ? Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64') : (content ?? ''),
    isBase64Encoded: isBytes,
  };
}

/**
 * What a value means as the result of a Lambda function: a response where it looks like one, else the value itself, to be answered like
 * that of a handler.
 *
 * @param before the result that it was made from; a body that is still the same one needs no decoding
 */
export function fromGatewayResult(value: unknown, before?: { readonly body: unknown; readonly content: ResponseContent }): unknown {
  if (value === undefined) return new HttpResponse(null, { status: 204 });
  if (typeof value !== 'object' || value === null || !('statusCode' in value) || HttpResponse.is(value)) return value;
  const result = value as ProxyResult & { readonly body?: unknown };
  if (!before || result.body !== before.body) return proxyResult(result);
  const { status, headers } = proxyResult({ ...result, body: undefined });
  return HttpResponse.of(before.content, { status, headers });
}
