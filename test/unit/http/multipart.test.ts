import fc from 'fast-check';
import { BadRequestError } from '../../../src/errors/http-errors.js';
import type { FormFile } from '../../../src/http/form-values.js';
import { parseMultipart } from '../../../src/http/multipart.js';

const parse = (text: string | Uint8Array, limit = 100, boundary = 'b') => parseMultipart(Buffer.from(text as string), boundary, limit);
const part = (head: string, content = 'x') => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content);
const upload = (parameters: string, more = '') =>
  parse(`${part(`Content-Disposition: form-data; name="f"; ${parameters}${more}`)}--b--`)[0]?.[1] as FormFile;

describe('parseMultipart', () => {
  it('reads fields in order, repeated and empty ones too', () => {
    expect(parse(`${field('a', '1')}${field('b', '')}${field('a', 'line\r\nline')}--b--\r\n`)).toEqual([
      ['a', '1'],
      ['b', ''],
      ['a', 'line\r\nline'],
    ]);
  });

  it('reads no fields at all', () => {
    expect(parse('--b--')).toEqual([]);
  });

  it('leaves out a preamble and an epilogue', () => {
    expect(parse(`ignore --b\r\nme\r\n${field('a', '1')}--b--\r\nand me\r\n--b\r\n`)).toEqual([['a', '1']]);
  });

  it('takes blanks after a boundary', () => {
    expect(parse(`--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--`)).toEqual([['a', '1']]);
  });

  it('keeps bytes that look like a boundary in the middle of a line', () => {
    expect(parse(`${field('a', 'x--b--\n--b')}--b--`)).toEqual([['a', 'x--b--\n--b']]);
  });

  it('reads headers that go on in the next line', () => {
    const head = 'Content-Disposition: form-data;\r\n name="f";\r\n\tfilename="a.txt"\r\nContent-Type:\r\n text/html';
    expect(parse(`${part(head)}--b--`)).toEqual([
      ['f', { name: 'f', filename: 'a.txt', contentType: 'text/html', bytes: Buffer.from('x') }],
    ]);
  });

  it('reads header names in any letter case and ignores others', () => {
    const text = part('content-DISPOSITION:form-data;name="a"\r\nContent-Transfer-Encoding: base64\r\nX: y', 'MQ==');
    expect(parse(`${text}--b--`)).toEqual([['a', 'MQ==']]);
  });

  it.each([
    ['name="%22q%22%0D%0A"', '"q"\r\n'],
    ['name="a%20b%41"', 'a%20b%41'],
    ['name="\\"q\\""', '"q"'],
    ['name="ä"', 'ä'],
    ['name="__proto__"', '__proto__'],
    ['name=""', ''],
  ])('reads the name in %s as browsers mean it', (parameter, name) => {
    expect(parse(`${part(`Content-Disposition: form-data; ${parameter}`)}--b--`)).toEqual([[name, 'x']]);
  });

  it.each([
    ['filename="a.txt"', 'a.txt'],
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="C:\\dir\\a.txt"', 'a.txt'],
    ['filename="/"', ''],
    ['filename=".."', ''],
    ['filename="a/."', ''],
    ['filename=".\0."', ''],
    ['filename=""', ''],
    ['filename="a\0b\x1f.txt"', 'ab.txt'],
    ['filename="ünï.txt"', 'ünï.txt'],
    ['filename="100%.txt"', '100%.txt'],
    ["filename*=UTF-8''%e2%82%ac%2f..%2fx.txt", 'x.txt'],
    ["filename=plain.txt; filename*=UTF-8''other.txt", 'plain.txt'],
    ["filename*=utf-8'en'x.txt", 'x.txt'],
    ["filename*=UTF-8''y.txt", 'y.txt'],
  ])('reduces %s to its base name', (parameter, filename) => {
    expect(upload(parameter).filename).toBe(filename);
  });

  it('repeats what the client says of the type, with a default', () => {
    expect(upload('filename=a', '\r\nContent-Type: text/html; charset=x').contentType).toBe('text/html; charset=x');
    expect(upload('filename=a').contentType).toBe('application/octet-stream');
  });

  it.each([
    ['nothing', ''],
    ['no boundary in it', 'a=1'],
    ['no end', field('a', '1')],
    ['an end in the middle of a part', '--b\r\nContent-Disposition: form-data; name="a"\r\n--b--'],
    ['a part without a name', `${part('Content-Disposition: form-data')}--b--`],
    ['a part without headers', '--b\r\n\r\nx\r\n--b--'],
    ['a part that is no form data', `${part('Content-Disposition: attachment; name="a"')}--b--`],
    ['a part with broken parameters', `${part('Content-Disposition: form-data; name="a')}--b--`],
    ['a part of another form', `${part('Content-Disposition: form-dataset; name="a"')}--b--`],
    ['a part whose headers end in the next part', `--b\r\nContent-Disposition: form-data; name="a"\r\n${field('b', '1')}--b--`],
    ['a part of nothing', `--b\r\n${field('a', '1')}--b--`],
    ['something after the boundary', `--bc\r\n${field('a', '1')}--b--`],
    ['a line feed after the boundary', '--b.\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--'],
    ['a carriage return after the boundary', '--b\r.Content-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--'],
    ['a half boundary', '--b\r\n--b'],
    ['headers without an end', `--b\r\n${'x'.repeat(100_000)}\r\n--b--`],
    ['headers that are too long', `${part(`Content-Disposition: form-data; name="${'x'.repeat(17_000)}"`)}--b--`],
    ['line feeds for line breaks', '--b\nContent-Disposition: form-data; name="a"\n\n1\n--b--'],
  ])('refuses a body with %s', (_, text) => {
    expect(() => parse(text)).toThrow(new BadRequestError('The form is malformed'));
  });

  it.each([undefined, '', 'x'.repeat(71)])('refuses the boundary %j', (boundary) => {
    expect(() => parseMultipart(Buffer.from('--b--'), boundary, 1)).toThrow(
      new BadRequestError('The content type of the form has no boundary'),
    );
  });

  it('takes a boundary of 70 characters, which is the longest there is (RFC 2046 section 5.1.1)', () => {
    const boundary = 'x'.repeat(70);
    expect(parse(`--${boundary}--`, 1, boundary)).toEqual([]);
  });

  it('takes a part that ends with its headers for an empty one', () => {
    expect(parse('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n--b--')).toEqual([['a', '']]);
  });

  it('reads form-data in any letter case', () => {
    expect(parse(`${part('Content-Disposition: Form-Data; name="a"')}--b--`)).toEqual([['a', 'x']]);
  });

  it('takes back what browsers escape in names, of fields as of files', () => {
    const name = 'a%22b%0D%0ac%41';
    expect(parse(`${field(name, '1')}${part(`Content-Disposition: form-data; name="${name}"; filename="x"`)}--b--`)).toEqual([
      ['a"b\r\nc%41', '1'],
      ['a"b\r\nc%41', expect.objectContaining({ name: 'a"b\r\nc%41', filename: 'x' })],
    ]);
  });

  it('limits the number of parts', () => {
    expect(parse(`${field('a', '1')}${field('b', '2')}--b--`, 2)).toHaveLength(2);
    expect(() => parse(`${field('a', '1')}${field('b', '2')}${field('c', '3')}--b--`, 2)).toThrow(/more than 2 fields/);
  });

  it('gives back what the fetch implementation encodes', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const entry = fc.record({
      name: text,
      value: text,
      filename: fc.option(fc.stringMatching(/^[\w. ü"-]{0,9}\w$/)),
      bytes: fc.uint8Array({ maxLength: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
        const web = new FormData();
        for (const { name, value, filename, bytes } of entries) {
          if (filename === null) web.append(name, value);
          else web.append(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/x-y' }), filename);
        }
        const encoded = new Response(web);
        const boundary = encoded.headers.get('content-type')?.split('boundary=')[1];
        const parsed = parseMultipart(new Uint8Array(await encoded.arrayBuffer()), boundary, 100);
        const lines = (value: string) => value.replace(/\r\n|\r|\n/g, '\r\n');
        expect(parsed.map(([name, value]) => [name, typeof value === 'string' ? value : [value.filename, [...value.bytes]]])).toEqual(
          entries.map(({ name, value, filename, bytes }) => [lines(name), filename === null ? lines(value) : [filename, [...bytes]]]),
        );
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it('answers any bytes with parts or a refusal', () => {
    const piece = fc.constantFrom(
      '--b',
      '--',
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; ',
      'name="a"',
      'filename=',
      '"',
      ';',
      'x',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          for (const [name, value] of parse(pieces.join(''))) expect([typeof name, typeof value]).toContain('string');
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequestError);
        }
      }),
      { numRuns: 3000, seed: 12 },
    );
  });

  it.each([
    ['parameters that never close', part(`Content-Disposition: form-data${';name="'.repeat(2000)}`)],
    ['boundaries that are none', '\r\n--'.repeat(250_000)],
    ['blanks after a boundary', `--b${' '.repeat(1_000_000)}`],
    ['backslashes', part(`Content-Disposition: form-data; name="${'\\'.repeat(16_000)}`)],
  ])('refuses a megabyte of %s in linear time', (_, text) => {
    const start = process.cpuUsage().user;
    for (let size = 0; size < 1_000_000; size += text.length) expect(() => parse(text)).toThrow(BadRequestError);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });
});
