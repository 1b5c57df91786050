// What a client sends to say who it is: the header Authorization (RFC 9110 section 11.6.2).
import { decodeBase64 } from '../../http/base64.js';

const TOKEN = /^[\w\-.~+/]+=*$/;
const CONTROL = /[^ -~\xa0-\uffff]/;

/**
 * What follows the name of a scheme; `undefined` for another scheme, or when nothing follows.
 *
 * @param scheme in lower case; clients may write it in any
 */
export function readCredentials(header: string | undefined, scheme: string): string | undefined {
  const end = scheme.length;
  if (header === undefined || header[end] !== ' ' || header.slice(0, end).toLowerCase() !== scheme) return undefined;
  return header.slice(end).trim() || undefined;
}

/** Whether a text can be a bearer token (RFC 6750 section 2.1). */
export function isBearerToken(text: string): boolean {
  return TOKEN.test(text);
}

/** User and password of basic authentication (RFC 7617 section 2), in UTF-8; `undefined` for what is neither. */
export function decodeBasic(credentials: string): readonly [user: string, password: string] | undefined {
  const bytes = decodeBase64(credentials);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString();
  const colon = text.indexOf(':');
  // What is not UTF-8 would be read as one and the same character, whatever it was.
  if (colon < 0 || CONTROL.test(text) || text.includes('\ufffd')) return undefined;
  return [text.slice(0, colon), text.slice(colon + 1)];
}
