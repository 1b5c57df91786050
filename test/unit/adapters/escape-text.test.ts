import fc from 'fast-check';
import {
  DECODED,
  encodeText,
  escapePath,
  escapeText,
  IN_PATH,
  IN_QUERY,
  IN_QUERY_NAME,
  IN_QUERY_VALUE,
  isPlainPath,
} from '../../../src/adapters/escape-text.js';
import { encodePath } from '../../../src/http/path.js';
import { canonicalPath } from '../../../src/shared/canonical-path.js';

describe('escaping text for a URL', () => {
  it.each([
    ['/orders', '/orders'],
    ['/a b', '/a%20b'],
    ['/a?b#c', '/a%3Fb%23c'],
    ['/a\tb\n\0\x7f', '/a%09b%0A%00%7F'],
    ['/café/日本', '/caf%C3%A9/%E6%97%A5%E6%9C%AC'],
    ['/😀', '/%F0%9F%98%80'],
    ['/a\\b', '/a%5Cb'],
    ['/"<>[]^`{|}', '/%22%3C%3E%5B%5D%5E%60%7B%7C%7D'],
    ["/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"],
    ['/\ud800x', '/%EF%BF%BDx'],
    ['//a//', '//a//'],
  ])('gives %p in a path as %p', (text, escaped) => {
    expect(escapeText(text, IN_PATH)).toBe(escaped);
    expect(escapeText(text, IN_PATH | DECODED)).toBe(escaped);
  });

  it.each([
    ['/100% sure', '/100%%20sure', '/100%25%20sure'],
    ['/50%', '/50%', '/50%25'],
    ['/%4', '/%4', '/%254'],
    ['/%zz', '/%zz', '/%25zz'],
    ['/%41%e9', '/%41%e9', '/%41%e9'],
    ['/%09%AF%af%FA%fa', '/%09%AF%af%FA%fa', '/%09%AF%af%FA%fa'],
    ['/%0g%G0%/0%:0%@0%`0', '/%0g%G0%/0%:0%@0%%600', '/%250g%25G0%25/0%25:0%25@0%25%600'],
    ['/%%41', '/%%41', '/%25%41'],
  ])('takes a percent sign in %p for what it is, encoded or decoded', (text, encoded, decoded) => {
    expect(escapeText(text, IN_PATH)).toBe(encoded);
    expect(escapeText(text, IN_PATH | DECODED)).toBe(decoded);
  });

  it.each([
    ['/users/7', true],
    ['/a.b/c..d/~x', true],
    ["/-._~!$&'()*+,;=:@", true],
    ['/.well-known', false],
    ['/a/..', false],
    ['/a%20b', false],
    ['/100%', false],
    ['/a b', false],
    ['/caf\u00e9', false],
    ['/\x7f', false],
    ['/\x80', false],
  ])('knows whether %p is the path that everybody sees: %p', (raw, isPlain) => {
    expect(isPlainPath(raw)).toBe(isPlain);
  });

  it('calls plain only what escaping and canonical form leave alone, without escapes and dot segments', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'Z', '.', '/', '%', '%41', ' ', '~', '\x7f', 'é', '?') }).map((text) => `/${text}`);
    fc.assert(
      fc.property(path, fc.boolean(), (raw, isDecoded) => {
        const isOwnForm = canonicalPath(escapePath(raw, isDecoded)) === raw && !raw.includes('%');
        expect(isPlainPath(raw)).toBe(isOwnForm && !raw.includes('/.'));
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  it('leaves a query as it is but for what would end it or be deleted from it', () => {
    expect(escapeText('a=1&b=%zz&c[d]={x|y}/?^`\\', IN_QUERY)).toBe('a=1&b=%zz&c[d]={x|y}/?^`\\');
    expect(escapeText('a=1#b=2\t\n<>" é', IN_QUERY)).toBe('a=1%23b=2%09%0A%3C%3E%22%20%C3%A9');
    expect(escapeText('#', IN_QUERY)).toBe('%23');
    expect(escapeText('# a', IN_QUERY)).toBe('%23%20a');
  });

  it('keeps a pair of a query together', () => {
    expect(escapeText('a&b=c', IN_QUERY_VALUE)).toBe('a%26b=c');
    expect(escapeText('a&b=c', IN_QUERY_NAME)).toBe('a%26b%3Dc');
  });

  it('encodes decoded text so that it decodes to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeURIComponent(encodeText(text))).toBe(text.toWellFormed());
        expect(encodeText(text)).toMatch(/^[\w.~!'()*%-]*$/);
      }),
      { numRuns: 2000, seed: 12 },
    );
  });

  it('agrees with the rule for paths, changes nothing twice, and means what a URL means', () => {
    const character = fc.oneof(
      fc.constantFrom('/', '%', '4', '1', ' ', '?', '#', '\\', 'é', '\ud83d', '\ude00', '^', '|'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (characters) => {
        const text = `/${characters.join('')}`;
        const escaped = escapeText(text, IN_PATH | DECODED);
        expect(escaped).toBe(encodePath(text));
        expect(escapeText(escaped, IN_PATH | DECODED)).toBe(escaped);
        expect(escaped.split('/')).toHaveLength(text.split('/').length);
        expect(escaped).toMatch(/^[\x21-\x7e]*$/);
        const { pathname, search, hash } = new URL(`https://h/x${escaped}`);
        expect([search, hash]).toEqual(['', '']);
        if (!/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(escaped)) expect(pathname).toBe(`/x${escaped}`);
      }),
      { numRuns: 5000, seed: 13 },
    );
  });

  it('is linear in the length of hostile text', () => {
    const time = (length: number) => {
      const text = `/${'% '.repeat(length)}`;
      const start = process.hrtime.bigint();
      escapeText(text, IN_PATH | DECODED);
      return Number(process.hrtime.bigint() - start) / 1e6;
    };
    time(1000);
    expect(time(200_000)).toBeLessThan(1000);
  });
});
