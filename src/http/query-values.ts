// The query of a request, parsed from percent-encoded text when somebody asks.

import { nullRecord } from '../shared/record.js';
import { decodePercent } from './percent-decoding.js';

/** After so many questions more will come: then an index is worth making. */
const FEW = 8;

/**
 * The pairs of a query: flat, in order, `+` for a space, malformed escapes left as they are.
 *
 * Iterates as decoded `[name, value]` pairs. `a` and `a=` both have the value `''`.
 *
 * @example reqCtx.query.get('page'); reqCtx.query.getAll('tag');
 */
export class QueryValues implements Iterable<[name: string, value: string]> {
  readonly #text: string;
  /** Name, value, name, value. */
  #parsed: readonly string[] | undefined;
  #index: Map<string, string[]> | undefined;
  #timesAsked = 0;

  /** @param text percent-encoded, without the `?` */
  constructor(text: string) {
    this.#text = text;
  }

  /** How many pairs there are, counted without building them. */
  get count(): number {
    const text = this.#text;
    let count = 0;
    for (let from = 0; from < text.length; ) {
      const end = endOfPair(text, from);
      if (end > from) count++;
      from = end + 1;
    }
    return count;
  }

  /** Whether there are more pairs than a limit allows; for short queries the length alone says no. */
  hasMoreThan(limit: number): boolean {
    return this.#text.length > limit * 2 && this.count > limit;
  }

  /** The first value of a name; `undefined` when absent. */
  get(name: string): string | undefined {
    // Most handlers ask for one value of a few: found where it stands, without building the others.
    if (this.#isAskedOften()) return this.#valuesOf(name)?.[0];
    if (this.#timesAsked === 1 && this.#parsed === undefined && isPlain(this.#text) && !name.includes('='))
      return findPlain(this.#text, name);
    const fields = this.#fields();
    for (let at = 0; at < fields.length; at += 2) if (fields[at] === name) return fields[at + 1];
    return undefined;
  }

  /** All values of a name, in order. */
  getAll(name: string): string[] {
    if (this.#isAskedOften()) return [...(this.#valuesOf(name) ?? [])];
    const values: string[] = [];
    const fields = this.#fields();
    for (let at = 0; at < fields.length; at += 2) if (fields[at] === name) values.push(fields[at + 1] as string);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The names, each once. */
  keys(): IterableIterator<string> {
    return new Set(this.#fields().filter((_, at) => at % 2 === 0)).values();
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    const fields = this.#fields();
    for (let at = 0; at < fields.length; at += 2) yield [fields[at] as string, fields[at + 1] as string];
  }

  /** All values by name in a record without a prototype: text, or a list for a repeated name. */
  toRecord(): Record<string, string | string[]> {
    const record = nullRecord<string | string[]>();
    for (const [name, value] of this) {
      const before = record[name];
      if (before === undefined) record[name] = value;
      else if (typeof before === 'string') record[name] = [before, value];
      else before.push(value);
    }
    return record;
  }

  #isAskedOften(): boolean {
    return ++this.#timesAsked > FEW;
  }

  #valuesOf(name: string): readonly string[] | undefined {
    this.#index ??= indexOf(this.#fields());
    return this.#index.get(name);
  }

  #fields(): readonly string[] {
    this.#parsed ??= parseFields(this.#text);
    return this.#parsed;
  }
}

function endOfPair(text: string, from: number): number {
  const end = text.indexOf('&', from);
  return end < 0 ? text.length : end;
}

/** Whether names and values stand for themselves. */
function isPlain(text: string): boolean {
  return !text.includes('%') && !text.includes('+');
}

/** The first value of a name in a plain query. */
function findPlain(text: string, name: string): string | undefined {
  for (let from = 0; from < text.length; ) {
    const end = endOfPair(text, from);
    if (end > from && text.startsWith(name, from)) {
      const at = from + name.length;
      if (at === end) return '';
      if (at < end && text.charCodeAt(at) === EQUALS) return text.slice(at + 1, end);
    }
    from = end + 1;
  }
  return undefined;
}

const EQUALS = 0x3d;

function indexOf(fields: readonly string[]): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (let at = 0; at < fields.length; at += 2) {
    const values = index.get(fields[at]!);
    if (values) values.push(fields[at + 1]!);
    else index.set(fields[at]!, [fields[at + 1]!]);
  }
  return index;
}

const asItIs = (text: string) => text;

function parseFields(encoded: string): string[] {
  // Once for all of it; not `replaceAll`, which chains as many pieces as there are spaces.
  const text = encoded.includes('+') ? encoded.replace(/\+/g, ' ') : encoded;
  const decode = text.includes('%') ? decodePercent : asItIs;
  const fields: string[] = [];
  let equals = -1;
  for (let from = 0; from < text.length; ) {
    const end = endOfPair(text, from);
    if (end > from) {
      // Searched for only when it was passed: else a text of many pairs without `=` would be read again for each of them.
      if (equals < from) equals = text.indexOf('=', from);
      if (equals < 0) equals = text.length;
      if (equals >= end) fields.push(decode(text.slice(from, end)), '');
      else fields.push(decode(text.slice(from, equals)), decode(text.slice(equals + 1, end)));
    }
    from = end + 1;
  }
  return fields;
}
