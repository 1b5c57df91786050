// A request without a body, to who wants one.
import { BadRequestError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { ArgumentOptions } from '../metadata/notes.js';
import { readMissing } from './read-value.js';

/** What a missing body becomes. @throws {BadRequestError} unless `{ required: false }` allows it. */
export function readNoBody(options: ArgumentOptions): unknown {
  if (options.required !== false) throw withoutStack(() => new BadRequestError('The request has no body'));
  return readMissing(options, 'body');
}
