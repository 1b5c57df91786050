import fc from 'fast-check';
import { decodeSegment, stripBase } from '../../../src/http/path.js';

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
