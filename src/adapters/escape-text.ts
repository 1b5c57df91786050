// Text that a gateway delivers raw, made fit to stand in a URL without changing what it says: the end of reading a path or a query.
import type { HttpSource } from '../http/http-source.js';

/** In a path (RFC 3986 section 3.3). */
export const IN_PATH = 1;
/** In a whole query: what the URL standard escapes or deletes there (https://url.spec.whatwg.org/#query-percent-encode-set). */
export const IN_QUERY = 2;
/** In one value of a query: `&` as well. */
export const IN_QUERY_VALUE = 4;
/** In one name of a query: `&` and `=` as well. */
export const IN_QUERY_NAME = 8;
/** Added to a place: the text has been decoded before, so that a `%` which starts no escape stands for itself. */
export const DECODED = 16;

/** For every ASCII character the places where it has to be escaped. Characters beyond ASCII have to be everywhere. */
const PLACES = new Uint8Array(128);
// No regular expression: at a cold start it would cost more to compile than everything else in this file.
PLACES.fill(IN_PATH | IN_QUERY | IN_QUERY_VALUE | IN_QUERY_NAME, 0, 0x21);
for (const character of '"#<>\x7f') PLACES[character.charCodeAt(0)] = IN_PATH | IN_QUERY | IN_QUERY_VALUE | IN_QUERY_NAME;
for (const character of '?[\\]^`{|}') PLACES[character.charCodeAt(0)] = IN_PATH;
const PERCENT = 0x25;
const PLAIN = /^[\w.~-]*$/;
PLACES[PERCENT] = DECODED;
PLACES[0x26 /* & */] = IN_QUERY_VALUE | IN_QUERY_NAME;
PLACES[0x3d /* = */] = IN_QUERY_NAME;

/**
 * Escapes only what may not stand in `place`; the same string comes back when there is nothing to do. Existing escapes stay.
 * Half a surrogate pair becomes U+FFFD.
 *
 * @example
 * escapeText('/100% sure', IN_PATH | DECODED); // '/100%25%20sure'
 * escapeText('/a%20b', IN_PATH); // '/a%20b'
 */
export function escapeText(text: string, place: number): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127 || ((PLACES[code] as number) & place) !== 0) {
      if (code !== PERCENT || !isEscape(text, index)) return escapeFrom(text, index, place);
    }
  }
  return text;
}

/** The percent-encoded path of an event: starts with `/`, stage stripped, no query. */
export function readPath<Event>(source: HttpSource<Event>, event: Event): string {
  return escapePath(source.readRawPath(event), source.hasDecodedPath);
}

/** A raw path percent-encoded; with `isDecoded`, a `%` in it that starts no escape stands for itself. */
export function escapePath(raw: string, isDecoded: boolean): string {
  return escapeText(raw, isDecoded ? IN_PATH | DECODED : IN_PATH);
}

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * Whether a raw path, or a part of one from behind a slash on, is its own canonical form: nothing to escape, no escapes, no segment that starts
 * with a dot. True of nearly every path.
 */
export function isPlainPath(raw: string): boolean {
  for (let index = 0; index < raw.length; index++) {
    const code = raw.charCodeAt(index);
    if (code > 127 || ((PLACES[code] as number) & (IN_PATH | DECODED)) !== 0) return false;
    if (code === DOT && (index === 0 || raw.charCodeAt(index - 1) === SLASH)) return false;
  }
  return true;
}

/** Encodes decoded text as one name or value of a query. */
export function encodeText(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text.toWellFormed());
}

function escapeFrom(text: string, first: number, place: number): string {
  let escaped = '';
  let kept = 0;
  for (let start = first; start < text.length; start++) {
    let end = start;
    while (end < text.length && isForbidden(text, end, place)) end++;
    if (end === start) continue;
    escaped += text.slice(kept, start) + encodeText(text.slice(start, end));
    kept = end;
    start = end;
  }
  return escaped + text.slice(kept);
}

function isForbidden(text: string, index: number, place: number): boolean {
  const code = text.charCodeAt(index);
  return code > 127 || (((PLACES[code] as number) & place) !== 0 && (code !== PERCENT || !isEscape(text, index)));
}

function isEscape(text: string, index: number): boolean {
  return isHex(text.charCodeAt(index + 1)) && isHex(text.charCodeAt(index + 2));
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
