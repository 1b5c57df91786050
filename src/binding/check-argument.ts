// Start-up: what is wrong with a parameter or a return type, said before the first request.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import { isStandardSchema } from '../http/standard-schema.js';
import type { ArgumentKind, ReturnsNote } from '../metadata/notes.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { type ArgumentType, argumentTypeOf } from './argument-type.js';
import { checkDto, type Mistake } from './check-dto.js';
import { isDtoClass } from './dto-class.js';
import { primitiveOf } from './primitive.js';

/** The decorators of each kind: with a name, and for the whole group. */
const DECORATORS: Partial<Record<ArgumentKind, readonly [named: string, group: string]>> = {
  param: ['Param', 'Param'],
  query: ['Query', 'Query'],
  header: ['Header', 'Headers'],
  cookie: ['Cookie', 'Cookies'],
  body: ['Body', 'Body'],
};

const PRIMITIVES = 'String, Number, Boolean, Date, BigInt or an enum';
const METADATA =
  'compile with "emitDecoratorMetadata" (tsc, swc or rolldown; esbuild, tsx and type stripping leave it out: let one of the others run first)';

/** Everything that is wrong with one parameter of a handler; nothing when it can be bound. */
export function checkArgument(spec: ArgumentSpec, _settings: BindingSettings): ConfigurationProblem[] {
  const { note, className, member } = spec;
  const mistakes = [...checkOptions(spec), ...checkType(spec)];
  return mistakes.map((mistake) => ({ ...mistake, className, member, parameter: note.index }));
}

/** Everything that is wrong with a `@Returns`. */
export function checkReturns({ type }: ReturnsNote, className: string, member: string): ConfigurationProblem[] {
  const item: unknown = Array.isArray(type) ? type[0] : type;
  if (isStandardSchema(item) || isDtoClass(item)) return [];
  const message = `@Returns names ${describe(item)}, which is neither a class nor a schema`;
  return [{ code: 'unsupported-return-type', message, fix: 'give a DTO class, [Dto] for a list, or a schema', className, member }];
}

function checkOptions({ note: { options, kind, name } }: ArgumentSpec): Mistake[] {
  const { type, schema, required, isArray, validate, groups } = options;
  const hasDefault = options.default !== undefined;
  const contradictions: [holds: boolean, what: string, fix: string][] = [
    [type !== undefined && schema !== undefined, 'both a type and a schema', 'keep one of the two'],
    [hasDefault && required === true, 'a default although it is required', 'remove one of the two'],
    [validate === false && schema !== undefined, 'a schema although it is not validated', 'remove the schema or { validate: false }'],
    [validate === false && groups !== undefined, 'groups although it is not validated', 'remove the groups or { validate: false }'],
    [schema !== undefined && groups !== undefined, 'groups for a schema, which has none', 'remove the groups'],
    [Array.isArray(type) && type.length !== 1, 'a list type that does not name exactly one type', 'write [T]'],
    [Array.isArray(type) && isArray === false, 'a list type although { isArray: false }', 'remove one of the two'],
    [
      schema !== undefined && !isStandardSchema(schema),
      'a schema that is no Standard Schema',
      'give one of zod, valibot, arktype or the like',
    ],
    [
      kind === 'custom' && type !== undefined,
      'a type, although what your own decorator gives is not converted',
      'convert it in its function',
    ],
    [
      kind === 'body' && name === undefined && hasDefault && required === undefined,
      'a default that a missing body never gets',
      'add { required: false }',
    ],
  ];
  return contradictions.flatMap(([holds, what, fix]) => (holds ? [{ code: 'contradictory-options', message: `has ${what}`, fix }] : []));
}

function checkType(spec: ArgumentSpec): Mistake[] {
  const { kind, name, options } = spec.note;
  const decorators = DECORATORS[kind];
  const type = argumentTypeOf(spec);
  if (!decorators || type.schema || options.validate === false) return [];
  const place = name === undefined ? `@${decorators[1]}()` : `@${decorators[0]}('${name}')`;
  if (kind === 'body') return checkBody(spec, type, place);
  return name === undefined ? checkGroup(spec, type, place) : checkNamed(type, place);
}

function checkNamed({ item, isList }: ArgumentType, place: string): Mistake[] {
  if (item === undefined && !isList) return [missingType(place, '{ type: Number }, or whatever it is')];
  if (item === undefined || item === Object || primitiveOf(item)) return [];
  const fix = `use ${PRIMITIVES}, a list [T] of one of them, or a schema`;
  return [{ code: 'unsupported-type', message: `${place} has the type ${describe(item)}, which text cannot be converted to`, fix }];
}

function checkGroup({ note: { options } }: ArgumentSpec, { item, isList }: ArgumentType, place: string): Mistake[] {
  if (item === undefined && !isList) return [missingType(place, '{ type: Dto }')];
  if (isDtoClass(item) && !isList) return checkDto(item, options.groups ?? []);
  const fix = 'name one field, give a DTO class with class-validator rules or a schema, or { validate: false } for the plain values';
  return [{ code: 'unsupported-type', message: `${place} without a name has the type ${describe(item)}, which is no DTO class`, fix }];
}

function checkBody({ note: { name, options } }: ArgumentSpec, { item, isList }: ArgumentType, place: string): Mistake[] {
  if (isDtoClass(item)) return checkDto(item, options.groups ?? []);
  if (item === undefined && isList) {
    const fix = 'say what it holds: { type: [Dto] }, or give a schema, or { validate: false }';
    return [{ code: 'missing-type', message: `${place} is a list of unknown type: the compiler keeps no element types`, fix }];
  }
  if (item === undefined) return [missingType(place, '{ type: Dto }, a schema, or { validate: false }')];
  if (name !== undefined && primitiveOf(item)) return [];
  const isUnknown = item === Object;
  const why = isUnknown ? 'is an interface, a union or unknown, which has no rules' : `has the type ${describe(item)}, which has no rules`;
  const fix = 'give a DTO class with class-validator rules, a schema, or { validate: false } to take it as it comes';
  return [{ code: 'unvalidated-body', message: `${place} ${why}`, fix }];
}

function missingType(place: string, remedy: string): Mistake {
  return {
    code: 'missing-type',
    message: `${place} has no type: the compiler emitted none, or a circular import left it undefined`,
    fix: `${METADATA}, break the cycle, or give ${remedy}`,
  };
}

/** A type in the words of its author. */
function describe(type: unknown): string {
  if (typeof type === 'function') return type.name || 'an anonymous class';
  return type === undefined ? 'undefined (a circular import?)' : Array.isArray(type) ? 'a list of types' : `a value of type ${typeof type}`;
}
