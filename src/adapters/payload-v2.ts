// What HTTP APIs and function URLs have in common: events and results of payload format 2.0.
import { findHeader, type HeaderRecord, HeaderValues } from '../http/header-values.js';
import type { BufferedResponse, RawBody } from '../http/http-source.js';
import { escapeText, IN_QUERY } from './escape-text.js';
import { chooseHost, readAddress, readForwardedScheme, readMethodName, readText, readTextBody } from './event-fields.js';
import { encodeQuery, type QueryMap } from './query-maps.js';
import { LAMBDA_RESULT_LIMIT } from './result-size.js';
import type { StageContext } from './stage.js';
import { wireBody } from './wire-body.js';
import { joinHeaders } from './wire-headers.js';

/** The fields that are read. All but `requestContext.http` may be missing or null. */
export interface PayloadV2Event {
  readonly rawPath?: unknown;
  readonly rawQueryString?: unknown;
  readonly queryStringParameters?: QueryMap;
  readonly cookies?: readonly string[] | null;
  readonly headers?: HeaderRecord | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
  readonly requestContext: StageContext & {
    readonly requestId?: unknown;
    readonly http: { readonly method?: unknown; readonly sourceIp?: unknown };
  };
}

/** What a function returns for payload format 2.0. */
export interface PayloadV2Result {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  cookies?: readonly string[];
}

/** How both are read and answered. */
export const payloadV2 = {
  resultLimit: LAMBDA_RESULT_LIMIT,
  readMethod: (event: PayloadV2Event): string => readMethodName(event.requestContext.http.method),
  readQuery,
  readHeader,
  readHeaders: (event: PayloadV2Event): HeaderValues => new HeaderValues({ cookie: event.cookies }, event.headers),
  readCookies: (event: PayloadV2Event): string => findCookies(event) ?? '',
  readBody: (event: PayloadV2Event): RawBody | undefined => readTextBody(event.body, event.isBase64Encoded),
  readClientIp: (event: PayloadV2Event): string | undefined => readAddress(event.requestContext.http.sourceIp),
  readScheme: (event: PayloadV2Event): 'http' | 'https' => readForwardedScheme(readHeader(event, 'x-forwarded-proto')),
  readHost: (event: PayloadV2Event): string => chooseHost(readHeader(event, 'host'), event.requestContext.domainName),
  readRequestId: (event: PayloadV2Event): string | undefined => readText(event.requestContext.requestId),
  writeText,
  writeResponse,
};

function readQuery(event: PayloadV2Event): string {
  const query = event.rawQueryString;
  if (query === '') return '';
  // Events written by hand often have only the map.
  return typeof query === 'string' ? escapeText(query, IN_QUERY) : encodeQuery(event.queryStringParameters, null);
}

function readHeader(event: PayloadV2Event, name: string): string | undefined {
  if (name === 'cookie') return findCookies(event);
  const value = event.headers?.[name];
  // The gateway's names are in lower case; those of emulators take the long way, and so do values that need cleaning.
  return typeof value === 'string' && isPrintable(value) ? value : findHeader(event.headers, name);
}

function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return false;
  }
  return true;
}

/** HTTP APIs deliver cookies in a list of their own, function URLs in a list and in the header: taken from one place, each is there once. */
function findCookies(event: PayloadV2Event): string | undefined {
  return findHeader({ cookie: event.cookies }, 'cookie') ?? findHeader(event.headers, 'cookie');
}

function writeText(_event: PayloadV2Event, status: number, headers: Record<string, string>, body: string): PayloadV2Result {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}

function writeResponse(_event: PayloadV2Event, answer: BufferedResponse): PayloadV2Result {
  const { body, isBase64Encoded } = wireBody(answer);
  const { headers, cookies } = joinHeaders(answer.response.headers);
  const result: PayloadV2Result = { statusCode: answer.response.status, headers, body, isBase64Encoded };
  if (cookies.length > 0) result.cookies = cookies;
  return result;
}
