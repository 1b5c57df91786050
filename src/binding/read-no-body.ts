// A request without a body, to who wants one.
import { badRequest } from '../errors/bad-request.js';
import type { ArgumentOptions } from '../metadata/notes.js';
import { readMissing } from './read-value.js';

/** What a missing body becomes. @throws {BadRequestError} unless `{ required: false }` allows it. */
export function readNoBody(options: ArgumentOptions): unknown {
  if (options.required !== false) throw badRequest('The request has no body');
  return readMissing(options, 'body');
}
