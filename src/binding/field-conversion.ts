// From a plain value to the value of a DTO property: `@Type` with class-transformer's meaning, else the declared type where it says enough.
import type { Constructor } from '../shared/constructor.js';
import { buildInstance } from './build-instance.js';
import type { RuleNote } from './class-rules.js';
import { isDtoClass } from './dto-class.js';
import type { Converter, DtoPlans, Expectation } from './dto-plan.js';
import type { Findings } from './findings.js';
import { splitHeaderList } from './header-list.js';
import { looksLikeIsoDate, parseIsoDate } from './iso-date.js';
import { convertPrimitive, isCoercion, primitiveOf } from './primitive.js';
import type { TypeNote } from './transformer-notes.js';

/** What is known of a property before it is compiled. */
export interface DeclaredField {
  readonly type: Constructor;
  readonly name: string;
  /** `design:type`. */
  readonly declaredType: unknown;
  readonly typeNote: TypeNote | undefined;
  readonly notes: readonly RuleNote[];
  readonly isTransformed: boolean;
}

const isList = (declaredType: unknown) => declaredType === Array || declaredType === Set;

/** How a property is converted; `undefined` when its value is taken as it is. */
export function converterOf(field: DeclaredField, expectation: Expectation | undefined, plans: DtoPlans): Converter | undefined {
  const { typeNote, declaredType } = field;
  const { isText, hasLowerCaseKeys } = plans.mode;
  const convert = typeNote ? typedConverter(typeNote, field.name, plans) : declaredConverter(field, expectation, plans);
  if (!isText || !isList(declaredType)) return convert;
  // A list may have one element: the value of a single pair is one. In a header it is written with commas.
  return (value, plain, instance, findings) => {
    const list = Array.isArray(value) ? value : hasLowerCaseKeys ? splitHeaderList(String(value)) : [value];
    return convert ? convert(list, plain, instance, findings) : list;
  };
}

function declaredConverter(field: DeclaredField, expectation: Expectation | undefined, plans: DtoPlans): Converter | undefined {
  const { declaredType, isTransformed, notes } = field;
  if (expectation) {
    const convert = (value: unknown) => convertPrimitive(expectation.primitive, value, plans.mode.isText) ?? value;
    return (value) => (Array.isArray(value) ? value.map(convert) : convert(value));
  }
  const isNested = !isTransformed && isDtoClass(declaredType) && notes.some((note) => note.type === 'nestedValidation');
  return isNested ? (value, _plain, _instance, findings) => convertValue(value, declaredType, undefined, plans, findings) : undefined;
}

/** Rules that want the text itself: a property with one of them stays text whatever its declared type. */
const TEXT_RULE = /^is(?:String|DateString|Iso8601|Rfc3339|NumberString)$/;

/** What the declared type demands. JSON has types of its own: there only what it cannot say is converted. */
export function expectationOf(field: DeclaredField, isText: boolean): Expectation | undefined {
  const { declaredType, typeNote, notes } = field;
  const saysLittle = declaredType === undefined || declaredType === Object || isList(declaredType);
  const type = typeNote ? fixedTypeOf(typeNote) : saysLittle ? typeInRules(notes) : declaredType;
  const primitive = field.isTransformed ? undefined : primitiveOf(type);
  if (!primitive) return undefined;
  if (!isText) {
    if (type !== Date && (type !== BigInt || typeNote)) return undefined;
    if (!typeNote && notes.some(({ name = '' }) => TEXT_RULE.test(name))) return undefined;
  }
  return { primitive, allowsList: saysLittle, comesFirst: isText && primitive.rule !== 'isEnum' };
}

const NUMBER_RULE = /^(?:is(?:Int|Number|Positive|Negative|DivisibleBy)|min|max)$/;

/** The type that rules ask for, where the compiler says nothing: `page = 1`, unions, elements of lists, or no metadata at all. */
function typeInRules(notes: readonly RuleNote[]): unknown {
  for (const { name = '', constraints } of notes) {
    if (NUMBER_RULE.test(name)) return Number;
    if (name === 'isBoolean') return Boolean;
    if (name === 'isDate') return Date;
    if (name === 'isEnum') return constraints[0];
  }
  return undefined;
}

function fixedTypeOf({ typeFunction, reflectedType, options }: TypeNote): unknown {
  if (!typeFunction) return reflectedType;
  return typeFunction.length === 0 && !options?.discriminator ? typeFunction(undefined) : undefined;
}

function typedConverter({ typeFunction, reflectedType, options }: TypeNote, property: string, plans: DtoPlans): Converter {
  // Asked when a value is there: by then every class is defined, however the modules import each other.
  const typeFor = typeFunction ?? (() => reflectedType);
  let fixed: unknown;
  return (value, plain, instance, findings) => {
    const type = fixed ?? typeFor({ newObject: instance, object: plain, property });
    if (typeFor.length === 0) fixed = type;
    const convert = (each: unknown) => convertValue(each, type, options, plans, findings);
    if (Array.isArray(value)) return collect(value.map(convert), reflectedType);
    if (reflectedType === Map && isPlain(value)) return new Map(Object.entries(value).map(([key, each]) => [key, convert(each)]));
    return convert(value);
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list as the collection that was declared: a set, or a list class of the app's own. */
function collect(list: readonly unknown[], type: unknown): unknown {
  if (typeof type !== 'function' || type === Array) return list;
  const method = type === Set || type.prototype instanceof Set ? 'add' : 'push';
  if (!(method in Object(type.prototype))) return list;
  const collection = new (type as Constructor<Record<string, (value: unknown) => void>>)();
  for (const value of list) collection[method]!(value);
  return collection;
}

/** What class-transformer makes of a value and a type. */
function convertValue(
  value: unknown,
  type: unknown,
  options: TypeNote['options'] | undefined,
  plans: DtoPlans,
  findings: Findings,
): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((each) => convertValue(each, type, options, plans, findings));
  const discriminator = options?.discriminator;
  const isObject = isPlain(value);
  if (isObject && isDtoClass(type) && !discriminator) return buildInstance(plans.planOf(type), value, findings);
  if (primitiveOf(type)) return plans.mode.isText ? convertText(value, type) : coerce(value, type);
  if (type === Buffer && typeof value === 'string') return Buffer.from(value);
  if (!isObject || !discriminator) return value;
  const { property, subTypes } = discriminator;
  const { [property]: name, ...rest } = value;
  const chosen = Object.hasOwn(value, property) ? subTypes.find((subType) => subType.name === name) : undefined;
  const plain = options?.keepDiscriminatorProperty === true ? value : rest;
  const target = chosen ? chosen.value : type;
  return isDtoClass(target) ? buildInstance(plans.planOf(target), plain, findings) : plain;
}

/** Text by the strict table. What does not convert is what class-transformer would make of it, and is found when the instance is checked. */
function convertText(value: unknown, type: unknown): unknown {
  if (typeof value !== 'string') return value;
  return convertPrimitive(primitiveOf(type)!, value, true) ?? (type === Number ? Number.NaN : type === Date ? noDate() : value);
}

/** class-transformer's conversions of JSON values. Objects have none that a client should reach: `toString` may be any JSON value. */
function coerce(value: unknown, type: unknown): unknown {
  const isObject = typeof value === 'object';
  if (type === Date) {
    // `new Date` of whatever it understands, but a day in ISO 8601 must exist.
    const isNone = isObject || (typeof value === 'string' && looksLikeIsoDate(value) && !parseIsoDate(value));
    return isNone ? noDate() : new Date(value as string | number);
  }
  return !isObject && isCoercion(type) ? type(value) : value;
}

function noDate(): Date {
  return new Date(Number.NaN);
}
