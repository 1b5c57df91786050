// The text of a Set-Cookie header.

/** The attributes of a cookie (RFC 6265 section 4.1). */
export interface CookieAttributes {
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  readonly expires?: Date | undefined;
  /** Seconds; 0 or less deletes the cookie. */
  readonly maxAge?: number | undefined;
  readonly httpOnly?: boolean | undefined;
  readonly secure?: boolean | undefined;
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  readonly partitioned?: boolean | undefined;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;

const SAME_SITE = { __proto__: null, strict: '; SameSite=Strict', lax: '; SameSite=Lax', none: '; SameSite=None' } as const;

/** How each attribute is written; `undefined` for a value that it cannot have. */
const ATTRIBUTES: readonly (readonly [key: keyof CookieAttributes, write: (value: never) => string | undefined])[] = [
  ['domain', (value: string) => safeText('Domain', value)],
  ['path', (value: string) => safeText('Path', value)],
  ['expires', (value: Date) => (Number.isNaN(value.getTime()) ? undefined : `; Expires=${value.toUTCString()}`)],
  ['maxAge', (value: number) => (Number.isFinite(value) ? `; Max-Age=${Math.trunc(value)}` : undefined)],
  ['httpOnly', (value: boolean) => (value ? '; HttpOnly' : '')],
  ['secure', (value: boolean) => (value ? '; Secure' : '')],
  ['sameSite', (value: string) => SAME_SITE[value as 'lax']],
  ['partitioned', (value: boolean) => (value ? '; Partitioned' : '')],
];

/** No `;`, nothing outside visible ASCII and space: anything else would end the attribute or the header. */
function safeText(name: string, value: string): string | undefined {
  return /^[\x20-\x3a\x3c-\x7e]*$/.test(value) ? `; ${name}=${value}` : undefined;
}

/**
 * Writes a Set-Cookie header. The value is percent-encoded; `reqCtx.cookies` decodes it again.
 *
 * @throws {TypeError} when the name is no token, or an attribute has a `;`, a control character or a value that it cannot have.
 * @example reqCtx.res.headers.append('set-cookie', serializeCookie('theme', 'dark', { path: '/', maxAge: 86_400, secure: true }));
 */
export function serializeCookie(name: string, value: string, attributes: CookieAttributes = {}): string {
  if (!TOKEN.test(name))
    throw new TypeError(`${JSON.stringify(name)} is not a legal cookie name: letters, digits and !#$%&'*+-.^_\`|~ are`);
  let text = `${name}=${encodeURIComponent(value)}`;
  for (const [key, write] of ATTRIBUTES) {
    const given = attributes[key];
    if (given === undefined) continue;
    const written = write(given as never);
    if (written === undefined) throw new TypeError(`The cookie ${name} has a value for ${key} that may not stand there`);
    text += written;
  }
  return text;
}
