// The front door: which source an event came from, found with a few property reads.
import { UnsupportedEventError } from '../errors/unsupported-event-error.js';
import type { HttpSource } from '../http/http-source.js';
import { alb } from './alb.js';
import { functionUrl } from './function-url.js';
import { httpApi } from './http-api.js';
import { httpApiV1, restApi } from './rest-api.js';
import { latticeV1, latticeV2 } from './vpc-lattice.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The source of an HTTP event.
 *
 * The order matters: authorizers look like REST APIs, load balancers like payload format 1.0, REST APIs behind a base path mapping have a
 * `rawPath` like format 2.0.
 *
 * @throws {UnsupportedEventError} for every other value: queues and schedules must see a failure, or they would take the event for handled.
 */
export function detectSource(event: unknown): HttpSource {
  const source = isRecord(event) ? findSource(event) : undefined;
  if (source === undefined) throw new UnsupportedEventError(event);
  return source;
}

function findSource(event: Fields): HttpSource | undefined {
  const context = event.requestContext;
  // Authorizers.
  if (event.routeArn != null || event.methodArn != null) return undefined;
  // No load balancer has this part, so the most common events are found first.
  if (isRecord(context) && isRecord(context.http) && context.connectionId == null)
    return isFunctionUrl(context.domainName) ? functionUrl : httpApi;
  return findOther(event, context);
}

function findOther(event: Fields, context: unknown): HttpSource | undefined {
  if (!isRecord(context)) return context == null && isText(event.raw_path) && isText(event.method) ? latticeV1 : undefined;
  if (context.connectionId != null) return undefined;
  if (context.elb != null) return alb;
  if ((context.serviceArn != null || context.serviceNetworkArn != null) && isText(event.method)) return latticeV2;
  if (!isText(event.httpMethod)) return undefined;
  // HTTP APIs have no resources: with payload format 1.0 their events say so.
  return event.version === '1.0' && context.resourceId === null ? httpApiV1 : restApi;
}

let lastDomain: unknown;
let isLastFunctionUrl = false;

/** Whether a domain name is `<id>.lambda-url.<region>.…`. An environment sees one or two, and comparing is cheaper than searching. */
function isFunctionUrl(domainName: unknown): boolean {
  if (domainName !== lastDomain) {
    lastDomain = domainName;
    isLastFunctionUrl = isText(domainName) && domainName.startsWith('lambda-url.', domainName.indexOf('.') + 1);
  }
  return isLastFunctionUrl;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
