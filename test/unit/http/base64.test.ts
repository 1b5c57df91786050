import fc from 'fast-check';
import { base64Size, decodeBase64 } from '../../../src/http/base64.js';

describe('decodeBase64', () => {
  it('gives back exactly the bytes that were encoded, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        for (const each of [text, text.replace(/=+$/, '')]) {
          expect(new Uint8Array(decodeBase64(each)!)).toEqual(bytes);
          expect(base64Size(each)).toBe(bytes.length);
        }
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it.each([
    '=',
    '==',
    '===',
    'A',
    'AA=',
    'AAA==',
    'AAAAA',
    'A=AA',
    'AA==AA==',
    'AAAA=',
    'AAAA==',
    'AA AA',
    'AAAA\n',
    '\nAAAA',
    'AA\r\nAA',
    'AA-_',
    'A*AA',
    'AAA\u0141',
    '\u0141\u0141\u0141\u0141',
    '{"a":1}',
    'AAAA\0',
    'AA\u00ad\u00adAA',
  ])('refuses %j', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it('takes exactly what the grammar allows', () => {
    const grammar = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?$/;
    const character = fc.constantFrom('A', 'b', '+', '/', '9', '=', '-', '_', ' ', '\n', '\u0141', '\u00e9', '.');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 9 }), (characters) => {
        const text = characters.join('');
        expect(decodeBase64(text) !== undefined).toBe(grammar.test(text));
      }),
      { numRuns: 5000, seed: 7 },
    );
  });
});
