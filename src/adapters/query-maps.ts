// Queries that sources deliver as maps, turned back into the text of a query.
import { encodeText, escapeText, IN_QUERY_NAME, IN_QUERY_VALUE } from './escape-text.js';

/** A query as sources deliver it: by name, one value or several. */
export type QueryMap = Readonly<Record<string, unknown>> | null | undefined;

/**
 * The query of a source that has decoded it: encoded again, so that `&`, `=`, `#` and `+` in it stay what they are.
 *
 * @param primary wins over `secondary` for the names that both have
 * @example encodeQuery({ a: ['1', 'b&c'] }, { a: 'b&c' }) // 'a=1&a=b%26c'
 */
export function encodeQuery(primary: QueryMap, secondary: QueryMap): string {
  return writeQuery(primary, secondary, encodeText, encodeText);
}

/**
 * The query of a source that has not decoded it: names and values are copied as they are. Only what could not have come that way is
 * escaped: a `&` in a value, a `=` in a name.
 *
 * @param primary wins over `secondary` for the names that both have
 * @example copyQuery({ 'foo%5Ba%5D': ['a%2Bb', 'a+b'] }, null) // 'foo%5Ba%5D=a%2Bb&foo%5Ba%5D=a+b'
 */
export function copyQuery(primary: QueryMap, secondary: QueryMap): string {
  return writeQuery(primary, secondary, copyName, copyValue);
}

function copyName(text: string): string {
  return escapeText(text, IN_QUERY_NAME);
}

function copyValue(text: string): string {
  return escapeText(text, IN_QUERY_VALUE);
}

type Write = (text: string) => string;

function writeQuery(primary: QueryMap, secondary: QueryMap, writeName: Write, writeValue: Write): string {
  let query = '';
  if (primary) {
    for (const name of Object.keys(primary)) query = appendAll(query, writeName(name), primary[name] ?? secondary?.[name], writeValue);
  }
  if (secondary) {
    for (const name of Object.keys(secondary)) {
      if (!primary || !Object.hasOwn(primary, name)) query = appendAll(query, writeName(name), secondary[name], writeValue);
    }
  }
  return query;
}

function appendAll(query: string, name: string, values: unknown, write: Write): string {
  if (!Array.isArray(values)) return append(query, name, values, write);
  let longer = query;
  for (let index = 0; index < values.length; index++) longer = append(longer, name, values[index], write);
  return longer;
}

function append(query: string, name: string, value: unknown, write: Write): string {
  // Events written by hand have numbers where a gateway has text.
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') return query;
  return query === '' ? `${name}=${write(text)}` : `${query}&${name}=${write(text)}`;
}
