// Builds events of VPC Lattice, in both versions of its event structure.
import { decodeQuery, type EventParts, groupPairs, readParts, withGatewayHeaders } from './event-parts.js';
import { ACCOUNT_ID, REGION, USER_AGENT } from './gateway-identity.js';
import { type HttpEventFields, mergeFields, rawFieldsOf } from './http-event-fields.js';

/** An event of VPC Lattice in version 2 of its structure. */
export interface LatticeEventV2 {
  version: string;
  /** As sent, query included. */
  path: string;
  method: string;
  headers: Record<string, string[]>;
  queryStringParameters?: Record<string, string[]>;
  body?: string;
  isBase64Encoded: boolean;
  requestContext: {
    serviceNetworkArn: string;
    serviceArn: string;
    targetGroupArn: string;
    identity: Record<string, unknown>;
    region: string;
    /** Microseconds since 1970. */
    timeEpoch: string;
  };
}

/** An event of VPC Lattice in version 1 of its structure. */
export interface LatticeEventV1 {
  /** As sent, query included. */
  raw_path: string;
  method: string;
  headers: Record<string, string>;
  query_string_parameters?: Record<string, string>;
  body?: string;
  is_base64_encoded: boolean;
}

/** The fields of `latticeEvent`. */
export interface LatticeEventFields extends HttpEventFields {
  /** The version of the event structure that the target group is set to; 2 unless given. */
  version?: 1 | 2 | '1.0' | '2.0' | undefined;
}

/**
 * An event of VPC Lattice. As on AWS the path arrives as the client sent it, with the query.
 *
 * @example
 * const event = latticeEvent({ method: 'PUT', path: '/v1/todos/7', body: { done: true } });
 * const older = latticeEvent({ path: '/v1/todos', version: 1 });
 */
export function latticeEvent(fields: LatticeEventFields & { version: 1 | '1.0' }): LatticeEventV1;
export function latticeEvent(fields?: LatticeEventFields & { version?: 2 | '2.0' | undefined }): LatticeEventV2;
export function latticeEvent(fields?: LatticeEventFields): LatticeEventV1 | LatticeEventV2;
export function latticeEvent(fields: LatticeEventFields = {}): LatticeEventV1 | LatticeEventV2 {
  const first = fields.version === 1 || fields.version === '1.0';
  const parts = readParts(fields, { path: fields.raw_path });
  const raw = rawFieldsOf(fields, ['version', 'raw_path']);
  const event = first ? writeFirst(parts) : writeSecond(parts);
  return mergeFields<LatticeEventV1 | LatticeEventV2>(event, fields.headers === null ? { ...raw, headers: null } : raw);
}

function writeFirst(parts: EventParts): LatticeEventV1 {
  const query = [...groupPairs(decodeQuery(parts.query))].map(([name, values]): [string, string] => [name, values.at(-1) ?? '']);
  return {
    raw_path: targetOf(parts),
    method: parts.method,
    headers: Object.fromEntries(headersOf(parts).map(([name, values]) => [name, values.join(',')])),
    ...(query.length > 0 && { query_string_parameters: Object.fromEntries(query) }),
    ...(parts.body && { body: parts.body.text }),
    is_base64_encoded: parts.body?.base64 ?? false,
  };
}

function writeSecond(parts: EventParts): LatticeEventV2 {
  const query = groupPairs(decodeQuery(parts.query));
  const arn = `arn:aws:vpc-lattice:${REGION}:${ACCOUNT_ID}`;
  return {
    version: '2.0',
    path: targetOf(parts),
    method: parts.method,
    headers: Object.fromEntries(headersOf(parts)),
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    ...(parts.body && { body: parts.body.text }),
    isBase64Encoded: parts.body?.base64 ?? false,
    requestContext: {
      serviceNetworkArn: `${arn}:servicenetwork/sn-0bf3f2882e9cc805a`,
      serviceArn: `${arn}:service/svc-0a40eebed65f8d69c`,
      targetGroupArn: `${arn}:targetgroup/tg-6d0ecf831eec9f09`,
      identity: { sourceVpcArn: `arn:aws:ec2:${REGION}:${ACCOUNT_ID}:vpc/vpc-0b8276c84697e7339` },
      region: REGION,
      timeEpoch: String(Date.now() * 1000),
    },
  };
}

function targetOf(parts: EventParts): string {
  return parts.query ? `${parts.path}?${parts.query}` : parts.path;
}

function headersOf(parts: EventParts): [string, string[]][] {
  const added: Record<string, string> = {
    accept: '*/*',
    host: `lambent-test-0a1b2c3d4e5f67890.7d67968.vpc-lattice-svcs.${REGION}.on.aws`,
    'user-agent': USER_AGENT,
    'x-forwarded-for': parts.clientIp,
  };
  if (parts.cookies.length > 0) added.cookie = parts.cookies.join('; ');
  if (parts.body) added['content-length'] = String(parts.body.byteLength);
  return withGatewayHeaders(parts, added).map(({ name, values }) => [name.toLowerCase(), [...values]]);
}
