// multipart/form-data (RFC 7578) over bytes that are all there: Lambda has the whole body before the handler runs.

// It is our own, for want of another that takes what clients send. The one that comes with Node, behind `new Response(body).formData()`,
// refuses a file that holds the text of the boundary anywhere, quotes in names escaped by a backslash (Python's requests, older curl), and in
// Node 22 also names without quotes (.NET), `filename*`, a preamble and an epilogue; and its first use costs 20 to 55 ms. Published ones
// are streams over chunks, for servers that read a socket. One of those, imported when the first form comes, would still be in every bundle,
// because esbuild inlines dynamic imports unless it splits: 28 KB more for each cold start, to search a body that is already in memory.
// test/unit/http/multipart-oracle.test.ts holds this one against both.
import { badRequest } from '../errors/bad-request.js';
import type { FormValue } from './form-values.js';
import { parseParameters } from './media-type.js';
import { decodePercent } from './percent-decoding.js';

const LONGEST_HEADER = 16_384;

/**
 * Parses the parts of a multipart body into fields and files.
 *
 * @throws {BadRequestError} when the boundary is missing, a part is malformed, the end is missing, or there are more than `limit` parts.
 */
export function parseMultipart(bytes: Uint8Array, boundary: string | undefined, limit: number): [name: string, value: FormValue][] {
  if (!boundary || boundary.length > 70) throw badRequest('The content type of the form has no boundary');
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: [string, FormValue][] = [];
  // The first delimiter needs no line break before it.
  const atStart = body.indexOf(delimiter.subarray(2)) === 0;
  let at = atStart ? delimiter.length - 2 : after(body.indexOf(delimiter), delimiter);
  while (body.toString('latin1', at, at + 2) !== '--') {
    if (parts.length === limit) throw badRequest(`The form has more than ${limit} fields`);
    at = endOfLine(body, at);
    const end = body.indexOf(delimiter, at - 2);
    const content = body.subarray(at, at + LONGEST_HEADER).indexOf('\r\n\r\n');
    if (content < 0 || end < at + content + 2) throw malformed();
    parts.push(readPart(body.toString('utf8', at, at + content), body.subarray(at + content + 4, end)));
    at = after(end, delimiter);
  }
  return parts;
}

function after(at: number, delimiter: Uint8Array): number {
  if (at < 0) throw malformed();
  return at + delimiter.length;
}

/** The start of the next line; only blanks may stand before it. */
function endOfLine(body: Buffer, at: number): number {
  let next = at;
  while (body[next] === 0x20 || body[next] === 0x09) next++;
  if (body[next] !== 0x0d || body[next + 1] !== 0x0a) throw malformed();
  return next + 2;
}

function readPart(head: string, content: Buffer): [string, FormValue] {
  let disposition: ReadonlyMap<string, string> | undefined;
  let contentType: string | undefined;
  // A line that begins with a blank continues the one before (RFC 5322 section 2.2.3).
  for (const line of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':');
    const field = line.slice(0, colon).toLowerCase();
    const text = line.slice(colon + 1).trim();
    if (field === 'content-disposition' && /^form-data[ \t]*(?:;|$)/i.test(text)) disposition = parseParameters(text, text.search(/;|$/));
    else if (field === 'content-type') contentType = text;
  }
  const name = disposition?.get('name');
  if (name === undefined) throw malformed();
  const filename = disposition?.get('filename') ?? disposition?.get('filename*')?.replace(/^utf-8'[^']*'/i, '');
  if (filename === undefined) return [unescapeName(name), content.toString()];
  const file = {
    name: unescapeName(name),
    filename: baseName(disposition?.has('filename') ? unescapeName(filename) : decodePercent(filename)),
    contentType: contentType ?? 'application/octet-stream',
    bytes: content,
  };
  return [file.name, file];
}

/** Browsers escape three characters in names, and only those (HTML, "multipart form data"). */
function unescapeName(text: string): string {
  return text.includes('%') ? text.replace(/%(?:22|0d|0a)/gi, decodeURIComponent) : text;
}

/** A file name without directories of any system and without control characters; `''` where nothing but a directory was named. */
function baseName(filename: string): string {
  const name = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1).replace(/[^\x20-\x7e\x80-\uffff]/g, '');
  return name === '.' || name === '..' ? '' : name;
}

function malformed(): Error {
  return badRequest('The form is malformed');
}
