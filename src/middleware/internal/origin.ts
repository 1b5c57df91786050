// Origins as browsers send them and as options name them: scheme, host, and a port that is not the scheme's own (RFC 6454 section 6.2).

const SCHEME = '[a-z][a-z\\d+.\\-]*';
const HOST = '(?:\\[[\\da-f:.]+\\]|[a-z\\d_](?:[a-z\\d._\\-]*[a-z\\d_])?)';
const ORIGIN = new RegExp(`^${SCHEME}://${HOST}(?::\\d{1,5})?$`, 'i');
const WILDCARD = new RegExp(`^${SCHEME}://\\*\\.${HOST}(?::\\d{1,5})?$`, 'i');
const LABEL = /^[a-z\d_-]+$/;

/** Longer than any origin that a browser could send: a host name has at most 253 characters. */
const LONGEST = 512;

/** Whether a value is an origin: no path, no slash at its end, no wildcard. */
export function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && ORIGIN.test(value);
}

/** Whether a value is an origin with `*` in place of its first label: `https://*.example.com`. */
export function isWildcardOrigin(value: unknown): value is string {
  return typeof value === 'string' && WILDCARD.test(value);
}

/** An origin in lower case, without the port that goes without saying. */
export function normalizeOrigin(origin: string): string {
  const lower = origin.toLowerCase();
  return lower.replace(lower.startsWith('https:') ? /:443$/ : /:80$/, '');
}

/** Whether the value of an `Origin` header may be looked at further: the text of one origin, or `null`. */
export function isSentOrigin(text: string): boolean {
  return text === 'null' || (text.length <= LONGEST && isOrigin(text));
}

/** Compiles a wildcard to a test of origins in lower case: one label, and nothing that is no label, in place of the `*`. */
export function compileWildcard(pattern: string): (origin: string) => boolean {
  const normal = normalizeOrigin(pattern);
  const star = normal.indexOf('*');
  const before = normal.slice(0, star);
  const after = normal.slice(star + 1);
  return (origin) =>
    origin.length > before.length + after.length &&
    origin.startsWith(before) &&
    origin.endsWith(after) &&
    LABEL.test(origin.slice(before.length, origin.length - after.length));
}
