// One value of the path, the query, the headers or the cookies, converted to its declared type.
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentBinding, ArgumentReader, Mistake } from './argument-binding.js';
import { checkOptions, describeType, missingType, placeOf } from './argument-mistakes.js';
import type { ArgumentSpec } from './argument-spec.js';
import { argumentTypeOf } from './argument-type.js';
import { primitiveOf } from './primitive.js';
import { compileValueReader, readMissing } from './read-value.js';
import { HEADERS, type TextSource } from './text-source.js';
import { Unready } from './unready.js';

/** Arguments that name one value of a part of the request. */
export function namedArgument(source: TextSource): ArgumentBinding {
  return { check: checkNamed, compile: (spec) => compileNamed(spec, source), unready: Unready };
}

/** `@Header('name')`. */
export const headerArgument = /* @__PURE__ */ namedArgument(HEADERS);

function checkNamed(spec: ArgumentSpec): Mistake[] {
  const { item, isList, schema } = argumentTypeOf(spec);
  const mistakes = checkOptions(spec);
  const isKnown = item === undefined ? isList : item === Object || primitiveOf(item) !== undefined;
  if (!isKnown && !schema && spec.note.options.validate !== false) mistakes.push(unknownType(spec, item));
  return mistakes;
}

function unknownType(spec: ArgumentSpec, item: unknown): Mistake {
  if (item === undefined) return missingType(spec, '{ type: Number }, or whatever it is');
  return {
    code: 'unsupported-type',
    message: `${placeOf(spec)} has the type ${describeType(item)}, which text cannot be converted to`,
    fix: 'use String, Number, Boolean, Date, BigInt or an enum, a list [T] of one of them, or a schema',
  };
}

function compileNamed(spec: ArgumentSpec, source: TextSource): ArgumentReader {
  const { name = '', options } = spec.note;
  const path = `${source.path}.${name}`;
  const type = argumentTypeOf(spec);
  const { schema, isList } = type;
  const take = isList ? takeAll(source, name) : source.one(name, spec);
  const read = options.validate === false ? undefined : compileValueReader(type, path, true);
  const saysMissing = options.required || options.default !== undefined;
  if (!read && !saysMissing) return take;
  // A schema has its own view of what is missing, unless the decorator says.
  const seesMissing = schema && !type.isElementSchema && !saysMissing;
  return (ctx) => {
    const value = take(ctx);
    return value === undefined && !seesMissing ? readMissing(options, path) : read ? read(value) : value;
  };
}

function takeAll(source: TextSource, name: string): (ctx: InvocationContext) => unknown {
  const all = source.all(name);
  return (ctx) => {
    const values = all(ctx);
    return values.length > 0 ? values : undefined;
  };
}
