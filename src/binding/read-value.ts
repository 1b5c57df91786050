// Single values: text converted by the strict table (path, query, headers, cookies, form fields), and JSON, which has types already.
import type { ArgumentOptions } from '../metadata/notes.js';
import type { ArgumentType } from './argument-type.js';
import { convertPrimitive, primitiveOf } from './primitive.js';
import { readSchema } from './read-schema.js';
import { Invalid, Pending, Unready } from './unready.js';

/** Gives the argument for a plain value, or why there is none. */
export type ValueReader = (value: unknown) => unknown;

/** What a missing value becomes: the default, `undefined`, or an issue where it is required. */
export function readMissing(options: ArgumentOptions, path: string): unknown {
  if (options.default !== undefined) return copyOf(options.default);
  return options.required ? Invalid.of(path, 'isDefined', `${nameIn(path)} is required`) : undefined;
}

/** Lists and plain objects are copied: what one request does to its default must not reach the next. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  return value && Object.getPrototypeOf(value) === Object.prototype ? { ...value } : value;
}

/** The field that a path names, for messages. */
function nameIn(path: string): string {
  return path.slice(path.indexOf('.') + 1);
}

/** Reads a schema, a primitive, or a list of one of them; `undefined` where the value is taken as it is. */
export function compileValueReader(type: ArgumentType, path: string, isText: boolean): ValueReader | undefined {
  const { schema, isElementSchema, isList } = type;
  if (schema && !isElementSchema) return (value) => readSchema(schema, value, path);
  const read = elementReader(type, isText);
  if (!isList || !read) return read && ((value) => read(value, path));
  return (list) =>
    Array.isArray(list)
      ? readEach(list, (value, index) => read(value, `${path}.${index}`))
      : Invalid.of(path, 'isArray', `${nameIn(path)} must be a list`);
}

function elementReader({ schema, item }: ArgumentType, isText: boolean): ((value: unknown, path: string) => unknown) | undefined {
  if (schema) return (value, path) => readSchema(schema, value, path);
  const primitive = primitiveOf(item);
  if (!primitive || (isText && item === String)) return undefined;
  return (value, path) =>
    convertPrimitive(primitive, value, isText) ?? Invalid.of(path, primitive.rule, `${nameIn(path)} must be ${primitive.noun}`);
}

/** Reads every element of a list: all their issues together, or the list of results. */
export function readEach(list: readonly unknown[], read: (value: unknown, index: number) => unknown): unknown {
  const results = list.map(read);
  if (!results.some((result) => result instanceof Unready)) return results;
  if (!results.some((result) => result instanceof Pending)) return joinResults(results);
  return new Pending(Promise.all(results.map((result) => (result instanceof Pending ? result.promise : result))).then(joinResults));
}

function joinResults(results: readonly unknown[]): unknown {
  const issues = results.flatMap((result) => (result instanceof Invalid ? result.issues : []));
  return issues.length > 0 ? new Invalid(issues) : results;
}
