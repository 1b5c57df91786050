import fc from 'fast-check';
import type { RequestContext } from '../../../src/http/request-context.js';
import { compileWildcard, isOrigin, isSentOrigin, isWildcardOrigin, normalizeOrigin } from '../../../src/middleware/internal/origin.js';
import { compileOriginRule, type OriginOption } from '../../../src/middleware/internal/origin-rule.js';
import { fastestOf5 } from './support/fastest.js';

const reqCtx = {} as RequestContext;
const allowedBy = (option: OriginOption, origin: string, credentials = false) => compileOriginRule(option, credentials)(origin, reqCtx);

describe('an origin', () => {
  it.each([
    'https://example.com',
    'http://localhost:3000',
    'HTTPS://EXAMPLE.COM',
    'http://127.0.0.1:8080',
    'http://[::1]',
    'capacitor://localhost',
    'chrome-extension://abcdefgh',
    'https://xn--bcher-kva.example',
    'https://a_b.example.com',
  ])('%s is one', (text) => {
    expect(isOrigin(text)).toBe(true);
  });

  it.each([
    '',
    'null',
    '*',
    'example.com',
    '//example.com',
    'https://',
    'https:///',
    'https://example.com/',
    'https://example.com?x',
    'https://example.com#x',
    'https://me@example.com',
    'https://example.com:',
    'https://example.com:123456',
    'https://exa mple.com',
    'https://exämple.com',
    'https://*.example.com',
    'https://a.com, https://b.com',
    'https://example.com\n',
    '1https://example.com',
  ])('%p is none', (text) => {
    expect(isOrigin(text)).toBe(false);
  });

  it('loses letter case and the port that goes without saying', () => {
    expect(normalizeOrigin('HTTPS://Example.com:443')).toBe('https://example.com');
    expect(normalizeOrigin('http://example.com:80')).toBe('http://example.com');
    expect(normalizeOrigin('http://example.com:443')).toBe('http://example.com:443');
    expect(normalizeOrigin('https://example.com:8443')).toBe('https://example.com:8443');
  });

  it('is read in less than 5 ms when 64 KB were sent', () => {
    for (const text of [`https://${'a'.repeat(65_536)}`, 'a'.repeat(65_536), `https://a${'.-'.repeat(32_768)}`, '://'.repeat(21_845)]) {
      expect(isSentOrigin(text)).toBe(false);
      expect(fastestOf5(() => isOrigin(text))).toBeLessThan(5);
    }
  });
});

describe('a wildcard', () => {
  const isAllowed = compileWildcard('https://*.Example.com');

  it.each(['https://a.example.com', 'https://a-b_1.example.com', 'https://xn--a.example.com'])('stands for one label: %s', (origin) => {
    expect(isAllowed(origin)).toBe(true);
  });

  it.each([
    'https://example.com',
    'https://.example.com',
    'https://a.b.example.com',
    'http://a.example.com',
    'https://a.example.com.evil.com',
    'https://aexample.com',
    'https://a.example.com:8443',
    'https://evil.com/.example.com',
    'https://evil.com?.example.com',
    'https://evil.com@x.example.com',
    'null',
  ])('does not stand for %s', (origin) => {
    expect(isAllowed(origin)).toBe(false);
  });

  it.each(['https://*', 'https://h*', 'https://*example.com', 'https://a.*.com', 'https://*.', '*.example.com', '*://*.example.com'])(
    'cannot be written as %s',
    (pattern) => {
      expect(isWildcardOrigin(pattern)).toBe(false);
    },
  );

  it('never allows an origin whose host is not exactly one label longer', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '_', '.', '/', '@', ':', '?', '#', ' ', '%'), maxLength: 6 });
    fc.assert(
      fc.property(part, (label) => {
        const expected = /^[a-z\d_-]+$/.test(label.toLowerCase());
        expect(isAllowed(`https://${label.toLowerCase()}.example.com`)).toBe(expected);
      }),
      { numRuns: 2000, seed: 6454 },
    );
  });
});

describe('the origin option', () => {
  it('reflects what is listed, in the spelling that was sent', () => {
    expect(allowedBy(['https://a.com', 'https://Example.com:443'], 'https://example.com')).toBe('https://example.com');
    expect(allowedBy('https://example.com', 'https://example.com.evil.com')).toBeUndefined();
    expect(allowedBy([], 'https://example.com')).toBeUndefined();
  });

  it('allows `null` only where it is listed by name', () => {
    expect(allowedBy('null', 'null')).toBe('null');
    expect(allowedBy([/.*/, 'https://*.example.com'], 'null')).toBeUndefined();
  });

  it('asks an expression anew each time, also one that remembers where it stopped', () => {
    const rule = compileOriginRule(/example\.com$/gy, false);
    const searching = compileOriginRule(/example/g, false);

    expect(rule('https://example.com', reqCtx)).toBe('https://example.com');
    for (let again = 0; again < 3; again++) expect(searching('https://example.com', reqCtx)).toBe('https://example.com');
  });

  it('never shows an expression or a function what is no origin', () => {
    const seen: string[] = [];
    const rule = compileOriginRule((origin) => seen.push(origin) > 0, false);
    for (const text of ['', 'https://a.com, https://b.com', `https://${'a'.repeat(1000)}`, 'é', 'https://a.com\u2028']) {
      expect(rule(text, reqCtx)).toBeUndefined();
      expect(allowedBy(/(?:)/, text)).toBeUndefined();
    }
    expect(seen).toEqual([]);
  });

  it('takes from a function true, another value to send, or a promise of either', async () => {
    expect(allowedBy(() => true, 'https://a.com')).toBe('https://a.com');
    expect(allowedBy(() => 'https://b.com', 'https://a.com')).toBe('https://b.com');
    await expect(allowedBy(async () => true, 'https://a.com')).resolves.toBe('https://a.com');
    for (const nothing of [false, '', null, undefined]) expect(allowedBy(() => nothing, 'https://a.com')).toBeUndefined();
  });

  it("does not let a function send '*' together with credentials", () => {
    expect(allowedBy(() => '*', 'https://a.com', false)).toBe('*');
    expect(allowedBy(() => '*', 'https://a.com', true)).toBeUndefined();
  });

  it('allows of random origins exactly those that are listed', () => {
    const host = fc.stringMatching(/^[a-c]{1,2}(?:\.[a-c]{1,2}){0,2}$/);
    const origin = fc
      .tuple(fc.constantFrom('http', 'https'), host, fc.constantFrom('', ':80', ':443', ':8080'))
      .map(([s, h, p]) => `${s}://${h}${p}`);
    fc.assert(
      fc.property(fc.array(origin, { maxLength: 5 }), origin, (listed, asking) => {
        const same = listed.some((each) => new URL(each).origin === new URL(asking).origin);
        // Browsers leave out the port that goes without saying.
        const sent = new URL(asking).origin;
        expect(allowedBy(listed, sent)).toBe(same ? sent : undefined);
      }),
      { numRuns: 2000, seed: 6455 },
    );
  });
});
