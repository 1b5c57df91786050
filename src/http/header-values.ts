// The headers of a request, read from whatever map the source delivered, without copying it.
import { nullRecord } from '../shared/record.js';

/** Headers as sources deliver them: by name in any letter case, one value or several. */
export type HeaderRecord = Readonly<Record<string, string | readonly (string | null)[] | null | undefined>>;

const CONTROL = /[^\t\x20-\x7e\x80-\uffff]/;
const CONTROLS = new RegExp(CONTROL, 'g');
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;

/**
 * The values of one header in a record, joined: with `, ` (RFC 9110 section 5.3), a cookie with `; `. `undefined` when absent.
 *
 * @param name in lower case
 */
export function findHeader(record: HeaderRecord | null | undefined, name: string): string | undefined {
  if (!record) return undefined;
  let found: string | undefined;
  for (const key of Object.keys(record)) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue;
    const value = record[key];
    if (typeof value === 'string') found = join(name, found, value);
    else if (Array.isArray(value)) for (const each of value) found = join(name, found, each);
    else found = join(name, found, value);
  }
  return found;
}

/** The text of a header value without control characters; `undefined` for what is no text. */
function clean(value: unknown): string | undefined {
  if (typeof value === 'string') return CONTROL.test(value) ? value.replace(CONTROLS, '') : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function join(name: string, before: string | undefined, value: unknown): string | undefined {
  const text = clean(value);
  if (before === undefined || text === undefined) return text ?? before;
  return before + (name === 'cookie' ? '; ' : ', ') + text;
}

/**
 * The headers of a request. Names are matched without regard to letter case; illegal names and control characters are left out.
 *
 * Iterates as `[name, value]` pairs with lower-case names, one for each name.
 *
 * @example reqCtx.headers.get('authorization')
 */
export class HeaderValues implements Iterable<[name: string, value: string]> {
  readonly #records: readonly HeaderRecord[];

  /**
   * @param primary wins over `secondary` for the names that both have, in any letter case
   *
   * @example new HeaderValues(event.multiValueHeaders, event.headers) // REST API
   * @example new HeaderValues({ cookie: event.cookies }, event.headers) // HTTP API
   */
  constructor(primary?: HeaderRecord | null, secondary?: HeaderRecord | null) {
    this.#records = primary ? (secondary ? [primary, secondary] : [primary]) : secondary ? [secondary] : [];
  }

  /** Headers from a list of pairs, repeated names allowed. */
  static fromPairs(pairs: Iterable<readonly [name: string, value: string]>): HeaderValues {
    const record = nullRecord<string[]>();
    for (const [name, value] of pairs) {
      const key = name.toLowerCase();
      const list = record[key];
      if (list) list.push(value);
      else record[key] = [value];
    }
    return new HeaderValues(record);
  }

  /** The value, repeated ones joined with `, ` (a cookie's with `; `); `undefined` when absent. */
  get(name: string): string | undefined {
    const key = name.toLowerCase();
    for (const record of this.#records) {
      const value = findHeader(record, key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The values as they were delivered: a list where the source tells repeated headers apart, else one. */
  getAll(name: string): string[] {
    const key = name.toLowerCase();
    for (const record of this.#records) {
      const values: string[] = [];
      for (const own of Object.keys(record)) {
        if (own.length !== key.length || own.toLowerCase() !== key) continue;
        const value = record[own];
        for (const each of Array.isArray(value) ? value : [value]) {
          const text = clean(each);
          if (text !== undefined) values.push(text);
        }
      }
      if (values.length > 0) return values;
    }
    return [];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The names, in lower case, each once. */
  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    const seen = new Set<string>();
    for (const record of this.#records) {
      for (const own of Object.keys(record)) {
        const name = own.toLowerCase();
        if (seen.has(name) || !TOKEN.test(name)) continue;
        const value = findHeader(record, name);
        if (value === undefined) continue;
        seen.add(name);
        yield [name, value];
      }
    }
  }

  /** All headers by lower-case name, in a record without a prototype. */
  toRecord(): Record<string, string> {
    const record = nullRecord<string>();
    for (const [name, value] of this) record[name] = value;
    return record;
  }
}
