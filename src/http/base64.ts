// Base64 bodies, decoded strictly: Node's own decoder skips what it does not know.

/** Costs nothing for nearly all text: an engine that holds it in one byte for each character knows the answer. */
const BEYOND_LATIN_1 = /[\u0100-\uffff]/;

/** How many bytes base64 text stands for, by its length alone. */
export function base64Size(text: string): number {
  const length = text.length;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((length - padding) * 3) / 4);
}

/** Decodes base64 (RFC 4648 section 4, padding optional); `undefined` when anything in it is not base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  if (digits % 4 === 1 || (digits !== text.length && text.length % 4 !== 0)) return undefined;
  // The decoder takes the URL-safe alphabet as well, and of characters beyond Latin-1 only their lower half. Whatever else is not
  // base64 it drops, and then there are fewer bytes than the digits say.
  if (text.includes('-') || text.includes('_') || BEYOND_LATIN_1.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined;
}
