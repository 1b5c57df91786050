import { wireBody } from '../../../src/adapters/wire-body.js';
import { HttpResponse } from '../../../src/http/http-response.js';

function wire(body: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = new HttpResponse(null, { headers });
  return wireBody({ response, body });
}

const text = (value: string) => ({ body: value, isBase64Encoded: false });
const base64 = (bytes: Uint8Array) => ({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });
const utf8 = (value: string) => new TextEncoder().encode(value);
const NOT_UTF8 = new Uint8Array([0x68, 0xff, 0xfe]);

describe('the body of a result', () => {
  it.each([
    'text/plain',
    'text/html; charset=utf-8',
    'TEXT/CSS',
    'text/csv; charset="UTF-8"',
    'text/plain; charset=us-ascii',
    'application/json',
    'application/vnd.api+json',
    'application/xml',
    'application/atom+xml',
    'image/svg+xml',
    'application/javascript',
    'application/x-www-form-urlencoded',
    'application/graphql',
    'application/yaml',
    'application/x-ndjson',
  ])('is text when bytes of type %s are UTF-8', (type) => {
    expect(wire(utf8('zäh\0'), { 'content-type': type })).toEqual(text('zäh\0'));
    expect(wire(NOT_UTF8, { 'content-type': type })).toEqual(base64(NOT_UTF8));
  });

  it.each([
    'image/png',
    'application/octet-stream',
    'application/pdf',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'multipart/form-data; boundary=x',
    'text/html; charset=shift_jis',
    'text/plain; charset=utf-16',
    'text',
    '',
    'text/html;;=',
  ])('is base64 when bytes have the type %p', (type) => {
    expect(wire(utf8('abc'), { 'content-type': type })).toEqual(base64(utf8('abc')));
  });

  it('is decided by the bytes when there is no type', () => {
    expect(wire(utf8('zäh'))).toEqual(text('zäh'));
    expect(wire(NOT_UTF8)).toEqual(base64(NOT_UTF8));
  });

  it.each([
    ['gzip', true],
    ['identity, br', true],
    [' Identity ', false],
    ['identity', false],
    ['', false],
    [',', false],
  ])('with the content coding %p is base64: %p', (coding, isBase64) => {
    expect(wire(utf8('abc'), { 'content-type': 'text/plain', 'content-encoding': coding })).toEqual(
      isBase64 ? base64(utf8('abc')) : text('abc'),
    );
  });

  it('keeps a byte order mark', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x61]);
    expect(Buffer.from(wire(bytes, { 'content-type': 'text/csv' }).body)).toEqual(Buffer.from(bytes));
  });

  it('takes text as it is, whatever the type', () => {
    expect(wire('añb', { 'content-type': 'image/png' })).toEqual(text('añb'));
  });

  it('is empty and no base64 without bytes', () => {
    expect(wire(new Uint8Array(0), { 'content-type': 'image/png' })).toEqual(text(''));
  });

  it('takes just the bytes that are given, out of a larger buffer', () => {
    const large = utf8('--abc--');
    expect(wire(large.subarray(2, 5))).toEqual(text('abc'));
    expect(wire(large.subarray(2, 5), { 'content-type': 'image/png' })).toEqual(base64(utf8('abc')));
  });
});
