// Keys that tokens are checked with, each for one kind of algorithm and for no other.
import type { KeyObject, webcrypto } from 'node:crypto';

/** The kind of key that each algorithm needs (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2). */
const KINDS: ReadonlyMap<string, string> = new Map([
  ...['HS256', 'HS384', 'HS512'].map((name) => [name, 'secret'] as const),
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, 'rsa'] as const),
  ['ES256', 'prime256v1'],
  ['ES384', 'secp384r1'],
  ['ES512', 'secp521r1'],
  ['EdDSA', 'ed25519'],
  ['Ed25519', 'ed25519'],
]);

/** RFC 7518 section 3.3. */
const SHORTEST_RSA = 2048;

/** The algorithms that a token may be signed with; `none` is not one. */
export const ALGORITHMS: readonly string[] = [...KINDS.keys()];

/** Whether an algorithm signs with a secret that whoever checks has to know as well. */
export function isSecretAlgorithm(algorithm: string): boolean {
  return KINDS.get(algorithm) === 'secret';
}

/** A key as key sets hold it (RFC 7517 section 4). */
export interface PublishedKey extends webcrypto.JsonWebKey {
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: string;
  readonly key_ops?: string[];
  readonly [member: string]: unknown;
}

/** One key. */
export class VerificationKey {
  readonly #secrets = new Map<string, webcrypto.CryptoKey>();
  readonly #kind: string | undefined;

  constructor(
    private readonly key: KeyObject,
    readonly id?: string | undefined,
    private readonly algorithm?: string | undefined,
  ) {
    const { type, asymmetricKeyType, asymmetricKeyDetails } = key;
    this.#kind = type === 'secret' ? type : asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
  }

  /** Whether tokens of an algorithm may be checked with it. */
  fits(algorithm: string): boolean {
    return KINDS.get(algorithm) === this.#kind && (this.algorithm === undefined || this.algorithm === algorithm);
  }

  /** Whether it is an RSA key that is too short to be trusted. */
  get isTooShort(): boolean {
    return this.#kind === 'rsa' && (this.key.asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST_RSA;
  }

  /** The key in the form that checks fastest: a secret would be imported anew for every token. */
  for(algorithm: string): KeyObject | webcrypto.CryptoKey {
    if (this.#kind !== 'secret') return this.key;
    let secret = this.#secrets.get(algorithm);
    if (!secret) {
      secret = this.key.toCryptoKey({ name: 'HMAC', hash: `SHA-${algorithm.slice(2)}` }, false, ['verify']);
      this.#secrets.set(algorithm, secret);
    }
    return secret;
  }
}

/** What the header of a token says of how it was signed. */
export interface SignatureHeader {
  readonly alg: string;
  readonly kid?: unknown;
}

/** The keys that may have signed a token: those of its `kid`; those without one when there is none of it, or it has none. */
export function keysFor(keys: readonly VerificationKey[], { alg, kid }: SignatureHeader): VerificationKey[] {
  const fitting = keys.filter((key) => key.fits(alg));
  if (kid === undefined) return fitting;
  const named = fitting.filter(({ id }) => id === kid);
  return named.length > 0 ? named : fitting.filter(({ id }) => id === undefined);
}
