// Where the keys come from that tokens are checked with.
import type { InvocationContext } from '../../http/request-context.js';
import { keysFor, type SignatureHeader, type VerificationKey } from './verification-key.js';

/** Finds the keys that may have signed a token. */
export interface KeySource {
  /** None when the token names a key that there is not. Throws or rejects with a 503 when that cannot be found out. */
  find(header: SignatureHeader, ctx: InvocationContext): readonly VerificationKey[] | Promise<readonly VerificationKey[]>;
  /** Called when an app starts. */
  start?(): Promise<void>;
}

/** Keys that are configured. */
export function fixedKeys(keys: readonly VerificationKey[]): KeySource {
  return { find: (header) => keysFor(keys, header) };
}
