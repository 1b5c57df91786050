// The head of a streamed result: status and headers as JSON, written in front of the body's bytes.
import { ResponseTooLargeError } from '../errors/response-too-large-error.js';
import type { HttpResponse } from '../http/http-response.js';
import type { SourceName } from '../http/http-source.js';
import { joinHeaders, splitHeaders } from './wire-headers.js';

/** Status and headers of a streamed result. */
export interface StreamMetadata {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** REST APIs only: headers with several values, cookies included. */
  readonly multiValueHeaders?: Record<string, readonly string[]>;
  /** Function URLs: every cookie. */
  readonly cookies?: readonly string[];
}

/** What the platform knows a stream with a head by. */
export const STREAM_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

/** REST APIs look for the head's end in so many bytes (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html). */
const REST_PRELUDE_LIMIT = 16_384;

// The end of the head: JSON has no NUL of its own.
const DELIMITER = '\0'.repeat(8);

/** Status and headers in the shape that the source wants: a name is in one place only. */
export function streamMetadata(source: SourceName, { status, headers: all }: HttpResponse): StreamMetadata {
  if (source === 'rest-api') {
    const { headers, multiValueHeaders } = splitHeaders(all);
    return { statusCode: status, headers, ...(multiValueHeaders && { multiValueHeaders }) };
  }
  const { headers, cookies } = joinHeaders(all);
  return { statusCode: status, headers, ...(cookies.length > 0 && { cookies }) };
}

/**
 * The bytes to write first, also when the body is empty: the metadata as JSON, and eight NULs.
 *
 * @throws {ResponseTooLargeError} when a REST API would not find the end of it.
 */
export function streamPrelude(source: SourceName, response: HttpResponse): Uint8Array {
  const prelude = Buffer.from(JSON.stringify(streamMetadata(source, response)) + DELIMITER);
  if (source === 'rest-api' && prelude.length > REST_PRELUDE_LIMIT) throw new ResponseTooLargeError(prelude.length, REST_PRELUDE_LIMIT);
  return prelude;
}
