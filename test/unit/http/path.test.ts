import fc from 'fast-check';
import { decodeSegment, encodePath, hasDotSegment, stripBase } from '../../../src/http/path.js';

describe('encodePath', () => {
  it.each([
    ['/capture/space value', '/capture/space%20value'],
    ['/orders#x', '/orders%23x'],
    ['/a?b', '/a%3Fb'],
    ['/100% sure', '/100%25%20sure'],
    ['/café', '/caf%C3%A9'],
    ['/😀', '/%F0%9F%98%80'],
    ['/a\\b', '/a%5Cb'],
    ['/\0\n', '/%00%0A'],
    ['/\ud800', '/%EF%BF%BD'],
    ['/%zz%4', '/%25zz%254'],
    ['/%41%2f', '/%41%2f'],
    ['//evil.com/x', '//evil.com/x'],
    ["/a-._~!$&'()*+,;=:@b", "/a-._~!$&'()*+,;=:@b"],
    ['/\u212a\u017f', '/%E2%84%AA%C5%BF'],
    ['', ''],
  ])('makes %j into %j', (decoded, encoded) => {
    expect(encodePath(decoded)).toBe(encoded);
  });

  it('gives text that may stand in an address, with its segments, and has nothing to do the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = encodePath(`/${text}`);
        expect(encoded).toMatch(/^(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*$/i);
        expect(encoded.split('/')).toHaveLength(`/${text}`.split('/').length);
        expect(encodePath(encoded)).toBe(encoded);
      }),
      { numRuns: 1000, seed: 13 },
    );
  });
});

describe('decodeSegment', () => {
  it.each([
    ['abc', 'abc'],
    ['a%2Fb', 'a/b'],
    ['%252F', '%2F'],
    ['%C3%A9', 'é'],
    ['a+b', 'a+b'],
    ['', ''],
    ['%zz', undefined],
    ['%', undefined],
    ['%ff', undefined],
    ['%C3', undefined],
    ['a%00', undefined],
  ])('makes %j into %j', (raw, decoded) => {
    expect(decodeSegment(raw)).toBe(decoded);
  });

  it('undoes encodeURIComponent for text without NUL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(decodeSegment(encodeURIComponent(text))).toBe(text);
      }),
      { numRuns: 500, seed: 14 },
    );
  });
});

describe('stripBase', () => {
  it.each([
    ['/v1/x', '/v1', '/x'],
    ['/v1', '/v1', '/'],
    ['/v1/', '/v1', '/'],
    ['/v10/x', '/v1', '/v10/x'],
    ['/x/v1/y', '/v1', '/x/v1/y'],
    ['/v1/v1/y', '/v1', '/v1/y'],
    ['/a/b/c', '/a/b', '/c'],
    ['/x', '', '/x'],
    ['/v1//x', '/v1', '//x'],
  ])('takes from %j the base %j and leaves %j', (path, base, rest) => {
    expect(stripBase(path, base)).toBe(rest);
  });
});

describe('hasDotSegment', () => {
  it.each(['/.', '/..', '/a/.', '/a/../b', '/./', '//..', '/..//a'])('says yes to %s', (path) => {
    expect(hasDotSegment(path)).toBe(true);
  });

  it.each(['/', '/...', '/a..b', '/.a', '/..a/b', '/a./b', '/a../b', '/%2e'])('says no to %s', (path) => {
    expect(hasDotSegment(path)).toBe(false);
  });
});
