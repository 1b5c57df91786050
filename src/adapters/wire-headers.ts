// How the headers of a finished response travel in a result.
import type { ResponseHeaders } from '../http/response-headers.js';

/** Headers with one value for each name, and the cookies, which cannot be joined. */
export interface JoinedHeaders {
  readonly headers: Record<string, string>;
  readonly cookies: readonly string[];
}

/** The headers for a source that takes one value for each name: several are joined (RFC 9110 section 5.3). */
export function joinHeaders(source: ResponseHeaders): JoinedHeaders {
  const headers: Record<string, string> = {};
  let cookies: readonly string[] = [];
  for (const [name, values] of source.lists()) {
    if (name === 'set-cookie') cookies = values;
    else headers[name] = values.join(', ');
  }
  return { headers, cookies };
}

/** Headers by how many values they have. */
export interface SplitHeaders {
  readonly headers: Record<string, string>;
  /** `undefined` when no name has several values. */
  readonly multiValueHeaders: Record<string, readonly string[]> | undefined;
}

/** The headers for a source that takes repeated ones in a map of their own: a name is in one map or the other, never in both. */
export function splitHeaders(source: ResponseHeaders): SplitHeaders {
  const headers: Record<string, string> = {};
  let multiValueHeaders: Record<string, readonly string[]> | undefined;
  for (const [name, values] of source.lists()) {
    if (values.length === 1) headers[name] = values[0] as string;
    else {
      multiValueHeaders ??= {};
      multiValueHeaders[name] = values;
    }
  }
  return { headers, multiValueHeaders };
}

/** The headers for a source that takes every name with a list of values. */
export function listHeaders(source: ResponseHeaders): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {};
  for (const [name, values] of source.lists()) lists[name] = values;
  return lists;
}
