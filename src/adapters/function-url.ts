// Lambda function URLs: payload format 2.0 with the path as the client sent it.
import type { HttpSource } from '../http/http-source.js';
import { readRootedPath } from './event-fields.js';
import { type PayloadV2Event, payloadV2 } from './payload-v2.js';

/** Function URLs (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). */
export const functionUrl: HttpSource<PayloadV2Event> = {
  ...payloadV2,
  name: 'function-url',
  hasDecodedPath: false,
  readRawPath: (event) => readRootedPath(event.rawPath),
};
