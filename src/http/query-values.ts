// The query of a request, parsed from percent-encoded text when somebody asks.

import { nullRecord } from '../shared/record.js';
import { decodeFormText } from './percent-decoding.js';

/**
 * The pairs of a query: flat, in order, `+` for a space, malformed escapes left as they are.
 *
 * Iterates as decoded `[name, value]` pairs. `a` and `a=` both have the value `''`.
 *
 * @example reqCtx.query.get('page'); reqCtx.query.getAll('tag');
 */
export class QueryValues implements Iterable<[name: string, value: string]> {
  readonly #text: string;
  #pairs: [string, string][] | undefined;

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

  /** The first value of a name; `undefined` when absent. */
  get(name: string): string | undefined {
    for (const pair of this.#parse()) if (pair[0] === name) return pair[1];
    return undefined;
  }

  /** All values of a name, in order. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (const pair of this.#parse()) if (pair[0] === name) values.push(pair[1]);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The names, each once. */
  keys(): IterableIterator<string> {
    return new Set(this.#parse().map(([name]) => name)).values();
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const [name, value] of this.#parse()) yield [name, value];
  }

  /** All values by name in a record without a prototype: text, or a list for a repeated name. */
  toRecord(): Record<string, string | string[]> {
    const record = nullRecord<string | string[]>();
    for (const [name, value] of this.#parse()) {
      const before = record[name];
      if (before === undefined) record[name] = value;
      else if (typeof before === 'string') record[name] = [before, value];
      else before.push(value);
    }
    return record;
  }

  #parse(): [string, string][] {
    this.#pairs ??= parsePairs(this.#text);
    return this.#pairs;
  }
}

function endOfPair(text: string, from: number): number {
  const end = text.indexOf('&', from);
  return end < 0 ? text.length : end;
}

function parsePairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (let from = 0; from < text.length; ) {
    const end = endOfPair(text, from);
    if (end > from) {
      const equals = text.indexOf('=', from);
      if (equals < 0 || equals >= end) pairs.push([decodeFormText(text.slice(from, end)), '']);
      else pairs.push([decodeFormText(text.slice(from, equals)), decodeFormText(text.slice(equals + 1, end))]);
    }
    from = end + 1;
  }
  return pairs;
}
