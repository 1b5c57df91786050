// From what a handler returned to the response it means.
import { adoptResponse } from '../http/adopt-response.js';
import { HttpResponse, type HttpResponseBody, isBlob, isStreamContent } from '../http/http-response.js';

/** How plain values are answered: what a method's decorators say. */
export interface AnswerShape {
  readonly status: number | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly contentType: string | undefined;
}

/** What iterates, but is nothing but `{}` to JSON; by tag. */
const WITHOUT_JSON: ReadonlySet<string> = new Set(['Map', 'Set', 'Generator', 'URLSearchParams', 'FormData', 'Headers']);

/** Nothing said: 200, or 204 for `undefined`. */
export const PLAIN: AnswerShape = { status: undefined, headers: [], contentType: undefined };

/**
 * The response that a value means: always a fresh one, which may be changed.
 *
 * @throws TypeError for values that have no JSON: functions, symbols, BigInt, circular structures, maps, sets, generators and forms.
 * @throws an error that was returned: it was meant to be thrown.
 */
export function answerFrom(value: unknown, shape: AnswerShape): HttpResponse {
  if (value instanceof Error) throw value;
  const response = adoptResponse(value);
  if (response) return response === value ? response.copy() : response;
  if (value === undefined) return dress(new HttpResponse(null, { status: shape.status ?? 204 }), shape);
  const init = { status: shape.status ?? 200 };
  if (typeof value === 'string' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isBlob(value)) {
    return dress(new HttpResponse(value as HttpResponseBody, init), shape);
  }
  if (isStreamContent(value)) return dress(new HttpResponse(value, init), shape, 'application/octet-stream');
  const { [Symbol.toStringTag]: kind, toJSON } = (value ?? {}) as { readonly [Symbol.toStringTag]?: string; readonly toJSON?: unknown };
  // Nobody means to answer with `{}`, which is what JSON makes of these.
  if (kind !== undefined && WITHOUT_JSON.has(kind) && toJSON === undefined)
    throw new TypeError(`A ${kind} has no JSON form: return Object.fromEntries(it) or [...it].`);
  return dress(HttpResponse.of(toJson(value), init, 'application/json'), shape);
}

/** Adds what the decorators say; a content type of the app's own takes the default's place. */
function dress(response: HttpResponse, shape: AnswerShape, defaultType?: string): HttpResponse {
  const type = shape.contentType ?? defaultType;
  if (type === undefined && shape.headers.length === 0) return response;
  const { headers } = response;
  if (type !== undefined) headers.set('content-type', type);
  // A name that was noted twice is a header with two values; one that has a default is replaced.
  for (let at = 0; at < shape.headers.length; at++) {
    const [name, value] = shape.headers[at]!;
    const isRepeated = shape.headers.findIndex((other) => other[0].toLowerCase() === name.toLowerCase()) < at;
    if (isRepeated) headers.append(name, value);
    else headers.set(name, value);
  }
  return response;
}

/**
 * A value as JSON text.
 *
 * @throws TypeError when it has none.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`A value of type ${typeof value} has no JSON form and cannot be an answer.`);
  return text;
}

/** Whether a value is certainly answered as JSON; others take the long way through `answerFrom`, with the same answer. */
export function isPlainJson(value: unknown): boolean {
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'boolean';
  if (value === null) return true;
  // Responses, blobs, bytes, maps, sets and web streams have a tag, other streams can be iterated. What is left is data, or an error.
  const data = value as { readonly [key: PropertyKey]: unknown };
  return (
    data[Symbol.toStringTag] === undefined &&
    data[Symbol.asyncIterator] === undefined &&
    typeof data.then !== 'function' &&
    !(value instanceof Error)
  );
}
