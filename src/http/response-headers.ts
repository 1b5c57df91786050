// The headers of a response: what middleware of the fetch world expects, and what the sources' results are made from.

/** What a response's headers can be made from: a record, pairs, or any headers object. */
export type HeadersInit =
  | Readonly<Record<string, string | number | readonly string[] | undefined>>
  | Iterable<readonly [name: string, value: string]>;

type Fields = (string | string[])[];

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
// Tab, visible ASCII and the upper half of Latin-1 (RFC 9110 section 5.5).
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff]/;

/** Names as they were given, by what they mean: applications use few of them, again and again. */
const names = new Map<string, string>();

/** Headers that the connection or the platform writes; an application's own are not sent on. */
const CONNECTION = new Set(
  'connection,keep-alive,proxy-authenticate,proxy-authorization,proxy-connection,transfer-encoding,upgrade,content-length'.split(','),
);

function readName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (!TOKEN.test(name) || name === '__proto__') throw new TypeError(`Illegal response header name: ${JSON.stringify(name)}`);
  const lower = name.toLowerCase();
  if (names.size < 256) names.set(name, lower);
  return lower;
}

function readValue(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw new TypeError(`The response header ${name} must be a string`);
  if (ILLEGAL.test(text)) {
    throw new TypeError(
      `The response header ${name} has a character that may not stand in a header (line breaks, controls, beyond Latin-1)`,
    );
  }
  return text;
}

/**
 * Headers of a response, like a web `Headers`: names without regard to letter case, iteration sorted by lower-case name, `Set-Cookie`
 * never joined.
 *
 * @example reqCtx.res.headers.append('vary', 'Origin');
 */
export class ResponseHeaders implements Iterable<[name: string, value: string]> {
  // Name, value, name, value: the fastest of the shapes tried for the few headers that responses have.
  readonly #fields: Fields;

  constructor(init?: HeadersInit | undefined) {
    if (init instanceof ResponseHeaders) {
      this.#fields = init.#fields.map((field) => (typeof field === 'string' ? field : [...field]));
      return;
    }
    this.#fields = [];
    if (init === undefined) return;
    if (Symbol.iterator in init) for (const [name, value] of init as Iterable<[string, string]>) this.append(name, value);
    else this.#addRecord(init as Readonly<Record<string, string | readonly string[]>>);
  }

  /** The value, several joined with `, `; `null` when absent. */
  get(name: string): string | null {
    const at = this.#find(name);
    if (at < 0) return null;
    const value = this.#fields[at + 1]!;
    return typeof value === 'string' ? value : value.join(', ');
  }

  /** @throws {TypeError} for a name or value that may not stand in a header; the message names the header. */
  set(name: string, value: string | number): void {
    const key = readName(name);
    const text = readValue(key, value);
    const at = this.#fields.indexOf(key);
    if (at < 0) this.#fields.push(key, text);
    else this.#fields[at + 1] = text;
  }

  /** Adds a value to those there are. @throws {TypeError} like `set`. */
  append(name: string, value: string | number): void {
    const key = readName(name);
    const text = readValue(key, value);
    const at = this.#find(key);
    if (at < 0) {
      this.#fields.push(key, text);
      return;
    }
    const before = this.#fields[at + 1]!;
    if (typeof before === 'string') this.#fields[at + 1] = [before, text];
    else before.push(text);
  }

  has(name: string): boolean {
    return this.#find(name) >= 0;
  }

  delete(name: string): void {
    const at = this.#find(name);
    if (at >= 0) this.#fields.splice(at, 2);
  }

  /** The `Set-Cookie` values, each its own. */
  getSetCookie(): string[] {
    const at = this.#find('set-cookie');
    if (at < 0) return [];
    const value = this.#fields[at + 1]!;
    return typeof value === 'string' ? [value] : [...value];
  }

  forEach(visit: (value: string, name: string, headers: ResponseHeaders) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  *entries(): IterableIterator<[name: string, value: string]> {
    const fields = this.#fields;
    const order: string[] = [];
    for (let at = 0; at < fields.length; at += 2) order.push(fields[at] as string);
    for (const name of order.sort()) {
      if (name === 'set-cookie') for (const cookie of this.getSetCookie()) yield [name, cookie];
      else yield [name, this.get(name)!];
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

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }

  /**
   * What goes on the wire when every header has one value and there is no cookie: a fresh plain record. Else `undefined`.
   *
   * @internal
   */
  singles(): Record<string, string> | undefined {
    const fields = this.#fields;
    const record: Record<string, string> = {};
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at] as string;
      const value = fields[at + 1]!;
      if (typeof value !== 'string' || name === 'set-cookie') return undefined;
      if (!CONNECTION.has(name)) record[name] = value;
    }
    return record;
  }

  /**
   * What goes on the wire, name by name with all its values, cookies included.
   *
   * @internal
   */
  lists(): [name: string, values: readonly string[]][] {
    const fields = this.#fields;
    const lists: [string, readonly string[]][] = [];
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at] as string;
      const value = fields[at + 1]!;
      if (!CONNECTION.has(name)) lists.push([name, typeof value === 'string' ? [value] : value]);
    }
    return lists;
  }

  /**
   * Adds what was set earlier: these headers win, cookies of both are kept, `Vary` names the fields of both.
   *
   * @internal
   */
  inherit(earlier: ResponseHeaders): void {
    const own = this.#fields;
    const fields = earlier.#fields;
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at] as string;
      const value = fields[at + 1]!;
      const found = own.indexOf(name);
      if (found < 0) own.push(name, typeof value === 'string' ? value : [...value]);
      else if (name === 'set-cookie') own[found + 1] = [value, own[found + 1]!].flat();
      else if (name === 'vary') own[found + 1] = `${earlier.get(name)}, ${this.get(name)}`;
    }
  }

  #find(name: string): number {
    const at = this.#fields.indexOf(name);
    return at >= 0 && at % 2 === 0 ? at : this.#findIn(name.toLowerCase());
  }

  #findIn(name: string): number {
    for (let at = 0; at < this.#fields.length; at += 2) if (this.#fields[at] === name) return at;
    return -1;
  }

  #addRecord(record: Readonly<Record<string, string | number | readonly string[] | undefined>>): void {
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (value === undefined) continue;
      if (Array.isArray(value)) for (const each of value) this.append(name, each);
      else this.append(name, value as string);
    }
  }
}
