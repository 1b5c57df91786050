// Reads the fields of an event builder into one form, which each builder then writes the way its gateway does.
import { type EventBody, encodeBody } from './event-body.js';
import type { CookieFields, HeaderFields, HttpEventFields, QueryFields } from './http-event-fields.js';

/** A header with the case the client used and all its values. */
export interface HeaderLine {
  readonly name: string;
  readonly values: readonly string[];
}

/** A request, before any gateway has shaped it. */
export interface EventParts {
  readonly method: string;
  /** Percent-encoded, starts with `/`. */
  readonly path: string;
  /** Percent-encoded, without `?`. */
  readonly query: string;
  /** By lower-case name; without cookies and without what the gateway adds. */
  readonly headers: ReadonlyMap<string, HeaderLine>;
  /** `undefined` values: the caller wants these left out even if the gateway would add them. */
  readonly omitted: ReadonlySet<string>;
  /** `name=value` strings. */
  readonly cookies: readonly string[];
  readonly body: EventBody | undefined;
  readonly clientIp: string;
}

/** Reads builder fields; `aliases` are the gateway's own fields for method, path and query, used where the short ones are absent. */
export function readParts(fields: HttpEventFields, aliases: { method?: unknown; path?: unknown; query?: unknown } = {}): EventParts {
  const target = readTarget(fields.path ?? (typeof aliases.path === 'string' ? aliases.path : '/'));
  const given = fields.query ?? (aliases.query as QueryFields | null | undefined) ?? '';
  const query = typeof given === 'string' ? given.replace(/^\?/, '') : encodeQuery(given);
  const body = encodeBody(fields.body, fields.base64);
  const { headers, omitted } = readHeaders(fields.headers ?? {});
  const cookies = [...(headers.get('cookie')?.values ?? []).flatMap((line) => line.split(/; */)), ...readCookies(fields.cookies ?? [])];
  headers.delete('cookie');
  if (body?.contentType && !fields.raw && !omitted.has('content-type') && !headers.has('content-type')) {
    headers.set('content-type', { name: 'content-type', values: [body.contentType] });
  }
  return {
    method: fields.method ?? (typeof aliases.method === 'string' ? aliases.method : 'GET'),
    path: target.path,
    query: target.query && query ? `${target.query}&${query}` : target.query || query,
    headers,
    omitted,
    cookies: cookies.filter((cookie) => cookie !== ''),
    body,
    clientIp: fields.clientIp ?? '203.0.113.7',
  };
}

/** The headers of a request with those its gateway adds where the client did not name them. */
export function withGatewayHeaders(parts: EventParts, added: Readonly<Record<string, string>>): HeaderLine[] {
  const lines = Object.entries(added)
    .filter(([name]) => !parts.headers.has(name.toLowerCase()) && !parts.omitted.has(name.toLowerCase()))
    .map(([name, value]): HeaderLine => ({ name, values: [value] }));
  return [...lines, ...parts.headers.values()];
}

/** Query text as decoded name-value pairs: `+` is a space, a malformed escape stays as it is. */
export function decodeQuery(query: string): [string, string][] {
  return [...new URLSearchParams(query)];
}

/** Query text as name-value pairs, still encoded. */
export function splitQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

/** All values by name, in order. */
export function groupPairs(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values) values.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

function readTarget(target: string): { path: string; query: string } {
  const [beforeFragment = ''] = target.split('#', 1);
  const mark = beforeFragment.indexOf('?');
  const path = mark < 0 ? beforeFragment : beforeFragment.slice(0, mark);
  // What any client escapes before sending (the path percent-encode set of the WHATWG URL standard); escapes already there are kept.
  const escaped = path.replace(/[^\x21-\x7e]|["<>`{}]/gu, escapeCharacter);
  return { path: escaped.startsWith('/') ? escaped : `/${escaped}`, query: mark < 0 ? '' : beforeFragment.slice(mark + 1) };
}

function encodeQuery(query: Exclude<QueryFields, string>): string {
  const pairs: string[] = [];
  const add = (name: string, value: unknown) => pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  if (isIterable(query)) for (const [name, value] of query) add(name, value);
  else {
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) for (const one of value) add(name, one);
      else if (value !== undefined && value !== null) add(name, value);
    }
  }
  return pairs.join('&');
}

function readHeaders(fields: HeaderFields): { headers: Map<string, HeaderLine>; omitted: Set<string> } {
  const headers = new Map<string, HeaderLine>();
  const omitted = new Set<string>();
  for (const [name, value] of isIterable(fields) ? fields : Object.entries(fields)) {
    const key = name.toLowerCase();
    if (value === undefined || value === null) omitted.add(key);
    else {
      const values = Array.isArray(value) ? value.map(String) : [String(value)];
      const present = headers.get(key);
      headers.set(key, present ? { name: present.name, values: [...present.values, ...values] } : { name, values });
    }
  }
  return { headers, omitted };
}

function readCookies(fields: CookieFields): string[] {
  if (isIterable(fields)) return [...fields];
  // Only what cannot stand in a cookie value is escaped (RFC 6265 section 4.1.1); an escape the caller wrote stays.
  return Object.entries(fields).map(([name, value]) => `${name}=${value.replace(/[^\x21-\x7e]|[",;\\]/gu, escapeCharacter)}`);
}

function escapeCharacter(character: string): string {
  return encodeURIComponent(character.toWellFormed());
}

function isIterable<T>(value: Iterable<T> | object): value is Iterable<T> {
  return Symbol.iterator in value;
}
