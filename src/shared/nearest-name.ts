// Finds the name somebody may have meant by one that does not exist.

const MAX_EDITS = 2;

/**
 * The name closest to a misspelt one: other letter case, an ending more or less, or up to two letters apart; `undefined` when none is.
 *
 * @example nearestName('middlewares', ['middleware', 'modules']) // 'middleware'
 */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const plain = wanted.toLowerCase().replace(/[^a-z\d]/g, '');
  let nearest: string | undefined;
  let least = Math.min(MAX_EDITS + 1, plain.length);
  for (const name of names) {
    const edits = isExtended(plain, name.toLowerCase()) ? 1 : countEdits(plain, name.toLowerCase());
    if (edits < least) {
      least = edits;
      nearest = name;
    }
  }
  return nearest;
}

/** Whether one is the other with something before or after it: `max` for `maxBytes`, `allowedOrigin` for `origin`. */
function isExtended(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length > 2 && (long.startsWith(short) || long.endsWith(short));
}

/** The Levenshtein distance: how many letters to insert, remove or replace; more than two are not counted exactly. */
export function countEdits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return MAX_EDITS + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
