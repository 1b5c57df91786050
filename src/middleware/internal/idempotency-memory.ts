// Records in the memory of one environment.
import type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore } from './idempotency-record.js';

const MOST_RECORDS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Beyond its bounds the oldest answers are forgotten, never a claim. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  // Oldest first: a record that is completed is put at the end.
  readonly #records = new Map<string, IdempotencyRecord>();
  #bytes = 0;

  claim(key: string, claim: IdempotencyClaim): IdempotencyRecord | undefined {
    const now = Date.now();
    const held = this.#records.get(key);
    if (held && held.expiresAt > now) return held;
    this.#put(key, claim);
    this.#forget(now);
    return undefined;
  }

  complete(key: string, record: IdempotencyRecord): boolean {
    const now = Date.now();
    const held = this.#records.get(key);
    if (held && held.owner !== record.owner && held.expiresAt > now) return false;
    this.#put(key, record);
    this.#forget(now);
    return true;
  }

  release(key: string, owner: string): void {
    if (this.#records.get(key)?.owner === owner) this.#remove(key);
  }

  #put(key: string, record: IdempotencyRecord): void {
    this.#remove(key);
    this.#records.set(key, record);
    this.#bytes += sizeOf(record);
  }

  #remove(key: string): void {
    const record = this.#records.get(key);
    if (!record) return;
    this.#records.delete(key);
    this.#bytes -= sizeOf(record);
  }

  #forget(now: number): void {
    for (const [key, { answer, expiresAt }] of this.#records) {
      const isFull = this.#records.size > MOST_RECORDS || this.#bytes > MOST_BYTES;
      if (expiresAt <= now || (isFull && answer)) this.#remove(key);
      else if (answer) break;
    }
  }
}

/** A character of a string takes up to two bytes. */
function sizeOf({ answer }: IdempotencyRecord): number {
  if (!answer) return 256;
  const headers = answer.headers.reduce((size, [name, value]) => size + name.length + value.length, 0);
  return 512 + headers * 2 + (typeof answer.body === 'string' ? answer.body.length * 2 : answer.body.byteLength);
}
