// Order numbers: short enough to read out, too many to guess.
import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits as `7K2M-9QXD-4T0B-WZ8C`; whoever knows the number of an order may see it. */
export function orderNumber(): string {
  const letters = Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join('');
  return letters.match(/.{4}/g)!.join('-');
}
