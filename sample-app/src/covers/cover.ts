// A cover is a picture's bytes. What kind of picture is read from the bytes, not taken from the sender's word.
import { UnsupportedImage } from '../shop-errors.js';

export interface Cover {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** The largest picture the shop keeps: DynamoDB items end at 400 KB. */
export const MAX_COVER_BYTES = 300 * 1024;

const SIGNATURES: readonly (readonly [type: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/webp', 8, 'WEBP'],
];

/** @throws UnsupportedImage for anything but PNG, JPEG and WebP. SVG is left out on purpose: it can carry scripts. */
export function recogniseCover(bytes: Uint8Array): Cover {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const found = SIGNATURES.find(([, offset, signature]) => head.startsWith(signature, offset));
  if (!found) throw new UnsupportedImage();
  return { bytes, type: found[0] };
}
