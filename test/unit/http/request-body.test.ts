import { BadRequestError, RequestEntityTooLargeError, UnsupportedMediaTypeError } from '../../../src/errors/http-errors.js';
import type { FormFile } from '../../../src/http/form-values.js';
import type { RawBody } from '../../../src/http/http-source.js';
import { DEFAULT_LIMITS } from '../../../src/http/limits.js';
import { RequestBody } from '../../../src/http/request-body.js';

const bodyOf = (raw: Partial<RawBody> | undefined, contentType?: string, limits = {}) =>
  new RequestBody(raw && { text: undefined, base64: false, bytes: undefined, ...raw }, contentType, { ...DEFAULT_LIMITS, ...limits });

const binary = Uint8Array.from({ length: 256 }, (_, at) => at);

describe('RequestBody', () => {
  describe.each([
    ['text', { text: 'Grüße' }],
    ['base64', { text: Buffer.from('Grüße').toString('base64'), base64: true }],
    ['bytes', { bytes: new Uint8Array(Buffer.from('Grüße')) }],
  ])('delivered as %s', (_, raw) => {
    it('is text and bytes, the same each time', () => {
      const body = bodyOf(raw);
      expect(body.isEmpty).toBe(false);
      expect(body.text()).toBe('Grüße');
      expect(Buffer.from(body.bytes()).toString()).toBe('Grüße');
      expect(body.bytes()).toBe(body.bytes());
    });
  });

  it.each([
    ['nothing', undefined],
    ['empty text', { text: '' }],
    ['empty base64', { text: '', base64: true }],
    ['no bytes', { bytes: new Uint8Array(0) }],
    ['neither text nor bytes', {}],
  ])('is empty for %s', (_, raw) => {
    const body = bodyOf(raw);
    expect(body.isEmpty).toBe(true);
    expect(body.text()).toBe('');
    expect(body.bytes()).toHaveLength(0);
    expect(() => body.json()).toThrow(new BadRequestError('The request has no body'));
  });

  it('keeps bytes exactly, base64 or not', () => {
    expect(new Uint8Array(bodyOf({ text: Buffer.from(binary).toString('base64'), base64: true }).bytes())).toEqual(binary);
    expect(bodyOf({ bytes: binary }).bytes()).toBe(binary);
  });

  it('keeps a byte order mark in text and skips it in JSON', () => {
    for (const raw of [{ text: '\ufeff[1]' }, { text: Buffer.from('\ufeff[1]').toString('base64'), base64: true }]) {
      expect(bodyOf(raw).text()).toBe('\ufeff[1]');
      expect(bodyOf(raw).json()).toEqual([1]);
    }
  });

  it('parses JSON once', () => {
    const body = bodyOf({ text: '{"a":1}' });
    expect(body.json()).toEqual({ a: 1 });
    expect(body.json()).toBe(body.json());
    expect(bodyOf({ text: 'null' }).json()).toBeNull();
  });

  it('refuses broken JSON each time, repeating nothing of it', () => {
    const body = bodyOf({ text: '{"secret":' });
    for (const _ of [1, 2]) expect(() => body.json()).toThrow(new BadRequestError('The body is not valid JSON'));
  });

  it('applies the limits of JSON', () => {
    expect(() => bodyOf({ text: '[[1]]' }, undefined, { jsonDepth: 1 }).json()).toThrow(/deeper than 1 /);
    expect(() => bodyOf({ text: '{"a":1,"b":2}' }, undefined, { objectKeys: 1 }).json()).toThrow(/more than 1 keys/);
  });

  it('refuses broken base64 whenever it is read, and not before', async () => {
    const body = bodyOf({ text: 'not base64!', base64: true }, 'multipart/form-data; boundary=x');
    const refused = new BadRequestError('The body is not valid base64');
    expect(body.isEmpty).toBe(false);
    expect(() => body.text()).toThrow(refused);
    expect(() => body.bytes()).toThrow(refused);
    expect(() => body.json()).toThrow(refused);
    await expect(body.form()).rejects.toThrow(refused);
  });

  it.each([
    ['text', (size: number) => ({ text: 'x'.repeat(size) })],
    ['text of wide characters', (size: number) => ({ text: `${'€'.repeat(Math.floor(size / 3))}${'x'.repeat(size % 3)}` })],
    ['base64', (size: number) => ({ text: Buffer.alloc(size).toString('base64'), base64: true })],
    ['bytes', (size: number) => ({ bytes: new Uint8Array(size) })],
  ])('limits the decoded bytes of %s', async (_, make) => {
    for (const size of [100, 99, 98]) expect(bodyOf(make(size), undefined, { bodyBytes: 100 }).bytes()).toHaveLength(size);
    const body = bodyOf(make(101), 'application/x-www-form-urlencoded', { bodyBytes: 100 });
    const refused = new RequestEntityTooLargeError('The body is larger than 100 bytes');
    for (const _again of [1, 2]) {
      expect(() => body.text()).toThrow(refused);
      expect(() => body.json()).toThrow(refused);
      expect(() => body.bytes()).toThrow(refused);
    }
    await expect(body.form()).rejects.toThrow(refused);
  });

  it.each([
    ['text', { text: '€x' }],
    ['base64', { text: Buffer.from('€x').toString('base64'), base64: true }],
    ['bytes', { bytes: Buffer.from('€x') }],
  ])('says whether %s is larger than some number of bytes', (_, raw) => {
    const body = bodyOf(raw, undefined, { bodyBytes: 1 });
    expect([3, 4, 5].map((bytes) => body.isLargerThan(bytes))).toEqual([true, false, false]);
    expect(bodyOf(undefined).isLargerThan(0)).toBe(false);
  });

  it('reads an urlencoded form, once', async () => {
    const body = bodyOf({ text: 'a=1&b=x+y&a=2&c%5Bd%5D=%C3%A4' }, 'application/x-www-form-urlencoded; charset=utf-8');
    const form = await body.form();
    expect(await body.form()).toBe(form);
    expect([...form]).toEqual([
      ['a', '1'],
      ['b', 'x y'],
      ['a', '2'],
      ['c[d]', 'ä'],
    ]);
    expect(form.get('a')).toBe('1');
    expect(form.getAll('a')).toEqual(['1', '2']);
    expect(form.get('none')).toBeNull();
    expect(form.has('b')).toBe(true);
    expect(form.has('none')).toBe(false);
    expect([...form.keys()]).toEqual(['a', 'b', 'a', 'c[d]']);
    expect([...form.values()]).toEqual(['1', 'x y', '2', 'ä']);
    const seen: unknown[] = [];
    form.forEach((value, name) => {
      seen.push([name, value]);
    });
    expect(seen).toEqual([...form.entries()]);
  });

  it('reads an urlencoded form that arrives as base64', async () => {
    const form = await bodyOf({ text: Buffer.from('a=1').toString('base64'), base64: true }, 'application/x-www-form-urlencoded').form();
    expect(form.get('a')).toBe('1');
  });

  it('limits the fields of an urlencoded form', async () => {
    const type = 'application/x-www-form-urlencoded';
    expect([...(await bodyOf({ text: 'a&b' }, type, { queryPairs: 2 }).form())]).toHaveLength(2);
    await expect(bodyOf({ text: 'a=1&b=2&c=3' }, type, { queryPairs: 2 }).form()).rejects.toThrow(
      new BadRequestError('The form has more than 2 fields'),
    );
  });

  it('reads a multipart form with bytes as they are', async () => {
    const web = new FormData();
    web.append('title', 'Grüße');
    web.append('file', new Blob([binary], { type: 'image/png' }), 'pic.png');
    const encoded = new Response(web);
    const type = encoded.headers.get('content-type') ?? '';
    const bytes = Buffer.from(await encoded.arrayBuffer());
    for (const raw of [{ bytes }, { text: bytes.toString('base64'), base64: true }]) {
      const form = await bodyOf(raw, type).form();
      expect(form.get('title')).toBe('Grüße');
      const file = form.get('file') as FormFile;
      expect({ ...file, bytes: new Uint8Array(file.bytes) }).toEqual({
        name: 'file',
        filename: 'pic.png',
        contentType: 'image/png',
        bytes: binary,
      });
    }
  });

  it.each([undefined, '', 'application/json', 'text/plain', 'multipart/form-data x', 'multipart/mixed; boundary=x'])(
    'finds no form in the content type %j',
    async (type) => {
      await expect(bodyOf({ text: 'a=1' }, type).form()).rejects.toBeInstanceOf(UnsupportedMediaTypeError);
    },
  );
});
