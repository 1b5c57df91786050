// The headers of a response: what middleware of the fetch world expects, and what the sources' results are made from.

/** What a response's headers can be made from: a record, pairs, or any headers object. */
export type ResponseHeadersInit = ResponseHeadersRecord | Iterable<readonly [name: string, value: string]>;

/** Headers by name; absent values are left out, a list is several headers of one name. */
export type ResponseHeadersRecord = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
// Tab, visible ASCII and the upper half of Latin-1 (RFC 9110 section 5.5).
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff]/;

/** Names as they were given, by what they mean: applications use few of them, again and again, and a look-up is half of a check. */
const names = new Map<string, string>();

const CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length']);

/**
 * Whether a header is for the connection or the platform to write, so that an application's own is not sent on (RFC 9110 section 7.6.1).
 *
 * @param name in lower case
 */
export function isConnectionHeader(name: string): boolean {
  // Most names are done with their first letter.
  const first = name.charCodeAt(0);
  return first >= 0x63 && first <= 0x75 && (CONNECTION.has(name) || name.startsWith('proxy-'));
}

function readName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  // `__proto__` is a legal name that no plain record can hold, and results are plain records.
  if (!TOKEN.test(name) || name === '__proto__') throw new TypeError(`${JSON.stringify(name)} is not a legal name for a response header`);
  const lower = name.toLowerCase();
  if (names.size < 256) names.set(name, lower);
  return lower;
}

function readValue(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw new TypeError(`The value of the response header ${name} is not a string`);
  if (ILLEGAL.test(text)) {
    throw new TypeError(`The response header ${name} has a line break, a control character or a character beyond Latin-1`);
  }
  return text;
}

const lowerCase = (text: string): string => text.toLowerCase();

/** The first of each: a response made from the headers it is going to inherit has them already. */
function unique(values: readonly string[], keyOf: (value: string) => string): string[] {
  return values.filter((value, at) => values.findIndex((other) => keyOf(other) === keyOf(value)) === at);
}

const copyValue = (value: string | string[]): string | string[] => (typeof value === 'string' ? value : [...value]);

/**
 * Headers of a response, like a web `Headers`: names without regard to letter case, iteration sorted by lower-case name, `Set-Cookie`
 * never joined.
 *
 * @example reqCtx.res.headers.append('vary', 'Origin');
 */
export class ResponseHeaders implements Iterable<[name: string, value: string]> {
  // Two lists side by side: as fast as a Map to fill for the few headers that responses have, faster to read out and to copy.
  #names: string[] = [];
  #values: (string | string[])[] = [];
  /** Whether there is anything that is not sent on. */
  #hasConnection = false;

  constructor(init?: ResponseHeadersInit | undefined) {
    if (init === undefined) return;
    if (init instanceof ResponseHeaders) {
      this.#names = init.#names.slice();
      this.#values = init.#values.map(copyValue);
      this.#hasConnection = init.#hasConnection;
    } else if (Symbol.iterator in init) {
      for (const [name, value] of init as Iterable<readonly [string, string]>) this.append(name, value);
    } else {
      for (const name of Object.keys(init)) {
        const value = init[name];
        if (Array.isArray(value)) for (const each of value) this.append(name, each);
        else if (value !== undefined) this.append(name, value as string);
      }
    }
  }

  /** The value, several joined with `, `; `null` when absent. */
  get(name: string): string | null {
    const value = this.#values[this.#indexOf(name)];
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  }

  /** @throws {TypeError} for a name or value that may not stand in a header; the message names the header. */
  set(name: string, value: string | number): void {
    const key = readName(name);
    const text = readValue(key, value);
    const at = this.#names.indexOf(key);
    if (at < 0) this.#add(key, text);
    else this.#values[at] = text;
  }

  /**
   * Adds a value to those there are.
   *
   * @throws {TypeError} for a name or value that may not stand in a header; the message names the header.
   */
  append(name: string, value: string | number): void {
    const key = readName(name);
    const text = readValue(key, value);
    const at = this.#names.indexOf(key);
    const before = this.#values[at];
    if (before === undefined) this.#add(key, text);
    else if (typeof before === 'string') this.#values[at] = [before, text];
    else before.push(text);
  }

  has(name: string): boolean {
    return this.#indexOf(name) >= 0;
  }

  delete(name: string): void {
    const at = this.#indexOf(name);
    if (at < 0) return;
    this.#names.splice(at, 1);
    this.#values.splice(at, 1);
  }

  /** The `Set-Cookie` values, each its own. */
  getSetCookie(): string[] {
    return [this.#values[this.#names.indexOf('set-cookie')] ?? []].flat();
  }

  forEach(visit: (value: string, name: string, headers: ResponseHeaders) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  *entries(): IterableIterator<[name: string, value: string]> {
    for (const name of this.#names.toSorted()) {
      if (name === 'set-cookie') for (const cookie of this.getSetCookie()) yield [name, cookie];
      else yield [name, this.get(name) as string];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.entries();
  }

  /**
   * What goes on the wire, when every header has one value and there is no cookie: a fresh plain record. Else `undefined`.
   *
   * @internal
   */
  singles(): Record<string, string> | undefined {
    const record: Record<string, string> = {};
    const all = this.#names;
    for (let at = 0; at < all.length; at++) {
      const name = all[at]!;
      const value = this.#values[at]!;
      if (typeof value !== 'string' || name === 'set-cookie') return undefined;
      if (!this.#hasConnection || !isConnectionHeader(name)) record[name] = value;
    }
    return record;
  }

  /**
   * What goes on the wire, name by name with all its values, cookies included.
   *
   * @internal
   */
  lists(): [name: string, values: readonly string[]][] {
    const lists: [string, readonly string[]][] = [];
    for (const [at, name] of this.#names.entries()) {
      if (!this.#hasConnection || !isConnectionHeader(name)) lists.push([name, [this.#values[at]!].flat()]);
    }
    return lists;
  }

  /**
   * Takes over what was set earlier: these headers win, cookies of both are kept, `Vary` names the fields of both.
   *
   * @internal
   */
  inherit(earlier: ResponseHeaders): void {
    for (const [at, name] of earlier.#names.entries()) {
      const value = earlier.#values[at]!;
      const own = this.#names.indexOf(name);
      if (own < 0) this.#add(name, copyValue(value));
      else if (name === 'set-cookie') this.#values[own] = unique([value, this.#values[own]!].flat(), (cookie) => cookie);
      else if (name === 'vary') this.#values[own] = unique(`${earlier.get(name)}, ${this.get(name)}`.split(', '), lowerCase).join(', ');
    }
  }

  /**
   * Sets what nobody has set; the caller answers for name (in lower case) and value.
   *
   * @internal
   */
  setDefault(name: string, value: string): void {
    if (this.#names.includes(name)) return;
    this.#names.push(name);
    this.#values.push(value);
  }

  #add(name: string, value: string | string[]): void {
    this.#names.push(name);
    this.#values.push(value);
    if (isConnectionHeader(name)) this.#hasConnection = true;
  }

  #indexOf(name: string): number {
    const at = this.#names.indexOf(name);
    return at >= 0 ? at : this.#names.indexOf(name.toLowerCase());
  }
}
