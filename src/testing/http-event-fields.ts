// What every event builder takes: the request as a client would make it, beside raw fields of the event itself.

/** Request headers: a record (a list gives a repeated header, `undefined` leaves out one the gateway would add) or name-value pairs. */
export type HeaderFields =
  | Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>
  | Iterable<readonly [string, string]>;

/** A query: its text, percent-encoded as on the wire; or a record or pairs of plain values, which are encoded. */
export type QueryFields =
  | string
  | Readonly<Record<string, QueryField | readonly QueryField[] | null | undefined>>
  | Iterable<readonly [string, string]>;

/** One query value. */
export type QueryField = string | number | boolean;

/** Request cookies: a record of plain values, or `name=value` strings. */
export type CookieFields = Readonly<Record<string, string>> | readonly string[];

/** A request, apart from method and path. */
export interface RequestFields {
  /** `null` gives the event without headers, as consoles and health checks send it. */
  headers?: HeaderFields | null | undefined;
  query?: QueryFields | undefined;
  cookies?: CookieFields | undefined;
  /** A string or bytes go as they are, `URLSearchParams` as a form, anything else as JSON; `null` is no body. */
  body?: unknown;
  /** `true` marks the event: a string body is then taken to be base64 already. Bytes are base64 unless this is `false`. */
  base64?: boolean | undefined;
  /** `true` keeps the content type of JSON and forms from being added. */
  raw?: boolean | undefined;
  /** The client's address; `203.0.113.7` unless given. */
  clientIp?: string | undefined;
}

/**
 * The fields of an event builder. All are optional; any other field is taken for one of the raw event and merged into it,
 * records deeply, everything else as it is, `undefined` removing the field.
 *
 * @example
 * httpApiEvent({ method: 'POST', path: '/v1/todos', body: { title: 'x' }, requestContext: { authorizer: { jwt: { claims: { sub: 'u1' } } } } });
 */
export interface HttpEventFields extends RequestFields {
  /** `GET` unless given. */
  method?: string | undefined;
  /** As a client puts it on the wire, percent-encoded; a query after `?` counts. `/` unless given. */
  path?: string | undefined;
  /** Fields of the event itself. */
  [rawField: string]: unknown;
}

const REQUEST_FIELDS = new Set(['method', 'path', 'headers', 'query', 'cookies', 'body', 'base64', 'raw', 'clientIp']);

/** The fields that belong to the event itself. `also` names further fields that the builder has used up. */
export function rawFieldsOf(fields: HttpEventFields, also: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !REQUEST_FIELDS.has(name) && !also.includes(name)));
}

/** Merges raw fields into an event: records deeply, everything else replaces, `undefined` removes. Neither argument is changed. */
export function mergeFields<Event extends object>(event: Event, fields: Readonly<Record<string, unknown>>): Event {
  const merged = new Map<string, unknown>(Object.entries(event));
  for (const [name, value] of Object.entries(fields)) {
    const present = merged.get(name);
    if (value === undefined) merged.delete(name);
    else merged.set(name, isRecord(value) && isRecord(present) ? mergeFields(present, value) : value);
  }
  // Own properties even for `__proto__`, as JSON.parse would make them.
  return Object.fromEntries(merged) as Event;
}

/** A raw field that is itself a record, such as `requestContext`; empty when it is not there. */
export function recordField(fields: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = fields[name];
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
