// Which module or controller a path without a route belongs to.

/** Whether a path is the prefix itself or below it. */
function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path.charCodeAt(prefix.length) === 47);
}

/**
 * The longest of some prefixes that a path is at or below, on segment boundaries; `undefined` when there is none.
 * Prefixes begin with a slash and do not end with one; the empty prefix covers every path.
 *
 * @example
 * longestPrefix(['', '/v1', '/v1/todos'], '/v1/todos/7') // '/v1/todos'
 * longestPrefix(['/v1'], '/v10') // undefined
 */
export function longestPrefix(prefixes: Iterable<string>, path: string): string | undefined {
  let longest: string | undefined;
  for (const prefix of prefixes) {
    if ((longest === undefined || prefix.length > longest.length) && isBelow(path, prefix)) longest = prefix;
  }
  return longest;
}
