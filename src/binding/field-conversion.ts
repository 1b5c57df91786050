// From a plain value to the value of a DTO property: `@Type` with class-transformer's meaning, else the declared type where it says enough.
import type { Constructor } from '../shared/constructor.js';
import { buildInstance } from './build-instance.js';
import type { RuleNote } from './class-rules.js';
import { isDtoClass } from './dto-class.js';
import type { Converter, DtoPlans, Expectation } from './dto-plan.js';
import type { Findings } from './findings.js';
import { splitHeaderList } from './header-list.js';
import { looksLikeIsoDate, parseIsoDate } from './iso-date.js';
import { type Primitive, primitiveOf } from './primitive.js';
import { type TypeNote, typeNoteOf } from './transformer-notes.js';

/** What is known of a property before it is compiled. */
export interface DeclaredField {
  readonly type: Constructor;
  readonly name: string;
  /** `design:type`. */
  readonly declaredType: unknown;
  readonly notes: readonly RuleNote[];
  readonly isTransformed: boolean;
}

const isList = (declaredType: unknown) => declaredType === Array || declaredType === Set;

/** How a property is converted; `undefined` when its value is taken as it is. */
export function converterOf(field: DeclaredField, plans: DtoPlans): Converter | undefined {
  const { declaredType } = field;
  const { isText } = plans.mode;
  const note = typeNoteOf(field.type, field.name);
  const convert = note ? typedConverter(note, field.name, plans) : declaredConverter(field, plans);
  if (!isText || !isList(declaredType)) return convert;
  const { hasLowerCaseKeys } = plans.mode;
  // A list may have one element: the value of a single pair is one. In a header it is written with commas.
  return (value, plain, instance, findings) => {
    const list = Array.isArray(value) ? value : hasLowerCaseKeys ? splitHeaderList(String(value)) : [value];
    return convert ? convert(list, plain, instance, findings) : list;
  };
}

function declaredConverter(field: DeclaredField, plans: DtoPlans): Converter | undefined {
  const { declaredType, isTransformed } = field;
  const primitive = expectationOf(field, plans.mode.isText)?.primitive;
  if (primitive) {
    const convert = plans.mode.isText ? primitive.fromText : primitive.fromJson;
    const convertOne = (value: unknown) => (plans.mode.isText && typeof value !== 'string' ? value : (convert(value as string) ?? value));
    return (value) => (Array.isArray(value) ? value.map(convertOne) : convertOne(value));
  }
  const isNested = field.notes.some((note) => note.type === 'nestedValidation');
  if (isTransformed || !isNested || !isDtoClass(declaredType)) return undefined;
  const target = { plans, discriminator: undefined, keepsDiscriminator: false };
  return (value, _plain, _instance, findings) => convertValue(value, declaredType, target, findings);
}

/** Rules that want the text itself: a property with one of them stays text whatever its declared type. */
const TEXT_RULES = new Set(['isString', 'isDateString', 'isIso8601', 'isRfc3339', 'isNumberString']);

/** What the declared type demands. JSON has types of its own: there only what it cannot say is converted. */
export function expectationOf(field: DeclaredField, isText: boolean): Expectation | undefined {
  const { declaredType, notes } = field;
  if (field.isTransformed) return undefined;
  const note = typeNoteOf(field.type, field.name);
  const isUnknown = declaredType === undefined || declaredType === Object;
  const type = note ? fixedTypeOf(note) : isUnknown || isList(declaredType) ? typeInRules(notes) : declaredType;
  const primitive = primitiveOf(type);
  if (!primitive || (!isText && type !== Date && (type !== BigInt || note))) return undefined;
  if (!isText && !note && notes.some((rule) => TEXT_RULES.has(rule.name ?? ''))) return undefined;
  return { primitive, allowsList: isUnknown || isList(declaredType), comesFirst: isText && primitive.rule !== 'isEnum' };
}

const NUMBER_RULES = new Set(['isInt', 'isNumber', 'isPositive', 'isNegative', 'isDivisibleBy', 'min', 'max']);

/** The type that rules ask for, where the compiler says nothing: `page = 1`, unions, elements of lists, or no metadata at all. */
function typeInRules(notes: readonly RuleNote[]): unknown {
  for (const { name = '', constraints } of notes) {
    if (NUMBER_RULES.has(name)) return Number;
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

/** What is fixed about the conversion of one property. */
interface Target {
  readonly plans: DtoPlans;
  readonly discriminator: TypeNote['options']['discriminator'];
  readonly keepsDiscriminator: boolean;
}

function typedConverter({ typeFunction, reflectedType, options }: TypeNote, property: string, plans: DtoPlans): Converter {
  const target = { plans, discriminator: options?.discriminator, keepsDiscriminator: options?.keepDiscriminatorProperty === true };
  // Asked when a value is there: by then every class is defined, however the modules import each other.
  const typeFor = typeFunction ?? (() => reflectedType);
  let fixed: unknown;
  return (value, plain, instance, findings) => {
    const type = fixed ?? typeFor({ newObject: instance, object: plain, property });
    if (typeFor.length === 0) fixed = type;
    if (Array.isArray(value)) return convertList(value, type, reflectedType, target, findings);
    if (reflectedType === Map && isPlain(value)) return convertMap(value, type, target, findings);
    return convertValue(value, type, target, findings);
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function convertMap(value: Record<string, unknown>, type: unknown, target: Target, findings: Findings): Map<string, unknown> {
  return new Map(Object.keys(value).map((key) => [key, convertValue(value[key], type, target, findings)]));
}

function convertList(values: readonly unknown[], type: unknown, reflected: unknown, target: Target, findings: Findings): unknown {
  const list = values.map((value) => convertValue(value, type, target, findings));
  if (reflected === Array || !isListClass(reflected)) return list;
  const collection = new reflected();
  for (const value of list) {
    if (collection instanceof Set) collection.add(value);
    else collection.push(value);
  }
  return collection;
}

/** What class-transformer makes of a value and a type. */
function convertValue(value: unknown, type: unknown, target: Target, findings: Findings): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return convertList(value, type, Array, target, findings);
  const { plans, discriminator } = target;
  if (isPlain(value) && isDtoClass(type) && !discriminator) return buildInstance(plans.planOf(type), value, findings);
  const primitive = primitiveOf(type);
  if (primitive) return plans.mode.isText ? convertText(value, type, primitive) : coerce(value, type);
  if (type === Buffer) return typeof value === 'string' ? Buffer.from(value) : value;
  if (!isPlain(value) || !discriminator) return value;
  const { property, subTypes } = discriminator;
  const chosen = Object.hasOwn(value, property) ? subTypes.find((subType) => subType.name === value[property]) : undefined;
  const plain = target.keepsDiscriminator ? value : { ...value };
  if (plain !== value) delete plain[property];
  const targetType = chosen ? chosen.value : type;
  return isDtoClass(targetType) ? buildInstance(plans.planOf(targetType), plain, findings) : plain;
}

function isListClass(type: unknown): type is new () => unknown[] | Set<unknown> {
  return typeof type === 'function' && (type === Set || type.prototype instanceof Set || 'push' in Object(type.prototype));
}

/** Text by the strict table. What does not convert is what class-transformer would make of it, and is found when the instance is checked. */
function convertText(value: unknown, type: unknown, { fromText }: Primitive): unknown {
  const converted = typeof value === 'string' ? fromText(value) : value;
  if (converted !== undefined) return converted;
  return type === Number ? Number.NaN : type === Date ? new Date(Number.NaN) : value;
}

/** class-transformer's conversions of JSON values. Objects have none that a client should reach: `toString` may be any JSON value. */
function coerce(value: unknown, type: unknown): unknown {
  if (type === Date) return coerceDate(value);
  if (typeof value === 'object') return value;
  return type === String ? String(value) : type === Number ? Number(value) : type === Boolean ? Boolean(value) : value;
}

/** `new Date` of whatever it understands, but a day in ISO 8601 must exist. */
function coerceDate(value: unknown): Date {
  if (typeof value === 'string' && looksLikeIsoDate(value) && !parseIsoDate(value)) return new Date(Number.NaN);
  return new Date(typeof value === 'object' ? Number.NaN : (value as string | number));
}
