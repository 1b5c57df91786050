// The one form of a path's percent-encoding, so that a pattern and a request for it are the same text.

const ESCAPE = /%[\da-f]{2}/gi;
const MALFORMED = /%(?![\da-f]{2})/i;
const UNRESERVED = /[\w\-.~]/;

/**
 * Normalises the escapes of a raw path or segment: those of unreserved characters are decoded, the others get upper-case digits
 * (RFC 3986 section 6.2.2). Nothing else changes, so that splitting on `/` gives the same segments before and after. A path with a malformed
 * escape stays as it is: decoding behind a lone `%` would make an escape that nobody sent, `%%361` being none of `a`. Linear.
 *
 * @example
 * canonicalPath('/%61dmin/caf%c3%a9%2f') // '/admin/caf%C3%A9%2F'
 */
export function canonicalPath(path: string): string {
  return path.includes('%') && !MALFORMED.test(path) ? path.replace(ESCAPE, canonicalEscape) : path;
}

function canonicalEscape(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return UNRESERVED.test(character) ? character : triplet.toUpperCase();
}
