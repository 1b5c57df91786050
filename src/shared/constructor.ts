// The type of a class value; the word used for it everywhere.

/** A class that can be constructed, used as a type, a token and an identity (never by its name). */
// biome-ignore lint/suspicious/noExplicitAny: constructor parameters are contravariant, `unknown[]` would refuse real classes
export type Constructor<T = object> = new (...args: any[]) => T;

/** A class that may be abstract: good enough to match with `instanceof`. */
// biome-ignore lint/suspicious/noExplicitAny: see Constructor
export type AbstractConstructor<T = object> = abstract new (...args: any[]) => T;

/** Whether a value is a class or function that could be constructed. */
export function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function' && typeof (value as { prototype?: unknown }).prototype === 'object';
}
