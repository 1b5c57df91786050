// What is done to paths outside the router: encoding what was decoded, taking the base off, decoding a parameter's segment once.

// Everything but the characters of a path (RFC 3986 section 3.3), and `%` that starts no escape.
const UNSAFE = /[^\w.~!$&'()*+,;=:@/%-]|%(?![\dA-Fa-f]{2})/gu;

/**
 * The percent-encoded form of a path that was decoded, or written by a person: encodes what may not stand in a path, never `/`.
 *
 * Escapes that are still there stay: whether the client sent `%41` or `%2541` can no longer be known.
 *
 * @example encodePath('/a b#c') // '/a%20b%23c'
 */
export function encodePath(decoded: string): string {
  return decoded.replace(UNSAFE, encodeCharacter);
}

function encodeCharacter(character: string): string {
  return encodeURIComponent(character.toWellFormed());
}

/** A segment of a path decoded once; `undefined` for a malformed escape or an encoded NUL. */
export function decodeSegment(raw: string): string | undefined {
  if (!raw.includes('%')) return raw;
  if (raw.includes('%00')) return undefined;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/**
 * A path without its base, on a segment boundary; the path itself where the base is not in front of it.
 *
 * @param base starts with `/` and does not end with one, or is empty
 * @example stripBase('/v1/x', '/v1') // '/x'
 * @example stripBase('/v10/x', '/v1') // '/v10/x'
 */
export function stripBase(path: string, base: string): string {
  if (base === '' || !path.startsWith(base)) return path;
  if (path.length === base.length) return '/';
  return path.charCodeAt(base.length) === 0x2f ? path.slice(base.length) : path;
}

const DOT_SEGMENT = /\/\.\.?(?:\/|$)/;

/**
 * Whether a canonical path has a `.` or `..` segment. Clients resolve them before they send (RFC 3986 section 5.2.4), and a web `Request`
 * would again: a path that still has them means one thing to the router and another to whoever reads it as an address.
 *
 * @example hasDotSegment('/files/../admin') // true
 * @example hasDotSegment('/.well-known/x') // false
 */
export function hasDotSegment(path: string): boolean {
  return path.includes('/.') && DOT_SEGMENT.test(path);
}
