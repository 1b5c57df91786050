// Parameters of a path that its gateway has decoded already: taken from the delivered text, never decoded again.
import type { ParsedPattern } from '../router/pattern.js';

/**
 * The values of a pattern's parameters, out of a decoded path that has exactly the segments of the canonical one.
 *
 * @param canonical the canonical path that matched, without the base path
 * @param decoded the path as the gateway delivered it, base path included
 * @param matched the values in the canonical path: without an optional last one that is absent, and without a slash at the end that is ignored
 * @returns `undefined` for a value that holds a NUL
 */
export function decodedSegments(
  pattern: ParsedPattern,
  canonical: string,
  decoded: string,
  matched: readonly string[],
): (string | undefined)[] {
  const segments = decoded.split('/');
  // The base path was stripped from the front of the canonical one only.
  const offset = segments.length - canonical.split('/').length + 1;
  const values: (string | undefined)[] = [];
  for (let at = 0; at < pattern.segments.length && values.length < matched.length; at++) {
    const segment = pattern.segments[at]!;
    if (typeof segment === 'string') continue;
    let value = segments[offset + at] ?? '';
    if (segment.wildcard) {
      value = segments.slice(offset + at).join('/');
      if (value.endsWith('/') && !matched[values.length]!.endsWith('/')) value = value.slice(0, -1);
    }
    values.push(value.includes('\0') ? undefined : value);
  }
  return values;
}
