// From what is configured or published to keys; what is none is said in words.
import { type PublishedKey, VerificationKey } from './verification-key.js';

/** Why something is not a key to check tokens with, as the end of "the key …". */
export type KeyFault = string;

/** A secret, shared with whoever signs. */
export function readSecret(secret: string | Uint8Array): VerificationKey | KeyFault {
  const bytes = Buffer.from(secret as string);
  // Whoever has the public key could sign with it, if it were taken for a secret.
  if (bytes.includes('-----BEGIN')) return 'is a PEM text, which is no secret: give it as publicKey';
  return new VerificationKey(crypto().createSecretKey(bytes));
}

/** A public key or a certificate, as PEM text. */
export function readPem(pem: string): VerificationKey | KeyFault {
  if (pem.includes('PRIVATE KEY')) return 'is a private key: give the public one, and keep the other where tokens are signed';
  return read(() => new VerificationKey(crypto().createPublicKey(pem)));
}

/** A key of a key set (RFC 7517). */
export function readPublishedKey(jwk: PublishedKey): VerificationKey | KeyFault {
  const { kty, kid, alg, use, key_ops: operations } = jwk;
  if ((use !== undefined && use !== 'sig') || (Array.isArray(operations) && !operations.includes('verify'))) {
    return 'is not for checking signatures, by its use or key_ops';
  }
  if (kty === 'oct') return read(() => new VerificationKey(crypto().createSecretKey(Buffer.from(jwk.k as string, 'base64url')), kid, alg));
  if (jwk.d !== undefined) return 'is a private key: give the public one, and keep the other where tokens are signed';
  return read(() => new VerificationKey(crypto().createPublicKey({ key: jwk, format: 'jwk' }), kid, alg));
}

function read(make: () => VerificationKey): VerificationKey | KeyFault {
  try {
    const key = make();
    return key.isTooShort ? 'is an RSA key of less than 2048 bits' : key;
  } catch {
    return 'cannot be read';
  }
}

/** Only whoever checks tokens pays for loading it. */
function crypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}
