// API Gateway REST APIs, and HTTP APIs that were told to use payload format 1.0.
import type { BufferedResponse, HttpSource } from '../http/http-source.js';
import { chooseHost, readAddress, readForwardedScheme, readRootedPath, readText } from './event-fields.js';
import { type PayloadV1Event, payloadV1, readV1Header } from './payload-v1.js';
import { encodeQuery } from './query-maps.js';
import { LAMBDA_RESULT_LIMIT } from './result-size.js';
import { hidesStage, type StageContext, stripStage } from './stage.js';
import { wireBody } from './wire-body.js';
import { splitHeaders } from './wire-headers.js';

/** The fields that are read. Any of them may be missing or null. */
export interface RestApiEvent extends PayloadV1Event {
  readonly requestContext: StageContext & {
    readonly path?: unknown;
    readonly requestId?: unknown;
    readonly identity?: { readonly sourceIp?: unknown } | null;
  };
}

/**
 * What a function returns for payload format 1.0. Nothing else: the gateway answers 502 to a result with a key it does not know.
 */
export interface RestApiResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  multiValueHeaders?: Record<string, readonly string[]>;
}

/** REST APIs (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). */
export const restApi: HttpSource<RestApiEvent> = {
  ...payloadV1,
  name: 'rest-api',
  resultLimit: LAMBDA_RESULT_LIMIT,
  hasDecodedPath: false,
  readRawPath: (event) => readRootedPath(event.path),
  hidesPrefix,
  readQuery: (event) => encodeQuery(event.multiValueQueryStringParameters, event.queryStringParameters),
  readClientIp: (event) => readAddress(event.requestContext.identity?.sourceIp),
  readScheme: (event) => readForwardedScheme(readV1Header(event, 'x-forwarded-proto')),
  readHost: (event) => chooseHost(readV1Header(event, 'host'), event.requestContext.domainName),
  readRequestId: (event) => readText(event.requestContext.requestId),
  writeText,
  writeResponse,
};

/** HTTP APIs with payload format 1.0: like a REST API's events, but with the decoded path of an HTTP API, stage included. */
export const httpApiV1: HttpSource<RestApiEvent> = {
  ...restApi,
  hasDecodedPath: true,
  readRawPath: (event) => {
    const path = readRootedPath(event.path);
    return event.requestContext.path === path ? stripStage(path, event.requestContext) : path;
  },
  hidesPrefix: (event) => hidesPrefix(event) || hidesStage(readRootedPath(event.path), event.requestContext),
};

/** The address is in `requestContext.path`, stage included. */
function hidesPrefix({ path, requestContext }: RestApiEvent): boolean {
  return typeof requestContext.path === 'string' && requestContext.path !== readRootedPath(path);
}

function writeText(_event: RestApiEvent, status: number, headers: Record<string, string>, body: string): RestApiResult {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}

function writeResponse(_event: RestApiEvent, answer: BufferedResponse): RestApiResult {
  const { body, isBase64Encoded } = wireBody(answer);
  const { headers, multiValueHeaders } = splitHeaders(answer.response.headers);
  const result: RestApiResult = { statusCode: answer.response.status, headers, body, isBase64Encoded };
  if (multiValueHeaders) result.multiValueHeaders = multiValueHeaders;
  return result;
}
