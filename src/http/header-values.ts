// The headers of a request, read from whatever map the source delivered.
import { nullRecord } from '../shared/record.js';

/** Headers as sources deliver them: by name in any letter case, one value or several. */
export type HeaderRecord = Readonly<Record<string, string | readonly (string | null)[] | null | undefined>>;

// What RFC 9110 section 5.1 allows in a name; ASCII only, although letter case is folded beyond it.
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const CONTROL = /[^\t\x20-\x7e\x80-\uffff]/;
const CONTROLS = new RegExp(CONTROL, 'g');
/** After so many questions more will come: then an index is worth making. */
const FEW = 8;

/**
 * One header of a record: its values joined with `, ` (RFC 9110 section 5.3), a cookie's with `; `. `undefined` when absent.
 *
 * Looks through the record instead of copying it, which is cheaper for the one or two headers that most requests ask for.
 *
 * @param name in lower case
 */
export function findHeader(record: HeaderRecord | null | undefined, name: string): string | undefined {
  if (!record) return undefined;
  let found: string | undefined;
  for (const key of Object.keys(record)) {
    if (key.length === name.length && (key === name || isSameName(key, name))) found = joinValues(name, found, record[key]);
  }
  return found;
}

/** Clients send the same names again and again: looking one up is a quarter of checking it. What no longer fits is checked each time. */
const legal = new Map<string, string>();

function legalName(key: string): string | undefined {
  const known = legal.get(key);
  if (known !== undefined || !TOKEN.test(key)) return known;
  const name = key.toLowerCase();
  if (legal.size < 256 && key.length <= 64) legal.set(key, name);
  return name;
}

function isSameName(key: string, name: string): boolean {
  return key.toLowerCase() === name && TOKEN.test(key);
}

function joinValues(name: string, before: string | undefined, value: unknown): string | undefined {
  if (!Array.isArray(value)) return join(name, before, cleanValue(value));
  let joined = before;
  for (const each of value) joined = join(name, joined, cleanValue(each));
  return joined;
}

function join(name: string, before: string | undefined, text: string | undefined): string | undefined {
  if (before === undefined || text === undefined) return text ?? before;
  return before + (name === 'cookie' ? '; ' : ', ') + text;
}

/** The text of a header value without control characters; `undefined` for what is no text. Emulators send numbers. */
function cleanValue(value: unknown): string | undefined {
  if (typeof value === 'string') return CONTROL.test(value) ? value.replace(CONTROLS, '') : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * The headers of a request. Names are matched without regard to letter case; illegal names and control characters are left out.
 *
 * Iterates as `[name, value]` pairs with lower-case names, one for each name.
 *
 * @example reqCtx.headers.get('authorization')
 */
export class HeaderValues implements Iterable<[name: string, value: string]> {
  readonly #primary: HeaderRecord | null | undefined;
  readonly #secondary: HeaderRecord | null | undefined;
  #timesAsked = 0;
  #index: Readonly<Record<string, string>> | undefined;

  /**
   * @param primary wins over `secondary` for the names that both have, in any letter case
   *
   * @example new HeaderValues(event.multiValueHeaders, event.headers) // REST API
   * @example new HeaderValues({ cookie: event.cookies }, event.headers) // HTTP API
   */
  constructor(primary?: HeaderRecord | null, secondary?: HeaderRecord | null) {
    this.#primary = primary;
    this.#secondary = secondary;
  }

  /** Headers from a list of pairs, repeated names allowed. */
  static fromPairs(pairs: Iterable<readonly [name: string, value: string]>): HeaderValues {
    const record = nullRecord<string[]>();
    for (const [name, value] of pairs) {
      const values = record[name];
      if (values) values.push(value);
      else record[name] = [value];
    }
    return new HeaderValues(record);
  }

  /** The value, repeated ones joined with `, ` (a cookie's with `; `); `undefined` when absent. */
  get(name: string): string | undefined {
    const key = name.toLowerCase();
    if (++this.#timesAsked > FEW) {
      this.#index ??= this.toRecord();
      // What is in the index has a legal name; only letters beyond ASCII could have become one.
      return name === key || TOKEN.test(name) ? this.#index[key] : undefined;
    }
    const value = findHeader(this.#primary, key) ?? findHeader(this.#secondary, key);
    return value === undefined || TOKEN.test(name) ? value : undefined;
  }

  /** The values as they were delivered: several where the source tells repeated headers apart, else one. */
  getAll(name: string): string[] {
    const own = valuesOf(this.#primary, name);
    return own.length > 0 ? own : valuesOf(this.#secondary, name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The names, in lower case, each once. */
  *keys(): IterableIterator<string> {
    for (const name of Object.keys(this.toRecord())) yield name;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    const record = this.toRecord();
    for (const name of Object.keys(record)) yield [name, record[name] as string];
  }

  /** All headers by lower-case name, in a record without a prototype. */
  toRecord(): Record<string, string> {
    const into = nullRecord<string>();
    const hasSome = addHeaders(into, this.#primary);
    const others = hasSome ? nullRecord<string>() : into;
    addHeaders(others, this.#secondary);
    if (hasSome) for (const name of Object.keys(others)) into[name] ??= others[name] as string;
    return into;
  }
}

/** Says whether there was any. */
function addHeaders(into: Record<string, string>, record: HeaderRecord | null | undefined): boolean {
  let hasSome = false;
  if (!record) return hasSome;
  for (const key of Object.keys(record)) {
    const name = legalName(key);
    if (name === undefined) continue;
    const value = joinValues(name, into[name], record[key]);
    if (value === undefined) continue;
    into[name] = value;
    hasSome = true;
  }
  return hasSome;
}

function valuesOf(record: HeaderRecord | null | undefined, name: string): string[] {
  if (!record || !TOKEN.test(name)) return [];
  const key = name.toLowerCase();
  return Object.keys(record)
    .filter((each) => each.length === key.length && (each === key || isSameName(each, key)))
    .flatMap((each) => record[each] ?? [])
    .map(cleanValue)
    .filter((value) => value !== undefined);
}
