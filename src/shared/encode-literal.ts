// Literal text of patterns and base paths, in the form that requests have it in.
import { canonicalPath } from './canonical-path.js';

/**
 * A literal segment as it comes in requests: what may not stand in a path is escaped (RFC 3986 section 3.3), escapes are in canonical form.
 *
 * @example encodeLiteral('café au lait') // 'caf%C3%A9%20au%20lait'
 */
export function encodeLiteral(literal: string): string {
  return canonicalPath(literal.toWellFormed().replace(/%(?![\dA-Fa-f]{2})|[^\w\-.~!$&'()*+,;=:@%]+/g, encodeURIComponent));
}
