// VPC Lattice services, event structure 1.0 and 2.0: the path is what the client sent, query included.
import { findHeader, type HeaderRecord, HeaderValues } from '../http/header-values.js';
import type { BufferedResponse, HttpSource } from '../http/http-source.js';
import { escapeText, IN_QUERY } from './escape-text.js';
import { chooseHost, readForwardedScheme, readMethodName, readRootedPath, readTextBody } from './event-fields.js';
import { readForwardedAddress } from './forwarded-address.js';
import { copyQuery, type QueryMap } from './query-maps.js';
import { LAMBDA_RESULT_LIMIT } from './result-size.js';
import { statusLine } from './status-line.js';
import { wireBody } from './wire-body.js';
import { joinHeaders } from './wire-headers.js';

/** The fields that both versions have. Any of them may be missing or null. */
interface LatticeEvent {
  readonly method?: unknown;
  readonly headers?: HeaderRecord | null;
  readonly body?: unknown;
}

/** The fields that are read of event structure 1.0. */
export interface LatticeV1Event extends LatticeEvent {
  readonly raw_path?: unknown;
  readonly query_string_parameters?: QueryMap;
  readonly is_base64_encoded?: unknown;
}

/** The fields that are read of event structure 2.0. */
export interface LatticeV2Event extends LatticeEvent {
  readonly path?: unknown;
  readonly queryStringParameters?: QueryMap;
  readonly isBase64Encoded?: unknown;
}

/** What a function returns to VPC Lattice. */
export interface LatticeResult {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  cookies?: readonly string[];
}

const lattice = {
  name: 'vpc-lattice' as const,
  resultLimit: LAMBDA_RESULT_LIMIT,
  readMethod: (event: LatticeEvent) => readMethodName(event.method),
  hasDecodedPath: false,
  readHeader,
  readHeaders: (event: LatticeEvent) => new HeaderValues(event.headers),
  readCookies: (event: LatticeEvent) => readHeader(event, 'cookie') ?? '',
  readClientIp: (event: LatticeEvent) => readForwardedAddress(readHeader(event, 'x-forwarded-for')),
  readScheme: (event: LatticeEvent) => readForwardedScheme(readHeader(event, 'x-forwarded-proto')),
  readHost: (event: LatticeEvent) => chooseHost(readHeader(event, 'host')),
  readRequestId: () => undefined,
  writeText,
  writeResponse,
};

/** VPC Lattice, event structure 1.0 (https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html). */
export const latticeV1: HttpSource<LatticeV1Event> = {
  ...lattice,
  readRawPath: (event) => readPathOf(event.raw_path),
  readQuery: (event) => readQueryOf(event.raw_path, event.query_string_parameters),
  readBody: (event) => readTextBody(event.body, event.is_base64_encoded),
};

/** VPC Lattice, event structure 2.0 (https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html). */
export const latticeV2: HttpSource<LatticeV2Event> = {
  ...lattice,
  readRawPath: (event) => readPathOf(event.path),
  readQuery: (event) => readQueryOf(event.path, event.queryStringParameters),
  readBody: (event) => readTextBody(event.body, event.isBase64Encoded),
};

function readHeader(event: LatticeEvent, name: string): string | undefined {
  return findHeader(event.headers, name);
}

function readPathOf(target: unknown): string {
  const path = readRootedPath(target);
  const mark = path.indexOf('?');
  return mark < 0 ? path : path.slice(0, mark);
}

/** The map loses repeated values in version 1.0, so it counts only where the path has no query. */
function readQueryOf(target: unknown, map: QueryMap): string {
  const mark = typeof target === 'string' ? target.indexOf('?') : -1;
  return mark < 0 ? copyQuery(map, null) : escapeText((target as string).slice(mark + 1), IN_QUERY);
}

function writeText(_event: LatticeEvent, status: number, headers: Record<string, string>, body: string): LatticeResult {
  return { statusCode: status, statusDescription: statusLine(status), headers, body, isBase64Encoded: false };
}

function writeResponse(_event: LatticeEvent, answer: BufferedResponse): LatticeResult {
  const { status } = answer.response;
  const { body, isBase64Encoded } = wireBody(answer);
  const { headers, cookies } = joinHeaders(answer.response.headers);
  const result: LatticeResult = { statusCode: status, statusDescription: statusLine(status), headers, body, isBase64Encoded };
  // One `set-cookie` is what Lattice documents, and `cookies` for more is what its proxy is known to take: each cookie is sent once, in order.
  const [first, ...others] = cookies;
  if (first !== undefined) headers['set-cookie'] = first;
  if (others.length > 0) result.cookies = others;
  return result;
}
