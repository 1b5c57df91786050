// Order numbers: short enough to read out, too many to guess.
import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * 80 bits as `7K2M-9QXD-4T0B-WZ8C`; whoever knows the number of an order may see it.
 *
 * @param request what an order was asked for with, key included: asked for again, it has the same number. Without one, any number.
 */
export function orderNumber(request?: string): string {
  const bytes = request === undefined ? randomBytes(16) : createHash('sha256').update(request).digest().subarray(0, 16);
  const letters = Array.from(bytes, (byte) => ALPHABET[byte % 32]).join('');
  return letters.match(/.{4}/g)!.join('-');
}
