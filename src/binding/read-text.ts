// Single values that arrive as text, converted by the strict table: path parameters, query, headers, cookies, form fields.
import type { ArgumentOptions } from '../metadata/notes.js';
import type { ArgumentType } from './argument-type.js';
import { primitiveOf } from './primitive.js';
import type { ValueReader } from './read-dto.js';
import { readSchema } from './read-schema.js';
import { Invalid, Pending, Unready } from './unready.js';

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
export function nameIn(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(dot + 1);
}

/** Reads a named value; `undefined` where the text is taken as it is, or is missing without further consequences. */
export function compileTextReader(type: ArgumentType, options: ArgumentOptions, path: string): ValueReader | undefined {
  const read = type.isList ? listReader(type, path) : scalarReader(type, path);
  if (!read && !options.required && options.default === undefined) return undefined;
  // A schema has its own view of what is missing, unless the decorator says.
  const seesMissing = type.schema !== undefined && !type.isElementSchema && !options.required && options.default === undefined;
  return (value) => (value === undefined && !seesMissing ? readMissing(options, path) : read ? read(value) : value);
}

function scalarReader({ schema, item }: ArgumentType, path: string): ValueReader | undefined {
  if (schema) return (value) => readSchema(schema, value, path);
  const primitive = primitiveOf(item);
  if (!primitive || item === String) return undefined;
  return (text) => {
    const value = typeof text === 'string' ? primitive.fromText(text) : undefined;
    return value === undefined ? Invalid.of(path, primitive.rule, `${nameIn(path)} must be ${primitive.noun}`) : value;
  };
}

function listReader(type: ArgumentType, path: string): ValueReader | undefined {
  const { schema, isElementSchema } = type;
  if (schema && !isElementSchema) return (list) => readSchema(schema, list, path);
  if (!scalarReader(type, path)) return undefined;
  return (list) => readEach(list as readonly unknown[], (value, index) => scalarReader(type, `${path}.${index}`)!(value));
}

/** Reads every element of a list: all their issues together, or the list of results. */
export function readEach(list: readonly unknown[], read: (value: unknown, index: number) => unknown): unknown {
  const results = list.map(read);
  if (!results.some((result) => result instanceof Unready)) return results;
  if (results.some((result) => result instanceof Pending)) {
    return new Pending(Promise.all(results.map((result) => (result instanceof Pending ? result.promise : result))).then(joinResults));
  }
  return joinResults(results);
}

function joinResults(results: readonly unknown[]): unknown {
  const issues = results.flatMap((result) => (result instanceof Invalid ? result.issues : []));
  return issues.length > 0 ? new Invalid(issues) : results;
}
