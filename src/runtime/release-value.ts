// What a handler returned and nobody can be sent: the streams in it must hear of that, or they stay open.
import { isWebResponse } from '../http/adopt-response.js';
import { HttpResponse, isStreamContent } from '../http/http-response.js';
import { releaseContent } from '../http/release-content.js';

/** Fields of fields: deeper than anybody puts a stream. */
const DEEPEST = 3;

/** Lets go of a stream, of the body of a response, and of those that are fields of an object. Never throws. */
export function releaseValue(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  try {
    if (HttpResponse.is(value)) releaseContent(value.content);
    else if (isWebResponse(value)) releaseContent(value.body as never);
    else if (isStreamContent(value)) releaseContent(value);
    else for (const each of Object.values(value)) releaseValue(each, depth + 1);
  } catch {
    // What cannot even be looked at cannot be let go.
  }
}
