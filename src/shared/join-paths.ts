// Putting paths together without caring for the slashes at their ends.

const SLASH = 47;

/** A path without slashes at its ends; no regular expression, which would cost more to compile at a cold start than this to run. */
export function trimSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path.charCodeAt(start) === SLASH) start++;
  while (end > start && path.charCodeAt(end - 1) === SLASH) end--;
  return path.slice(start, end);
}

/**
 * One path after another; slashes at their ends are optional.
 *
 * @param prefix empty, or as this function gives it
 * @example joinPaths('/v1', 'todos/') // '/v1/todos'
 */
export function joinPaths(prefix: string, path: string): string {
  const inner = trimSlashes(path);
  return inner === '' ? prefix : `${prefix}/${inner}`;
}
