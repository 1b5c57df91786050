// A single property of a JSON body: it has a type already, and only what JSON cannot say is converted.
import type { ArgumentType } from './argument-type.js';
import { isDtoClass } from './dto-class.js';
import type { DtoMode } from './dto-plan.js';
import { primitiveOf } from './primitive.js';
import { compileDtoReader, type ValueReader } from './read-dto.js';
import { readSchema } from './read-schema.js';
import { nameIn, readEach } from './read-text.js';
import { Invalid } from './unready.js';

/** Reads a JSON value as a schema, a DTO, a primitive, or a list of one of them; `undefined` where it is taken as it is. */
export function compileJsonReader(type: ArgumentType, path: string, mode: DtoMode): ValueReader | undefined {
  const { schema, isElementSchema, item, isList } = type;
  if (schema && !isElementSchema) return (value) => readSchema(schema, value, path);
  if (!schema && isDtoClass(item)) return compileDtoReader(item, isList, path, mode);
  const read = elementReader(type);
  if (!isList || !read) return read && ((value) => read(value, path));
  return (list) =>
    Array.isArray(list)
      ? readEach(list, (value, index) => read(value, `${path}.${index}`))
      : Invalid.of(path, 'isArray', `${nameIn(path)} must be a list`);
}

function elementReader({ schema, item }: ArgumentType): ((value: unknown, path: string) => unknown) | undefined {
  if (schema) return (value, path) => readSchema(schema, value, path);
  const primitive = primitiveOf(item);
  if (!primitive) return undefined;
  return (value, path) => {
    const result = primitive.fromJson(value);
    return result === undefined ? Invalid.of(path, primitive.rule, `${nameIn(path)} must be ${primitive.noun}`) : result;
  };
}
