import fc from 'fast-check';
import { canonicalSegment, decodeSegment, encodePath, stripBase } from '../../../src/http/path.js';

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

  it('undoes encodePath for text without a percent sign or NUL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[%/\0]/.test(text));
        expect(decodeSegment(encodePath(text))).toBe(text);
      }),
      { numRuns: 500, seed: 14 },
    );
  });
});

describe('canonicalSegment', () => {
  it.each([
    ['admin', 'admin'],
    ['%61dmin', 'admin'],
    ['%7Euser%2D%2E%5F%30', '~user-._0'],
    ['caf%c3%a9', 'caf%C3%A9'],
    ['a%2fb', 'a%2Fb'],
    ['%2561', '%2561'],
    ['%zz%', '%zz%'],
    ['%20%21%00', '%20%21%00'],
  ])('makes %j into %j', (raw, canonical) => {
    expect(canonicalSegment(raw)).toBe(canonical);
  });

  it('never changes what a segment means', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '%61', '%2f', '%2F', '%C3%a9', '%25', '%', '%zz', '-', '%2d')), (pieces) => {
        const raw = pieces.join('');
        expect(decodeSegment(canonicalSegment(raw))).toBe(decodeSegment(raw));
        // A malformed segment is refused before it is used, so that its form does not matter.
        fc.pre(decodeSegment(raw) !== undefined);
        expect(canonicalSegment(canonicalSegment(raw))).toBe(canonicalSegment(raw));
      }),
      { numRuns: 1000, seed: 15 },
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
