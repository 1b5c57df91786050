import fc from 'fast-check';
import { decodeBasic, isBearerToken, readCredentials } from '../../../src/middleware/internal/credentials.js';
import { fastestOf5 } from './support/fastest.js';

const CASES = fc.constantFrom('bearer', 'Bearer', 'BEARER', 'bEaReR');
const TOKEN = fc.stringMatching(/^[\w\-.~+/]{1,40}={0,2}$/);
const PLAIN = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}|\ufffd|\p{Cs}/u.test(text));

describe('readCredentials', () => {
  it('finds what follows a scheme in any letter case (200 runs)', () => {
    fc.assert(
      fc.property(CASES, fc.integer({ min: 1, max: 5 }), TOKEN, (scheme, blanks, token) => {
        expect(readCredentials(`${scheme}${' '.repeat(blanks)}${token}`, 'bearer')).toBe(token);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('finds nothing behind another scheme (200 runs)', () => {
    fc.assert(
      fc.property(fc.string(), TOKEN, (scheme, token) => {
        fc.pre(scheme.toLowerCase() !== 'bearer');
        fc.pre(!/^bearer /i.test(`${scheme} ${token}`));
        expect(readCredentials(`${scheme} ${token}`, 'bearer')).toBeUndefined();
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it.each([undefined, '', ' ', 'bearer', 'bearer ', 'bearer\tx', ' bearer x'])('finds nothing in %p', (header) => {
    expect(readCredentials(header, 'bearer')).toBeUndefined();
  });
});

describe('isBearerToken', () => {
  it('takes what RFC 6750 allows, and nothing with anything else in it (200 runs)', () => {
    fc.assert(
      fc.property(TOKEN, fc.string({ minLength: 1 }), (token, other) => {
        expect(isBearerToken(token)).toBe(true);
        if (!/^[\w\-.~+/=]+$/.test(other)) expect(isBearerToken(`${token}${other}${token}`)).toBe(false);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it.each(['', '=', '==', 'a=b', 'a b', 'a,b', 'a\n'])('refuses %p', (text) => {
    expect(isBearerToken(text)).toBe(false);
  });
});

describe('decodeBasic', () => {
  it('gives back what a client encoded, up to the first colon and behind it (300 runs)', () => {
    fc.assert(
      fc.property(
        PLAIN.filter((text) => !text.includes(':')),
        PLAIN,
        (user, password) => {
          expect(decodeBasic(Buffer.from(`${user}:${password}`).toString('base64'))).toEqual([user, password]);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });

  it('gives two texts or nothing for whatever is sent (500 runs)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        const decoded = decodeBasic(text);
        if (decoded === undefined) return;
        expect(decoded).toHaveLength(2);
        expect(decoded[0]).not.toContain(':');
        expect(Buffer.from(decoded.join(':')).toString('base64').replace(/=+$/, '')).toBe(text.replace(/=+$/, ''));
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it.each(['ada:a\nb', 'a\tb:x', 'ada:\u0000', 'ada:\u0085', 'ada', '', 'ada:\ufffd'])('refuses %j', (text) => {
    expect(decodeBasic(Buffer.from(text).toString('base64'))).toBeUndefined();
  });

  it('takes linear time', () => {
    const time = (length: number) => fastestOf5(() => [decodeBasic('A'.repeat(length)), isBearerToken(`${'A='.repeat(length / 2)}!`)]);
    time(1000);

    expect(time(800_000)).toBeLessThan(time(100_000) * 24 + 5);
  });
});
