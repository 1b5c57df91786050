// Small but complete events of every source, for tests that change one thing in them.

import type { NodeHttpEvent } from '../../../src/adapters/node-http.js';
import type { PayloadV1Event } from '../../../src/adapters/payload-v1.js';
import type { PayloadV2Event } from '../../../src/adapters/payload-v2.js';
import type { RestApiEvent } from '../../../src/adapters/rest-api.js';
import type { LatticeV1Event, LatticeV2Event } from '../../../src/adapters/vpc-lattice.js';

export const REST_DOMAIN = 'a1b2c3.execute-api.eu-west-1.amazonaws.com';
export const URL_DOMAIN = 'abc123.lambda-url.eu-west-1.on.aws';

export function restEvent(fields: Record<string, unknown> = {}, context: Record<string, unknown> = {}): RestApiEvent {
  return {
    resource: '/{proxy+}',
    path: '/orders',
    httpMethod: 'GET',
    headers: null,
    multiValueHeaders: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    ...fields,
    requestContext: {
      resourceId: 'r1',
      stage: 'prod',
      path: '/prod/orders',
      domainName: REST_DOMAIN,
      requestId: 'rest-1',
      identity: { sourceIp: '192.0.2.1' },
      ...context,
    },
  } as RestApiEvent;
}

/** An event of payload format 1.0 as HTTP APIs send it. */
export function httpApiV1Event(path: string, context: Record<string, unknown> = {}): RestApiEvent {
  return restEvent({ version: '1.0', path }, { resourceId: null, stage: '$default', path, ...context });
}

export function v2Event(fields: Record<string, unknown> = {}, context: Record<string, unknown> = {}): PayloadV2Event {
  return {
    version: '2.0',
    rawPath: '/orders',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    ...fields,
    requestContext: {
      stage: '$default',
      domainName: REST_DOMAIN,
      requestId: 'v2-1',
      http: { method: 'GET', sourceIp: '192.0.2.2' },
      ...context,
    },
  } as PayloadV2Event;
}

export function functionUrlEvent(fields: Record<string, unknown> = {}): PayloadV2Event {
  return v2Event(fields, { domainName: URL_DOMAIN });
}

export function albEvent(fields: Record<string, unknown> = {}): PayloadV1Event {
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/1' } },
    httpMethod: 'GET',
    path: '/orders',
    queryStringParameters: {},
    headers: {},
    body: '',
    isBase64Encoded: false,
    ...fields,
  } as PayloadV1Event;
}

export function latticeV1Event(fields: Record<string, unknown> = {}): LatticeV1Event {
  return { raw_path: '/orders', method: 'GET', headers: {}, body: '', is_base64_encoded: false, ...fields } as LatticeV1Event;
}

export function latticeV2Event(fields: Record<string, unknown> = {}): LatticeV2Event {
  return {
    version: '2.0',
    path: '/orders',
    method: 'GET',
    headers: {},
    isBase64Encoded: false,
    requestContext: { serviceArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:service/svc-1' },
    ...fields,
  } as LatticeV2Event;
}

export function nodeEvent(fields: Partial<NodeHttpEvent> = {}): NodeHttpEvent {
  return { method: 'GET', url: '/orders', rawHeaders: [], body: undefined, remoteAddress: '192.0.2.3', encrypted: false, ...fields };
}
