// For options that take one value or several.

/** One or several as a list. Whatever else was given stands in it as well, for whoever checks it. */
export function toList<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}
