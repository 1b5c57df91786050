// Keeps responses in the memory of one environment.

/** A response that is kept. Plain data: JSON holds it once the body's bytes are encoded. */
export interface CachedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** In place of a response: the request headers by which its variants differ, each of which has an entry of its own. */
export interface CachedVariants {
  readonly vary: readonly string[];
  readonly expiresAt: number;
}

/** What a store keeps under a key. */
export type CacheEntry = CachedResponse | CachedVariants;

/**
 * Where `responseCache` keeps its entries. May give promises. An entry that is past its `expiresAt` is not used, whether or not the store
 * still gives it.
 */
export interface CacheStore {
  get(key: string): CacheEntry | undefined | Promise<CacheEntry | undefined>;
  set(key: string, entry: CacheEntry): void | Promise<void>;
}

/** Options of `memoryCache`. */
export interface MemoryCacheOptions {
  /** Most entries. Default 1000. */
  readonly maxEntries?: number | undefined;
  /** Most bytes altogether, roughly. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Drops what was not used for longest. */
export class MemoryCache implements CacheStore {
  // A Map keeps the order in which keys were set: setting one again on every use makes the first one the least recently used.
  readonly #entries = new Map<string, { readonly entry: CacheEntry; readonly size: number }>();
  #size = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly maxBytes: number,
  ) {}

  get(key: string): CacheEntry | undefined {
    const kept = this.#entries.get(key);
    if (kept === undefined) return undefined;
    this.#entries.delete(key);
    if (kept.entry.expiresAt <= Date.now()) {
      this.#size -= kept.size;
      return undefined;
    }
    this.#entries.set(key, kept);
    return kept.entry;
  }

  set(key: string, entry: CacheEntry): void {
    this.#remove(key);
    const size = sizeOf(key, entry);
    if (size > this.maxBytes) return;
    this.#entries.set(key, { entry, size });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.maxEntries && this.#size <= this.maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const kept = this.#entries.get(key);
    if (kept === undefined) return;
    this.#entries.delete(key);
    this.#size -= kept.size;
  }
}

/** A character of a string takes up to two bytes. */
function sizeOf(key: string, entry: CacheEntry): number {
  if ('vary' in entry) return key.length * 2 + 64;
  const headers = entry.headers.reduce((size, [name, value]) => size + name.length + value.length, 0);
  const body = typeof entry.body === 'string' ? entry.body.length * 2 : entry.body.byteLength;
  return (key.length + headers) * 2 + body + 256;
}
