// The text of a Set-Cookie header.

/** The attributes of a cookie (RFC 6265bis). */
export interface CookieAttributes {
  readonly domain?: string;
  readonly path?: string;
  readonly expires?: Date;
  /** Seconds; 0 or less deletes the cookie. */
  readonly maxAge?: number;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: 'strict' | 'lax' | 'none';
  readonly partitioned?: boolean;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const ATTRIBUTE = /^[\x20-\x3a\x3c-\x7e]*$/;

/**
 * Writes a Set-Cookie header. The value is percent-encoded; `reqCtx.cookies` decodes it again.
 *
 * @throws {TypeError} when the name is no token, or an attribute has a `;` or a control character.
 * @example reqCtx.res.headers.append('set-cookie', serializeCookie('theme', 'dark', { path: '/', maxAge: 86_400, secure: true }));
 */
export function serializeCookie(name: string, value: string, attributes: CookieAttributes = {}): string {
  if (!TOKEN.test(name)) throw new TypeError("A cookie name is letters, digits and !#$%&'*+-.^_`|~, nothing else");
  const { domain, path, expires, maxAge, httpOnly, secure, sameSite, partitioned } = attributes;
  let text = `${name}=${encodeURIComponent(value)}`;
  if (domain !== undefined) text += `; Domain=${checked(name, 'domain', domain)}`;
  if (path !== undefined) text += `; Path=${checked(name, 'path', path)}`;
  if (expires !== undefined) text += `; Expires=${expires.toUTCString()}`;
  if (maxAge !== undefined) text += `; Max-Age=${Math.trunc(maxAge)}`;
  if (httpOnly) text += '; HttpOnly';
  if (secure) text += '; Secure';
  if (sameSite !== undefined) text += `; SameSite=${SAME_SITE[sameSite] ?? checked(name, 'sameSite', '\0')}`;
  if (partitioned) text += '; Partitioned';
  return text;
}

const SAME_SITE: Readonly<Record<string, string>> = { strict: 'Strict', lax: 'Lax', none: 'None' };

function checked(name: string, attribute: string, value: string): string {
  if (!ATTRIBUTE.test(value)) throw new TypeError(`The cookie ${name} has a character in ${attribute} that may not stand there`);
  return value;
}
