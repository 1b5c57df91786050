// Records whose keys come from outside: no prototype, so `__proto__` and `constructor` are plain keys.

/** An empty record without a prototype. */
export function nullRecord<V>(): Record<string, V> {
  return Object.create(null) as Record<string, V>;
}

/** A record without a prototype from names and the values at their positions; what has no value is left out. */
export function namedRecord<V>(names: readonly string[], valueAt: (index: number) => V | undefined): Record<string, V> {
  const record = nullRecord<V>();
  for (const [index, name] of names.entries()) {
    const value = valueAt(index);
    if (value !== undefined) record[name] = value;
  }
  return record;
}
