// API Gateway HTTP APIs with payload format 2.0: the gateway has decoded the path, and cookies come in a list of their own.
import type { HttpSource } from '../http/http-source.js';
import { readRootedPath } from './event-fields.js';
import { type PayloadV2Event, payloadV2 } from './payload-v2.js';
import { hidesStage, stripStage } from './stage.js';

/**
 * HTTP APIs (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 *
 * What the gateway's decoding has destroyed stays destroyed: `%2F` has become a `/`, and whether `%41` was sent as `%41` or as `%2541`
 * cannot be known. The path is escaped again so that it is a path; parameters come from the delivered text.
 */
export const httpApi: HttpSource<PayloadV2Event> = {
  ...payloadV2,
  name: 'http-api',
  hasDecodedPath: true,
  readRawPath: (event) => stripStage(readRootedPath(event.rawPath), event.requestContext),
  hidesPrefix: (event) => hidesStage(readRootedPath(event.rawPath), event.requestContext),
};
