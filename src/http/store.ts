// Typed key-value stores: one for a request, one for the life of the environment.

/**
 * Keys and value types of the request store. Extend it by declaration merging.
 *
 * @example
 * declare module 'lambent' {
 *   interface RequestStore { user: { id: string } }
 * }
 */
export interface RequestStore {
  /** What `@Produces` and the client have agreed on. */
  mediaType: string;
}

/** Keys and value types of `reqCtx.shared`. Extend it by declaration merging, like `RequestStore`. */
// biome-ignore lint/suspicious/noEmptyInterface: users extend it by declaration merging
export interface SharedStore {}

/** What a key of a store holds: the declared type, `unknown` for undeclared keys. */
export type StoreValue<Declared, Key> = Key extends keyof Declared ? Declared[Key] : unknown;

/** A store of values by key. */
export interface Store<Declared = SharedStore> {
  get<Key extends keyof Declared | string | symbol>(key: Key): StoreValue<Declared, Key> | undefined;
  set<Key extends keyof Declared | string | symbol>(key: Key, value: StoreValue<Declared, Key>): void;
  has(key: keyof Declared | string | symbol): boolean;
  delete(key: keyof Declared | string | symbol): boolean;
}
