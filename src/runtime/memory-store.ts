// The Map behind a request's store and behind the environment's.
import type { Store, StoreValue } from '../http/store.js';

/** A store in memory. */
export class MemoryStore<Declared> implements Store<Declared> {
  readonly #values = new Map<unknown, unknown>();

  get<Key extends keyof Declared | string | symbol>(key: Key): StoreValue<Declared, Key> | undefined {
    return this.#values.get(key) as StoreValue<Declared, Key> | undefined;
  }

  set<Key extends keyof Declared | string | symbol>(key: Key, value: StoreValue<Declared, Key>): void {
    this.#values.set(key, value);
  }

  has(key: keyof Declared | string | symbol): boolean {
    return this.#values.has(key);
  }

  delete(key: keyof Declared | string | symbol): boolean {
    return this.#values.delete(key);
  }
}
