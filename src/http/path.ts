// What is done to a path after it was read: its base taken off, and a segment decoded, once, when it is a parameter's value.

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
