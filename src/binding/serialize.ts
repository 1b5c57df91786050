// From a handler's value to what may be answered, by class-transformer's rules: as its instanceToPlain, with the declared type for plain
// objects too, so that an excluded property stays excluded whatever the value is an instance of.
import { propertyType } from '../metadata/design-types.js';
import type { Constructor } from '../shared/constructor.js';
import { isThenable } from '../shared/thenable.js';
import { rulesOf } from './class-rules.js';
import { isDtoClass } from './dto-class.js';
import { isCoercion } from './primitive.js';
import {
  hasTransformerNotes,
  type KeyRules,
  keyRulesOf,
  notedProperties,
  type TransformFunction,
  type TypeNote,
  transformOptions,
  transformsOf,
  typeNoteOf,
} from './transformer-notes.js';

interface PlainField {
  readonly transforms: readonly TransformFunction[];
  readonly typeNote: TypeNote | undefined;
  /** `design:type`, where it is a class of the app's own. */
  readonly declaredType: Constructor | undefined;
}

interface PlainPlan {
  readonly keys: KeyRules;
  readonly fields: ReadonlyMap<string, PlainField>;
}

/** Serialises values with one choice of groups. */
export class PlainSerializer {
  readonly #groups: readonly string[];
  readonly #options: object;
  readonly #plans = new Map<Constructor, PlainPlan>();

  constructor(groups: readonly string[]) {
    this.#groups = groups;
    this.#options = transformOptions(groups);
  }

  /** A value as plain data; a promise when something in it is one. */
  serialize(value: unknown, type: Constructor): unknown {
    const later: Promise<void>[] = [];
    const plain = this.#plainOf(value, type, undefined, later);
    return later.length === 0 ? plain : settle(later).then(() => plain);
  }

  #plainOf(value: unknown, type: unknown, note: TypeNote | undefined, later: Promise<void>[]): unknown {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value) || value instanceof Set) return this.#listOf([...value], type, note, later);
    if (isCoercion(type)) return type(value);
    if (typeof value !== 'object') return type === Date ? new Date(value as string) : value;
    if (value instanceof Date || value instanceof Uint8Array) return value;
    if (value instanceof Map) return this.#recordOf(Object.fromEntries(value), type, later);
    return this.#objectOf(value, type, note, later);
  }

  #listOf(values: readonly unknown[], type: unknown, note: TypeNote | undefined, later: Promise<void>[]): unknown[] {
    const list: unknown[] = [];
    for (let index = 0; index < values.length; index++) this.#set(list, index, values[index], type, note, later);
    return list;
  }

  #recordOf(value: object, type: unknown, later: Promise<void>[]): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) if (key !== '__proto__') this.#set(record, key, each, type, undefined, later);
    return record;
  }

  /** Puts what becomes of a value where it belongs, now or when its promise is there. */
  #set(target: object, key: string | number, value: unknown, type: unknown, note: TypeNote | undefined, later: Promise<void>[]): void {
    const holder = target as Record<string | number, unknown>;
    if (!isThenable(value)) {
      holder[key] = this.#plainOf(value, type, note, later);
      return;
    }
    holder[key] = undefined;
    const work = Promise.resolve(value).then((settled) => this.#set(target, key, settled, type, note, later));
    work.catch(() => {});
    later.push(work);
  }

  #objectOf(value: object, type: unknown, note: TypeNote | undefined, later: Promise<void>[]): unknown {
    const chosen = discriminated(value, note);
    const declared = chosen?.type ?? type;
    const own: unknown = Object.getPrototypeOf(value)?.constructor;
    const isOfDeclared = isDtoClass(declared) && !(value instanceof declared);
    const target = isOfDeclared ? declared : own;
    const toJson = (value as { toJSON?: unknown }).toJSON;
    let source = value;
    // What says how it is serialised knows better than its fields do, unless class-transformer's decorators say something else.
    if (typeof toJson === 'function' && (isOfDeclared || !isDtoClass(own) || !hasTransformerNotes(own))) {
      const plain: unknown = toJson.call(value);
      if (!isOfDeclared) return plain;
      // What gives itself, or another of its kind, would be asked for ever.
      if ((plain as { toJSON?: unknown } | null | undefined)?.toJSON !== toJson) return this.#plainOf(plain, declared, note, later);
      source = plain as object;
    }
    if (!isDtoClass(target)) return this.#recordOf(source, undefined, later);
    const result = this.#fieldsOf(source, target, later);
    if (chosen) result[chosen.property] = chosen.name;
    return result;
  }

  #fieldsOf(value: object, type: Constructor, later: Promise<void>[]): Record<string, unknown> {
    const { keys, fields } = this.#planOf(type);
    const result: Record<string, unknown> = {};
    const source = value as Record<string, unknown>;
    const taken = keys.takesAll ? new Set([...Object.keys(source).filter(keys.takes), ...keys.exposed]) : keys.exposed;
    for (const key of taken) {
      if (key === '__proto__' || key === 'constructor') continue;
      const field = fields.get(key);
      let each = readProperty(source, key, type, keys);
      for (const transform of field?.transforms ?? []) each = transform({ value: each, key, obj: value, type: 1, options: this.#options });
      const note = field?.typeNote;
      const declared = note?.typeFunction
        ? note.typeFunction({ newObject: result, object: value, property: key })
        : (note?.reflectedType ?? field?.declaredType);
      this.#set(result, keys.keyOf(key), each, declared, note, later);
    }
    return result;
  }

  #planOf(type: Constructor): PlainPlan {
    let plan = this.#plans.get(type);
    if (!plan) {
      const names = new Set([...notedProperties(type), ...rulesOf(type, []).keys()]);
      const fields = new Map([...names].map((name) => [name, planField(type, name, this.#groups)]));
      plan = { keys: keyRulesOf(type, 'toPlain', this.#groups), fields };
      this.#plans.set(type, plan);
    }
    return plan;
  }
}

function planField(type: Constructor, name: string, groups: readonly string[]): PlainField {
  const declared = propertyType(type, name);
  return {
    transforms: transformsOf(type, name, 'toPlain', groups),
    typeNote: typeNoteOf(type, name),
    declaredType: isDtoClass(declared) ? declared : undefined,
  };
}

/** A property's value. Exposed methods are called; a getter of the declared class works on plain objects too. */
function readProperty(source: Record<string, unknown>, key: string, type: Constructor, keys: KeyRules): unknown {
  const value: unknown = key in source ? source[key] : Reflect.get(type.prototype, key, source);
  if (typeof value !== 'function') return value;
  return keys.exposed.has(key) ? value.call(source) : undefined;
}

/** The subtype that a discriminator chooses for an instance or a plain object, and the name it is answered under. */
function discriminated(value: object, note: TypeNote | undefined): { type: unknown; name: string; property: string } | undefined {
  const discriminator = note?.options?.discriminator;
  if (!discriminator) return undefined;
  const { property, subTypes } = discriminator;
  const found =
    subTypes.find((subType) => subType.value === value.constructor) ??
    subTypes.find((subType) => subType.name === (value as Record<string, unknown>)[property]);
  return found && { type: found.value, name: found.name, property };
}

/** Waits for all promises, those that turn up on the way included. */
async function settle(later: readonly Promise<void>[]): Promise<void> {
  for (let seen = 0; seen < later.length; ) {
    const batch = later.slice(seen);
    seen = later.length;
    await Promise.all(batch);
  }
}
