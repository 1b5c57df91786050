// `@Returns`: what a handler returned, made into what the client may see.
import { ResponseValidationError } from '../errors/validation-error.js';
import type { RequestContext } from '../http/request-context.js';
import { isStandardSchema, type StandardSchemaV1 } from '../http/standard-schema.js';
import type { ReturnsNote } from '../metadata/notes.js';
import type { Constructor } from '../shared/constructor.js';
import { isThenable } from '../shared/thenable.js';
import type { Mistake } from './argument-binding.js';
import { describeType } from './argument-mistakes.js';
import { isDtoClass } from './dto-class.js';
import { readSchema } from './read-schema.js';
import { readEach } from './read-value.js';
import { PlainSerializer } from './serialize.js';
import { checkNotes } from './transformer-notes.js';
import { Invalid, Pending } from './unready.js';

/** Serialises or validates a handler's value; a promise only when the value or the schema is asynchronous. */
export type Serializer = (value: unknown, ctx: RequestContext) => unknown | Promise<unknown>;

/** What `@Returns` brings along in its note. */
export interface ReturnsBinding {
  /** What is wrong with the declared type, said at start-up. */
  readonly check: (note: ReturnsNote) => Mistake[];
  readonly compile: (note: ReturnsNote) => Serializer;
}

export const returnsBinding: ReturnsBinding = { check: checkReturned, compile: compileSerializer };

function checkReturned({ type }: ReturnsNote): Mistake[] {
  const item: unknown = Array.isArray(type) ? type[0] : type;
  if (isStandardSchema(item)) return [];
  if (isDtoClass(item)) return checkNotes();
  const message = `@Returns names ${describeType(item)}, which is neither a class nor a schema`;
  return [{ code: 'unsupported-return-type', message, fix: 'give a DTO class, [Dto] for a list, or a schema' }];
}

/**
 * Compiles a `@Returns`: a DTO class (or `[Dto]`) serialises by class-transformer's rules, a schema validates. Bytes and streams pass a
 * class by; whole responses are not given to it.
 *
 * @throws (the serializer) {ResponseValidationError} when the value does not fit; its issues are for the log
 */
export function compileSerializer({ type, groups }: ReturnsNote): Serializer {
  const isList = Array.isArray(type);
  const item: unknown = isList ? type[0] : type;
  const finish = isStandardSchema(item) ? schemaSerializer(item, isList) : dtoSerializer(item as Constructor, isList, groups ?? []);
  return (value) => (isThenable(value) ? Promise.resolve(value).then(finish) : finish(value));
}

function dtoSerializer(type: Constructor, isList: boolean, groups: readonly string[]): (value: unknown) => unknown {
  const serializer = new PlainSerializer(groups);
  return (value) => {
    if (value === null || value === undefined || isContent(value)) return value;
    if (isList ? !Array.isArray(value) : typeof value !== 'object') {
      throw refusal([{ path: 'response', rule: 'nestedValidation', message: `response must be ${isList ? 'a list' : 'an object'}` }]);
    }
    return serializer.serialize(value, type);
  };
}

/** Bytes and streams, which have no fields to serialise. */
function isContent(value: NonNullable<unknown>): boolean {
  if (typeof value !== 'object') return false;
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || Symbol.asyncIterator in value || 'arrayBuffer' in value;
}

function schemaSerializer(schema: StandardSchemaV1, isList: boolean): (value: unknown) => unknown {
  const read = (value: unknown) =>
    isList && Array.isArray(value)
      ? readEach(value, (each, index) => readSchema(schema, each, `response.${index}`))
      : readSchema(schema, value, 'response');
  return (value) => {
    const result = read(value);
    return result instanceof Pending ? result.promise.then(accept) : accept(result);
  };
}

function accept(result: unknown): unknown {
  if (result instanceof Invalid) throw refusal(result.issues);
  return result;
}

function refusal(details: Invalid['issues']): ResponseValidationError {
  return new ResponseValidationError(undefined, { details });
}
