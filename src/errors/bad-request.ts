// The refusal that the framework itself gives most often.
import { BadRequestError } from './http-errors.js';
import { withoutStack } from './without-stack.js';

/** A 400 that says why, without a stack. */
export function badRequest(message: string): BadRequestError {
  return withoutStack(() => new BadRequestError(message));
}
