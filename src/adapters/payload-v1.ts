// What REST APIs and load balancers have in common: events with `httpMethod` and two maps of everything, one with single, one with all values.
import { findHeader, type HeaderRecord, HeaderValues } from '../http/header-values.js';
import type { RawBody } from '../http/http-source.js';
import { readMethodName, readTextBody } from './event-fields.js';
import type { QueryMap } from './query-maps.js';

/** The fields that are read. Any of them may be missing or null. */
export interface PayloadV1Event {
  readonly httpMethod?: unknown;
  readonly path?: unknown;
  readonly headers?: HeaderRecord | null;
  readonly multiValueHeaders?: HeaderRecord | null;
  readonly queryStringParameters?: QueryMap;
  readonly multiValueQueryStringParameters?: QueryMap;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** One header, by lower-case name: the map with all values wins over the one with single values. */
export function readV1Header(event: PayloadV1Event, name: string): string | undefined {
  return findHeader(event.multiValueHeaders, name) ?? findHeader(event.headers, name);
}

/** How the fields that both have are read. */
export const payloadV1 = {
  readMethod: (event: PayloadV1Event): string => readMethodName(event.httpMethod),
  readHeader: readV1Header,
  readHeaders: (event: PayloadV1Event): HeaderValues => new HeaderValues(event.multiValueHeaders, event.headers),
  readCookies: (event: PayloadV1Event): string => readV1Header(event, 'cookie') ?? '',
  readBody: (event: PayloadV1Event): RawBody | undefined => readTextBody(event.body, event.isBase64Encoded),
};
