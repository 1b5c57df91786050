// The cookies of a request, parsed from the Cookie header when somebody asks.
import { nullRecord } from '../shared/record.js';

/** After so many questions more will come: then an index is worth making. */
const FEW = 8;

/**
 * The cookies of a request (RFC 6265 section 5.4). Names are exact; of repeated names the first wins.
 *
 * Values lose surrounding quotes and are percent-decoded; one with a malformed escape stays as it came. Iterates as `[name, value]` pairs.
 *
 * @example reqCtx.cookies.get('__Host-session')
 */
export class CookieValues implements Iterable<[name: string, value: string]> {
  readonly #text: string;
  #pairs: [string, string][] | undefined;
  #index: Map<string, [string, string][]> | undefined;
  #timesAsked = 0;

  /** @param text the Cookie header, several joined with `; ` */
  constructor(text: string) {
    this.#text = text;
  }

  /** The value of the first cookie of a name; `undefined` when absent. */
  get(name: string): string | undefined {
    for (const pair of this.#candidates(name)) if (pair[0] === name) return pair[1];
    return undefined;
  }

  /** The values of all cookies of a name: browsers send one for each path or domain it was set for. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (const pair of this.#candidates(name)) if (pair[0] === name) values.push(pair[1]);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The names, each once. */
  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    const seen = new Set<string>();
    for (const [name, value] of this.#parse()) {
      if (seen.has(name)) continue;
      seen.add(name);
      yield [name, value];
    }
  }

  /** All cookies by name, in a record without a prototype. */
  toRecord(): Record<string, string> {
    const record = nullRecord<string>();
    for (const [name, value] of this) record[name] = value;
    return record;
  }

  /** All pairs, or, once many were asked for, only those of the name. */
  #candidates(name: string): readonly [string, string][] {
    if (++this.#timesAsked <= FEW) return this.#parse();
    this.#index ??= Map.groupBy(this.#parse(), (pair) => pair[0]);
    return this.#index.get(name) ?? [];
  }

  #parse(): [string, string][] {
    this.#pairs ??= parseCookies(this.#text);
    return this.#pairs;
  }
}

function parseCookies(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  let equals = -1;
  for (let from = 0; from < text.length; ) {
    let end = text.indexOf(';', from);
    if (end < 0) end = text.length;
    // Searched for only when it was passed: else many parts without `=` would be read again and again.
    if (equals < from) equals = text.indexOf('=', from);
    if (equals < 0) break;
    if (equals < end) {
      const name = trimBlanks(text, from, equals);
      if (name !== '') pairs.push([name, readValue(trimBlanks(text, equals + 1, end))]);
    }
    from = end + 1;
  }
  return pairs;
}

/** Trims space and tab and nothing else: a name with a no-break space is another name. */
function trimBlanks(text: string, from: number, end: number): string {
  while (from < end && isBlank(text.charCodeAt(from))) from++;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(from, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function readValue(text: string): string {
  const value = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
