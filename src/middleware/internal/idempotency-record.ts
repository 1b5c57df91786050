// What is kept of a request that must not run twice: first that somebody is at it, then how it was answered.
import type { StartableStore } from './start-store.js';

/** Somebody is running the request. */
export interface IdempotencyClaim {
  /** Tells one run from all others. */
  readonly owner: string;
  /** What the request asks for; another one must not use the same key. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. After that the claim, or the answer, is as good as gone. */
  readonly expiresAt: number;
}

/** An answer, as plain data. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
}

/** A claim, and the answer once there is one. */
export interface IdempotencyRecord extends IdempotencyClaim {
  readonly answer?: StoredAnswer | undefined;
}

/**
 * Where `idempotency` keeps its records. What is given may be a promise. Keys have 43 characters of `[\w-]`.
 *
 * Every method has to be atomic: environments ask at the same time. A record that has expired counts as absent, whether or not it is there.
 */
export interface IdempotencyStore extends StartableStore {
  /** Puts a claim where nothing is; gives what is there otherwise, and leaves it. */
  claim(key: string, claim: IdempotencyClaim): IdempotencyRecord | undefined | Promise<IdempotencyRecord | undefined>;
  /** Puts the record of a run in the place of its claim, or where nothing is. `false` when another run has claimed the key meanwhile. */
  complete(key: string, record: IdempotencyRecord): boolean | Promise<boolean>;
  /** Removes the claim of a run; that of another one stays. */
  release(key: string, owner: string): unknown;
}
