// Start-up: what can be wrong with an argument wherever it comes from.
import { isStandardSchema } from '../http/standard-schema.js';
import { MISSING_TYPES_FIX } from '../metadata/missing-types.js';
import type { ArgumentOptions } from '../metadata/notes.js';
import type { Mistake } from './argument-binding.js';
import type { ArgumentSpec } from './argument-spec.js';

/** A decorator as its author wrote it: `@Query('page')`. */
export function placeOf({ note: { decorator, name } }: ArgumentSpec): string {
  return name === undefined ? `@${decorator}()` : `@${decorator}('${name}')`;
}

/** Options that contradict each other. Most arguments have none. */
export function checkOptions({ note: { options } }: ArgumentSpec): Mistake[] {
  return Object.keys(options).length === 0 ? [] : contradictionsOf(options);
}

const KNOWN = ['type', 'schema', 'required', 'default', 'isArray', 'validate', 'groups'] satisfies (keyof ArgumentOptions)[];

function unknownOption(name: string): Mistake {
  const fix = `take it out; there are: ${KNOWN.join(', ')}, name`;
  return { code: 'unknown-option', message: `has an option '${name}' that does not exist`, fix };
}

function contradictionsOf(options: ArgumentOptions): Mistake[] {
  const mistakes: Mistake[] = Object.keys(options)
    .filter((name) => !(KNOWN as string[]).includes(name))
    .map(unknownOption);
  const contradict = (holds: boolean, what: string, fix: string) => {
    if (holds) mistakes.push(contradiction(what, fix));
  };
  const { type, required, isArray } = options;
  const hasSchema = options.schema !== undefined;
  const hasGroups = options.groups !== undefined;
  const isUnchecked = options.validate === false;
  contradict(hasSchema && type !== undefined, 'both a type and a schema', 'keep one of the two');
  contradict(required === true && options.default !== undefined, 'a default although it is required', 'remove one of the two');
  contradict(isUnchecked && hasSchema, 'a schema although it is not validated', 'remove the schema or { validate: false }');
  contradict(isUnchecked && hasGroups, 'groups although it is not validated', 'remove the groups or { validate: false }');
  contradict(hasSchema && hasGroups, 'groups for a schema, which has none', 'remove the groups');
  contradict(
    hasSchema && !isStandardSchema(options.schema),
    'a schema that is no Standard Schema',
    'give one of zod, valibot, arktype or the like',
  );
  if (Array.isArray(type)) {
    contradict(type.length !== 1, 'a list type that does not name exactly one type', 'write [T]');
    contradict(isArray === false, 'a list type although { isArray: false }', 'remove one of the two');
  }
  return mistakes;
}

/** Options that make no sense together. */
export function contradiction(what: string, fix: string): Mistake {
  return { code: 'contradictory-options', message: `has ${what}`, fix };
}

/** A type that nobody said. */
export function missingType(spec: ArgumentSpec, remedy: string): Mistake {
  return {
    code: 'missing-type',
    message: `${placeOf(spec)} has no type: the compiler emitted none, or a circular import left it undefined`,
    fix: `${MISSING_TYPES_FIX}, break the cycle, or give ${remedy}`,
  };
}

const LEFTOVER = ' (an interface, or a class imported with `import type`?)';

/** What compilers leave of a type that is only a type: `Function` of a class, where they know that it is one. */
function isLeftover(type: unknown): boolean {
  return type === Function || type === Object;
}

/** A type in the words of its author. */
export function describeType(type: unknown): string {
  if (typeof type === 'function') return (type.name || 'an anonymous class') + (isLeftover(type) ? LEFTOVER : '');
  return type === undefined ? 'undefined (a circular import?)' : Array.isArray(type) ? 'a list of types' : `a value of type ${typeof type}`;
}
