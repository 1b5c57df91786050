// What an argument has to be: from its decorator's options, else from what the compiler said.
import { isStandardSchema, type StandardSchemaV1 } from '../http/standard-schema.js';
import type { ArgumentSpec } from './argument-spec.js';

/** The type of an argument. */
export interface ArgumentType {
  /** A class, an enum object, or `undefined` and `Object` where nothing is known. For a list, of its elements. */
  readonly item: unknown;
  readonly isList: boolean;
  /** A schema for the argument; with `isElementSchema`, for each element of a list. */
  readonly schema: StandardSchemaV1 | undefined;
  readonly isElementSchema: boolean;
}

/** Reads the type of an argument. `[T]` and `isArray` are lists; a schema may stand wherever a type may. */
export function argumentTypeOf({ note: { options }, declaredType }: ArgumentSpec): ArgumentType {
  const given = options.type ?? declaredType;
  const isListed = Array.isArray(given);
  const item: unknown = isListed ? given[0] : given === Array ? undefined : given;
  const isList = options.isArray ?? (isListed || given === Array);
  const own = isStandardSchema(item) ? item : undefined;
  return { item, isList, schema: options.schema ?? own, isElementSchema: isListed && own !== undefined };
}
