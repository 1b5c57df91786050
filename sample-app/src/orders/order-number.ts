// Order numbers: short enough to read out, too many to guess, the same for the same Idempotency-Key.
import { createHash, randomUUID } from 'node:crypto';

/** Crockford's base 32: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits as `7K2M-9QXD-4T0B-WZ8C`; whoever knows the number of an order may see it. */
export function orderNumber(idempotencyKey: string = randomUUID()): string {
  const digest = createHash('sha256').update(`order:${idempotencyKey}`).digest();
  const letters = Array.from(digest.subarray(0, 16), (byte) => ALPHABET[byte % 32]).join('');
  return letters.match(/.{4}/g)!.join('-');
}

/** Tells whether two requests with one Idempotency-Key ask for the same thing. */
export function fingerprintOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url');
}
