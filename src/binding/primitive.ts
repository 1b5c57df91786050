// The strict table: how text becomes a value of a primitive type, and which JSON values are one.
import { parseIsoDate } from './iso-date.js';

/** A primitive type. Conversions give `undefined` for what is none. */
export interface Primitive {
  /** The rule that a bad value breaks. */
  readonly rule: string;
  /** What a value must be, for messages. */
  readonly noun: string;
  /** From text: query, headers, cookies, path, forms. */
  readonly fromText: (text: string) => unknown;
  /** From a JSON value, which already has a type: nothing is converted but what JSON cannot say. */
  readonly fromJson: (value: unknown) => unknown;
  /** Whether a value is of the type. */
  readonly holds: (value: unknown) => boolean;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DIGITS = /^-?\d+$/;
/** More digits than this are refused: making a BigInt of them takes more than linear time. */
const MOST_DIGITS = 1000;

function define(
  rule: string,
  noun: string,
  fromText: Primitive['fromText'],
  holds: Primitive['holds'],
  fromJson?: Primitive['fromJson'],
): Primitive {
  return { rule, noun, fromText, holds, fromJson: fromJson ?? ((value) => (holds(value) ? value : undefined)) };
}

function parseNumber(text: string): number | undefined {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function parseBigInt(text: string): bigint | undefined {
  return text.length <= MOST_DIGITS && DIGITS.test(text) ? BigInt(text) : undefined;
}

const isValidDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime());

const PRIMITIVES = new Map<unknown, Primitive>([
  [
    String,
    define(
      'isString',
      'a string',
      (text) => text,
      (value) => typeof value === 'string',
    ),
  ],
  [Number, define('isNumber', 'a number', parseNumber, (value) => Number.isFinite(value))],
  [
    Boolean,
    define(
      'isBoolean',
      'true or false',
      (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
      (value) => typeof value === 'boolean',
    ),
  ],
  [
    Date,
    define('isDate', 'an ISO 8601 date that exists', parseIsoDate, isValidDate, (value) =>
      typeof value === 'string' ? parseIsoDate(value) : undefined,
    ),
  ],
  [
    BigInt,
    define(
      'isBigInt',
      'a whole number',
      parseBigInt,
      (value) => typeof value === 'bigint',
      (value) => (typeof value === 'string' ? parseBigInt(value) : Number.isSafeInteger(value) ? BigInt(value as number) : undefined),
    ),
  ],
]);

/** A value of a primitive type from text, or from JSON; `undefined` for what is none. */
export function convertPrimitive({ fromText, fromJson }: Primitive, value: unknown, isText: boolean): unknown {
  return isText ? (typeof value === 'string' ? fromText(value) : undefined) : fromJson(value);
}

/** Whether a type is one of the functions that the language converts with. */
export function isCoercion(type: unknown): type is (value: unknown) => unknown {
  return type === String || type === Number || type === Boolean;
}

/** The primitive that a declared type names: `String`, `Number`, `Boolean`, `Date`, `BigInt` or an enum object; else `undefined`. */
export function primitiveOf(type: unknown): Primitive | undefined {
  const known = PRIMITIVES.get(type);
  if (known || typeof type !== 'object' || type === null) return known;
  const values = enumValues(type);
  if (!values) return undefined;
  const made = defineEnum(values);
  PRIMITIVES.set(type, made);
  return made;
}

function defineEnum(values: ReadonlySet<unknown>): Primitive {
  const fromText = (text: string) => {
    const value = values.has(text) ? text : parseNumber(text);
    return values.has(value) ? value : undefined;
  };
  return define('isEnum', `one of: ${[...values].join(', ')}`, fromText, (value) => values.has(value));
}

/** The values of an enum object, without the names that numeric enums map back to; `undefined` for any other object. */
function enumValues(type: object): ReadonlySet<unknown> | undefined {
  const entries = Object.entries(type).filter(([name]) => parseNumber(name) === undefined);
  const values = new Set<unknown>(entries.map(([, value]) => value));
  const isEnum = values.size > 0 && [...values].every((value) => typeof value === 'string' || typeof value === 'number');
  return isEnum ? values : undefined;
}
