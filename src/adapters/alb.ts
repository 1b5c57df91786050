// Application Load Balancers, in the header mode their target group is set to: the answer has to be in the same mode.
import type { BufferedResponse, HttpSource } from '../http/http-source.js';
import { chooseHost, readForwardedScheme, readRootedPath } from './event-fields.js';
import { readForwardedAddress } from './forwarded-address.js';
import { type PayloadV1Event, payloadV1, readV1Header } from './payload-v1.js';
import { copyQuery } from './query-maps.js';
import { ALB_RESULT_LIMIT } from './result-size.js';
import { statusLine } from './status-line.js';
import { wireBody } from './wire-body.js';
import { joinHeaders, listHeaders } from './wire-headers.js';

/** What a function returns to a load balancer: one of the two header maps, the other would be ignored. */
export interface AlbResult {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, readonly string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const LOST_COOKIES =
  'An answer sets several cookies, but the load balancer takes one value for each header: only the last cookie is sent. ' +
  'Fix: set the target group attribute lambda.multi_value_headers.enabled to true.';

/** Load balancers (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html). Queries are not decoded. */
export const alb: HttpSource<PayloadV1Event> = {
  ...payloadV1,
  name: 'alb',
  resultLimit: ALB_RESULT_LIMIT,
  hasDecodedPath: false,
  readRawPath: (event) => readRootedPath(event.path),
  readQuery: (event) => copyQuery(event.multiValueQueryStringParameters, event.queryStringParameters),
  readClientIp: (event) => readForwardedAddress(readV1Header(event, 'x-forwarded-for')),
  readScheme: (event) => readForwardedScheme(readV1Header(event, 'x-forwarded-proto')),
  // Health checks have no Host.
  readHost: (event) => chooseHost(readV1Header(event, 'host')),
  readRequestId: () => undefined,
  writeText,
  writeResponse,
};

function hasMultiValueHeaders(event: PayloadV1Event): boolean {
  return typeof event.multiValueHeaders === 'object' && event.multiValueHeaders !== null;
}

function writeText(event: PayloadV1Event, status: number, headers: Record<string, string>, body: string): AlbResult {
  const statusDescription = statusLine(status);
  if (!hasMultiValueHeaders(event)) return { statusCode: status, statusDescription, headers, body, isBase64Encoded: false };
  const multiValueHeaders: Record<string, string[]> = {};
  for (const name in headers) multiValueHeaders[name] = [headers[name] as string];
  return { statusCode: status, statusDescription, multiValueHeaders, body, isBase64Encoded: false };
}

function writeResponse(event: PayloadV1Event, answer: BufferedResponse, warn: (message: string) => void): AlbResult {
  const { status, headers: source } = answer.response;
  const { body, isBase64Encoded } = wireBody(answer);
  const statusDescription = statusLine(status);
  if (hasMultiValueHeaders(event)) {
    return { statusCode: status, statusDescription, multiValueHeaders: listHeaders(source), body, isBase64Encoded };
  }
  const { headers, cookies } = joinHeaders(source);
  if (cookies.length > 1) warn(LOST_COOKIES);
  if (cookies.length > 0) headers['set-cookie'] = cookies[cookies.length - 1] as string;
  return { statusCode: status, statusDescription, headers, body, isBase64Encoded };
}
