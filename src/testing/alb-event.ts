// Builds events of Application Load Balancers, in both header modes.
import type { ALBEvent } from 'aws-lambda';
import { groupPairs, readParts, splitQuery, withGatewayHeaders } from './event-parts.js';
import { ACCOUNT_ID, REGION, traceHeader, USER_AGENT } from './gateway-identity.js';
import { type HeaderFields, type HttpEventFields, mergeFields, rawFieldsOf } from './http-event-fields.js';

/** The fields of `albEvent`. */
export interface AlbEventFields extends HttpEventFields {
  /**
   * `true`, or a record of header lists: the event comes from a target group whose attribute `lambda.multi_value_headers.enabled` is on,
   * and the answer has to be in that mode too. AWS leaves it off unless told otherwise.
   */
  multiValueHeaders?: boolean | Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * An event of an Application Load Balancer. As on AWS neither path nor query is decoded; in single-value mode the last of several
 * values wins, so repeated query parameters and headers are lost.
 *
 * @example
 * const event = albEvent({ path: '/v1/todos', query: { tag: ['a', 'b'] }, multiValueHeaders: true });
 */
export function albEvent(fields: AlbEventFields = {}): ALBEvent {
  const { httpMethod, multiValueHeaders: mode, multiValueQueryStringParameters, queryStringParameters } = fields;
  const multi = mode !== undefined && mode !== false;
  const givenHeaders = typeof mode === 'object' && fields.headers !== null ? { ...toRecord(fields.headers), ...mode } : fields.headers;
  const given = encodedQuery(multiValueQueryStringParameters ?? queryStringParameters);
  const parts = readParts({ ...fields, headers: givenHeaders }, { method: httpMethod, query: given });
  const added: Record<string, string> = {
    accept: '*/*',
    host: `lambent-test-1234567890.${REGION}.elb.amazonaws.com`,
    'user-agent': USER_AGENT,
    'x-amzn-trace-id': traceHeader(Date.now()),
    'x-forwarded-for': parts.clientIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
  if (parts.cookies.length > 0) added.cookie = parts.cookies.join('; ');
  if (parts.body) added['content-length'] = String(parts.body.byteLength);
  const headers = new Map(withGatewayHeaders(parts, added).map(({ name, values }) => [name.toLowerCase(), [...values]]));
  const event: ALBEvent = {
    requestContext: {
      elb: { targetGroupArn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT_ID}:targetgroup/lambent-test/6d0ecf831eec9f09` },
    },
    httpMethod: parts.method,
    path: parts.path,
    ...writeMaps(groupPairs(splitQuery(parts.query)), givenHeaders === null ? new Map() : headers, multi),
    body: parts.body?.text ?? '',
    isBase64Encoded: parts.body?.base64 ?? false,
  };
  return mergeFields(event, rawFieldsOf(fields, ['multiValueHeaders']));
}

function writeMaps(query: Map<string, string[]>, headers: Map<string, string[]>, multi: boolean): Partial<ALBEvent> {
  if (multi) return { multiValueQueryStringParameters: Object.fromEntries(query), multiValueHeaders: Object.fromEntries(headers) };
  const last = (map: Map<string, string[]>) => Object.fromEntries([...map].map(([name, values]) => [name, values.at(-1) ?? '']));
  return { queryStringParameters: last(query), headers: last(headers) };
}

function toRecord(headers: HeaderFields | undefined): object | undefined {
  return headers && Symbol.iterator in headers ? Object.fromEntries(headers) : headers;
}

/** The query text of a raw map, whose names and values are encoded already. */
function encodedQuery(map: unknown): string {
  if (typeof map !== 'object' || map === null) return '';
  return Object.entries(map)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => `${name}=${one}`))
    .join('&');
}
