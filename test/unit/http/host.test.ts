import fc from 'fast-check';
import { isValidHost } from '../../../src/http/host.js';

describe('isValidHost', () => {
  it.each([
    'example.com',
    'localhost',
    'a_b.example.com',
    '127.0.0.1',
    'example.com:8443',
    'example.com:',
    '[::1]',
    '[2001:db8::1]:443',
    'EXAMPLE.com',
    'x.execute-api.eu-central-1.amazonaws.com',
  ])('takes %s', (host) => {
    expect(isValidHost(host)).toBe(true);
  });

  it.each([
    '',
    'h@evil.com',
    'a b',
    'a/b',
    'a\\b',
    'a?b',
    'a#b',
    'a%2fb',
    'a<>',
    'a\r\nb',
    'a\0',
    'a:b',
    'a:1:2',
    'a:99999',
    'a.999',
    '1.2.3.4.5',
    '[:::]',
    '[::1',
    '::1',
    '[::1]x',
    'é.com',
    'a, b',
    'a|b',
    'a^b',
    `${'x'.repeat(300)}.com`,
  ])('refuses %j', (host) => {
    expect(isValidHost(host)).toBe(false);
  });

  it('takes nothing that could change the rest of an address', () => {
    const character = fc.constantFrom(
      'a',
      '1',
      '.',
      '-',
      ':',
      '@',
      '/',
      '\\',
      '[',
      ']',
      '?',
      '#',
      ' ',
      '%',
      '_',
      '*',
      '\t',
      '\u3002',
      '\uff0f',
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 5 }), (characters) => {
        const host = characters.join('');
        if (!isValidHost(host)) return;
        taken++;
        const url = new URL(`https://${host}//x?y`);
        expect([url.username, url.password, url.pathname, url.search, url.hash]).toEqual(['', '', '//x', '?y', '']);
      }),
      { numRuns: 5000, seed: 16 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
