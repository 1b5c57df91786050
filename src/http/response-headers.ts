// The headers of a response: what middleware of the fetch world expects, and what the sources' results are made from.

/** What a response's headers can be made from: a record, pairs, or any headers object. */
export type ResponseHeadersInit = ResponseHeadersRecord | Iterable<readonly [name: string, value: string]>;

/** Headers by name; absent values are left out, a list is several headers of one name. */
export type ResponseHeadersRecord = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;

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
  if (!isLegal(text)) {
    throw new TypeError(`The response header ${name} has a line break, a control character or a character beyond Latin-1`);
  }
  return text;
}

/** Whether a value has only tabs, visible ASCII and the upper half of Latin-1 (RFC 9110 section 5.5). Values are short: no regular expression. */
function isLegal(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 9) || code === 0x7f || code > 0xff) return false;
  }
  return true;
}

const lowerCase = (text: string): string => text.toLowerCase();

/** The first of each: a response made from the headers it is going to inherit has them already. */
function unique(values: readonly string[], keyOf: (value: string) => string): string[] {
  return values.filter((value, at) => values.findIndex((other) => keyOf(other) === keyOf(value)) === at);
}

/** The headers of content that has a type, or none. */
export function typeRecord(type: string | undefined): Record<string, string> {
  return type === undefined ? {} : { 'content-type': type };
}

/**
 * Headers of a response, like a web `Headers`: names without regard to letter case, iteration sorted by lower-case name, `Set-Cookie`
 * never joined.
 *
 * @example reqCtx.res.headers.append('vary', 'Origin');
 */
export class ResponseHeaders implements Iterable<[name: string, value: string]> {
  // A plain record, because that is what most results are made of: the headers of most answers are handed over as they are.
  // Its lists are never changed, so that copies may share them.
  #record: Record<string, string | readonly string[]> = {};
  /** Whether `singles` is the record itself: no list, no cookie, no coding, nothing of the connection's. */
  #isPlain = true;
  /** Whether a result owns the record, so that a change needs one of its own. */
  #isShared = false;

  constructor(init?: ResponseHeadersInit | undefined) {
    if (init === undefined) return;
    if (init instanceof ResponseHeaders) {
      this.#record = { ...init.#record };
      this.#isPlain = init.#isPlain;
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

  /** @internal Headers that say only the type of the content; the caller answers for it. */
  static ofType(type: string | undefined): ResponseHeaders {
    const headers = new ResponseHeaders();
    headers.#record = typeRecord(type);
    return headers;
  }

  /** The value, several joined with `, `; `null` when absent. */
  get(name: string): string | null {
    const value = this.#read(name);
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  }

  /** @throws {TypeError} for a name or value that may not stand in a header; the message names the header. */
  set(name: string, value: string | number): void {
    const key = readName(name);
    this.#write(key, readValue(key, value));
  }

  /**
   * Adds a value to those there are.
   *
   * @throws {TypeError} for a name or value that may not stand in a header; the message names the header.
   */
  append(name: string, value: string | number): void {
    const key = readName(name);
    const text = readValue(key, value);
    const before = this.#own(key);
    this.#write(key, before === undefined ? text : [before, text].flat());
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  delete(name: string): void {
    const key = name.toLowerCase();
    if (this.#own(key) === undefined) return;
    this.#unshare();
    delete this.#record[key];
  }

  /** The `Set-Cookie` values, each its own. */
  getSetCookie(): string[] {
    return [this.#own('set-cookie') ?? []].flat();
  }

  forEach(visit: (value: string, name: string, headers: ResponseHeaders) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  *entries(): IterableIterator<[name: string, value: string]> {
    for (const name of Object.keys(this.#record).sort()) {
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
   * What goes on the wire, when every header has one value and there is neither a cookie nor a content coding: a plain record that is the
   * caller's own. Else `undefined`.
   *
   * @internal
   */
  singles(): Record<string, string> | undefined {
    if (this.#isPlain && !this.#isShared) {
      this.#isShared = true;
      return this.#record as Record<string, string>;
    }
    const record: Record<string, string> = {};
    for (const name of Object.keys(this.#record)) {
      const value = this.#record[name]!;
      if (typeof value !== 'string' || name === 'set-cookie' || name === 'content-encoding') return undefined;
      if (!isConnectionHeader(name)) record[name] = value;
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
    for (const name of Object.keys(this.#record)) if (!isConnectionHeader(name)) lists.push([name, [this.#record[name]!].flat()]);
    return lists;
  }

  /**
   * Takes over what was set earlier: these headers win, cookies of both are kept, `Vary` names the fields of both.
   *
   * @internal
   */
  inherit(earlier: ResponseHeaders): void {
    for (const name of Object.keys(earlier.#record)) {
      const value = earlier.#record[name]!;
      const own = this.#own(name);
      if (own === undefined) this.#write(name, value);
      else if (name === 'set-cookie')
        this.#write(
          name,
          unique([value, own].flat(), (cookie) => cookie),
        );
      else if (name === 'vary') this.#write(name, unique(`${earlier.get(name)}, ${this.get(name)}`.split(', '), lowerCase).join(', '));
    }
  }

  /**
   * Sets what nobody has set; the caller answers for name (in lower case) and value.
   *
   * @internal
   */
  setDefault(name: string, value: string): void {
    if (this.#own(name) === undefined) this.#write(name, value);
  }

  /** The values under a name in lower case. A record inherits names such as `constructor`, but nothing that is text or a list. */
  #own(key: string): string | readonly string[] | undefined {
    const value = this.#record[key];
    return typeof value === 'string' || Array.isArray(value) ? value : undefined;
  }

  #read(name: string): string | readonly string[] | undefined {
    return this.#own(name) ?? this.#own(name.toLowerCase());
  }

  #write(key: string, value: string | readonly string[]): void {
    this.#unshare();
    this.#record[key] = value;
    if (this.#isPlain && (typeof value !== 'string' || key === 'set-cookie' || key === 'content-encoding' || isConnectionHeader(key)))
      this.#isPlain = false;
  }

  #unshare(): void {
    if (!this.#isShared) return;
    this.#record = { ...this.#record };
    this.#isShared = false;
  }
}
