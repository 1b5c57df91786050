// Our parser beside one that servers have used for years: where both take a body they read the same from it.
//
// What exactly one of them refuses, each pinned below:
// - a part without a name, without a disposition or with one that is no form data: the other skips it, and a field is silently lost;
// - parameters that are broken (an open quote, something after a quote): the other guesses where the name ends;
// - text after a boundary on its line: the other takes it for a header, so that two parsers of one body could see different parts;
// - headers of more than 16 KB in a part: the other reads up to 80 KB and ignores the rest;
// - an empty boundary, or one of more than 70 characters (RFC 2046 section 5.1.1).
// Nothing that we take is refused by the other. A file that gives no type is `text/plain` there, and `application/octet-stream` here.
import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import { BadRequestError } from '../../../src/errors/http-errors.js';
import { parseMultipart } from '../../../src/http/multipart.js';

/** A part as both parsers can say it: a field's text, or a file's name, type and content. */
type Entry = [name: string | undefined, value: string | [filename: string, type: string, hex: string]];

/** The type without parameters; the defaults made equal. */
const typeOf = (type: string) => type.split(';')[0]!.trim().toLowerCase().replace('application/octet-stream', 'text/plain');
/** What browsers escape in names is theirs to undo; the other parser leaves it. */
const unescapeName = (text: string | undefined) => text?.replace(/%22|%0d|%0a/gi, decodeURIComponent);
/** Ours takes control characters out first, and then looks whether a name is left. */
const cleaned = (text: string) => text.replace(/[^\x20-\x7e\x80-\uffff]/g, '').replace(/^\.\.?$/, '');

/** What our parser reads; `refused` when it does. */
function ours(body: Buffer, boundary: string): Entry[] | 'refused' {
  try {
    return parseMultipart(body, boundary, 1000).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [value.filename, typeOf(value.contentType), Buffer.from(value.bytes).toString('hex')],
    ]);
  } catch (error) {
    expect(error).toBeInstanceOf(BadRequestError);
    return 'refused';
  }
}

/** What the other parser reads; `refused` when it emits an error. */
function theirs(body: Buffer, boundary: string): Promise<Entry[] | 'refused'> {
  return new Promise((resolve) => {
    const entries: Entry[] = [];
    const refuse = () => resolve('refused');
    const parser = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      // Ours takes what has a file name for a file, whatever its type.
      isPartAFile: (_name, _type, filename) => filename !== undefined,
    });
    parser.on('field', (name: string, value: string) => void entries.push([unescapeName(name), value]));
    parser.on('file', (name, stream, filename, _encoding, type) => {
      const chunks: Buffer[] = [];
      const entry: Entry = [unescapeName(name), ''];
      entries.push(entry);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', refuse);
      stream.on('end', () => {
        entry[1] = [cleaned(unescapeName(filename)!), typeOf(type), Buffer.concat(chunks).toString('hex')];
      });
    });
    parser.on('error', refuse);
    parser.on('finish', () => resolve(entries));
    parser.end(body);
  });
}

/** What the parser that comes with Node reads; `refused` when it does. */
async function nodes(body: Buffer, boundary: string): Promise<Entry[] | 'refused'> {
  const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` };
  const read = await new Response(new Uint8Array(body), { headers }).formData().catch(() => undefined);
  if (!read) return 'refused';
  return Promise.all(
    [...read].map(async ([name, value]): Promise<Entry> => {
      if (typeof value === 'string') return [name, value];
      const bytes = Buffer.from(await value.arrayBuffer());
      return [name, [cleaned(value.name.replace(/^.*[/\\]/s, '')), typeOf(value.type), bytes.toString('hex')]];
    }),
  );
}

const BOUNDARY = 'b0-x';

/** Text with everything that matters to names: quotes, escapes, separators, other scripts. */
const names = fc.string({
  unit: fc.constantFrom('a', 'B', '7', ' ', ';', '=', "'", ',', '.', 'ü', '名', '😀', '%22', '%0D%0A', '%41', '\\"', '\\\\'),
  maxLength: 8,
});
const quotedName = names.map((text) => `name="${text}"`);
const encoded = (text: string) => encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
const filename = fc.oneof(
  names.map((text) => `filename="${text}"`),
  names.map((text) => `filename="dir/${text}"`),
  names.map((text) => `filename="C:\\\\${text}"`),
  fc.stringMatching(/^[\w.-]{1,8}$/).map((text) => `filename=${text}`),
  fc
    .string({ unit: fc.constantFrom('a', '/', '.', ' ', 'ü', '名', '%', '"', '\\'), minLength: 1, maxLength: 8 })
    .map((text) => `filename*=UTF-8''${encoded(text)}`),
);
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          '\r\n',
          '\r\n--',
          `--${BOUNDARY}`,
          `\n--${BOUNDARY}`,
          '\r',
          `\r\n-${BOUNDARY}`,
          '\r\n\r\n',
          `\r\n--${BOUNDARY.slice(1)}`,
          'ü',
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => Buffer.concat(pieces))
  // What would end the part is no content.
  .filter((bytes) => !`\r\n${bytes.toString('latin1')}`.includes(`\r\n--${BOUNDARY}`));
const fold = fc.constantFrom('; ', ';', ' ; ', ';\r\n ', ';\r\n\t', ';  ');
const headers = fc.constantFrom(
  [],
  ['Content-Type: text/plain'],
  ['Content-Type: IMAGE/png; q="a;b"'],
  ['content-type:\r\n application/json'],
  ['Content-Transfer-Encoding: 8bit', 'X-Other: 1'],
);
const disposition = fc.constantFrom('Content-Disposition', 'content-disposition', 'CONTENT-DISPOSITION');
const part = fc
  .record({ disposition, quotedName, filename: fc.option(filename), fold, headers, isFirst: fc.boolean(), content })
  .map((given) => {
    const parameters = given.filename === null ? [given.quotedName] : [given.quotedName, given.filename];
    const line = `${given.disposition}: form-data${parameters.map((each) => given.fold + each).join('')}`;
    const lines = given.isFirst ? [line, ...given.headers] : [...given.headers, line];
    return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${lines.join('\r\n')}\r\n\r\n`), given.content, Buffer.from('\r\n')]);
  });

const form = fc.record({
  preamble: fc.constantFrom('', '', 'preamble\r\n', '\r\n', `x--${BOUNDARY}\r\n`),
  parts: fc.array(part, { maxLength: 4 }),
  close: fc.constantFrom(`--${BOUNDARY}--`, `--${BOUNDARY}--\r\n`, `--${BOUNDARY}--\r\nepilogue`, `--${BOUNDARY}--\r\n--${BOUNDARY}\r\n`),
});
const bodyOf = (given: { preamble: string; parts: Buffer[]; close: string }) =>
  Buffer.concat([Buffer.from(given.preamble), ...given.parts, Buffer.from(given.close)]);

describe('our parser and another', () => {
  it('read the same from 3,000 bodies', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(form, async (given) => {
        const body = bodyOf(given);
        const own = ours(body, BOUNDARY);
        seen += own.length;
        expect(own).toEqual(await theirs(body, BOUNDARY));
        expect(own).toHaveLength(given.parts.length);
      }),
      { numRuns: 3000, seed: 2388 },
    );
    expect(seen).toBeGreaterThan(3000);
  }, 60_000);

  it('and that of Node read the same from 15,000 bodies, where that takes them', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(form, async (given) => {
        const body = bodyOf(given);
        // A backslash is just one there, and an escape to everybody else.
        const read = body.includes('\\') ? 'refused' : await nodes(body, BOUNDARY);
        if (read === 'refused') return;
        taken += read.length;
        expect(ours(body, BOUNDARY)).toEqual(read);
      }),
      { numRuns: 15_000, seed: 7578 },
    );
    expect(taken).toBeGreaterThan(300);
  }, 60_000);

  it('read the same from 2,000 bodies that are cut off, and refuse those that have lost their end', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(form, fc.nat(100_000), async (given, at) => {
        const complete = bodyOf(given);
        const body = complete.subarray(0, at % (complete.length + 1));
        const own = ours(body, BOUNDARY);
        const end = complete.length - given.close.length + `--${BOUNDARY}--`.length;
        expect(own === 'refused').toBe(body.length < end);
        if (own === 'refused') refused++;
        expect(own).toEqual(await theirs(body, BOUNDARY));
      }),
      { numRuns: 2000, seed: 2046 },
    );
    expect(refused).toBeGreaterThan(500);
  }, 60_000);

  const CLOSE = `--${BOUNDARY}--`;
  const whole = (head: string) => `--${BOUNDARY}\r\n${head}\r\n\r\nx\r\n${CLOSE}`;

  it.each([
    ['a part without a name', whole('Content-Disposition: form-data')],
    ['a part whose name is encoded', whole("Content-Disposition: form-data; name*=UTF-8''a")],
    ['a part without a disposition', whole('Content-Type: text/plain')],
    ['a part without headers', `--${BOUNDARY}\r\n\r\nx\r\n${CLOSE}`],
    ['a part that is an attachment', whole('Content-Disposition: attachment; name="a"')],
    ['an open quote', whole('Content-Disposition: form-data; name="a')],
    ['text behind a quote', whole('Content-Disposition: form-data; name="a"b')],
    ['text behind a boundary', `--${BOUNDARY}x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n${CLOSE}`],
    ['headers of 20 KB', whole(`X: ${'x'.repeat(20_000)}\r\nContent-Disposition: form-data; name="a"`)],
  ])('differ in %s, which only ours refuses', async (_, text) => {
    expect(ours(Buffer.from(text), BOUNDARY)).toBe('refused');
    expect(await theirs(Buffer.from(text), BOUNDARY)).not.toBe('refused');
  });

  it('differ in boundaries that are too long', async () => {
    const boundary = 'x'.repeat(71);
    const text = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--${boundary}--`;
    expect(ours(Buffer.from(text), boundary)).toBe('refused');
    expect(await theirs(Buffer.from(text), boundary)).toEqual([['a', 'x']]);
  });
});
