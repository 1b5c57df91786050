// Records whose keys come from outside: no prototype, so `__proto__` and `constructor` are plain keys.

/** An empty record without a prototype. */
export function nullRecord<V>(): Record<string, V> {
  return Object.create(null) as Record<string, V>;
}
