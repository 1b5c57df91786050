// Turns a request of a test client into the fields of an event builder.
import { type HttpEventFields, mergeFields, type RequestFields } from './http-event-fields.js';
import type { TestRequest } from './request-verbs.js';

/** The builder fields for a request; `common` are the raw event fields that all requests of the client share. */
export async function fieldsOfRequest(
  method: string,
  path: string,
  request: TestRequest,
  common: TestRequest['event'],
): Promise<HttpEventFields> {
  const { context: _, event, ...sent } = request;
  // `event` comes a second time below `mergeFields` so that its `undefined` fields still reach the builder, which removes them.
  const raw = { ...common, ...event, ...mergeFields(common ?? {}, event ?? {}) };
  return { ...raw, ...(await withReadBody(sent)), method, path };
}

/** Reads a `FormData` or `Blob` body, which the synchronous event builders cannot, into bytes with its content type. */
async function withReadBody(request: RequestFields): Promise<RequestFields> {
  const kind = Object.prototype.toString.call(request.body);
  if (kind !== '[object FormData]' && kind !== '[object Blob]' && kind !== '[object File]') return request;
  const encoded = new Response(request.body as FormData | Blob);
  const type = encoded.headers.get('content-type');
  const body = new Uint8Array(await encoded.arrayBuffer());
  if (type === null || request.raw) return { ...request, body };
  const given = request.headers ?? {};
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given);
  const named = pairs.some(([name]) => name.toLowerCase() === 'content-type');
  return { ...request, body, ...(!named && { headers: { ...Object.fromEntries(pairs), 'content-type': type } }) };
}
