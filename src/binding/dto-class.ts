// Tells an app's own classes from the language's.
import type { Constructor } from '../shared/constructor.js';

const BUILT_IN = new Set<unknown>([
  ...[Object, Array, String, Number, Boolean, Date, BigInt, Symbol],
  ...[Map, Set, Promise, Function, RegExp, Buffer, Uint8Array],
]);

/** Whether a declared type is a class of the app's own, which may be a DTO. */
export function isDtoClass(type: unknown): type is Constructor {
  return typeof type === 'function' && !BUILT_IN.has(type) && typeof type.prototype === 'object';
}
