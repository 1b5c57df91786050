import { ResponseHeaders } from '../../../src/http/response-headers.js';
import { sharedLifetime, writeDirectives } from '../../../src/middleware/internal/cache-directives.js';

describe('writeDirectives', () => {
  it('writes each directive by its name in HTTP', () => {
    const all = {
      public: true,
      maxAge: 60,
      sMaxAge: 600,
      noCache: true,
      mustRevalidate: true,
      staleWhileRevalidate: 30,
      immutable: true,
    };

    expect(writeDirectives(all)).toBe('public, max-age=60, s-maxage=600, no-cache, must-revalidate, stale-while-revalidate=30, immutable');
    expect(writeDirectives({ private: true, noStore: false, maxAge: 0 })).toBe('private, max-age=0');
  });
});

describe('sharedLifetime', () => {
  it.each([
    [undefined, undefined],
    ['public', undefined],
    ['max-age=60', 60],
    ['max-age=60, s-maxage=600', 600],
    ['s-maxage=0, max-age=60', 0],
    ['Max-Age="60"', 60],
    ['max-age', 0],
    ['max-age=soon', 0],
    ['max-age=-1', 0],
    ['no-store', 0],
    ['public, max-age=60, NO-STORE', 0],
    ['private', 0],
    ['private="x", max-age=60', 0],
    ['no-cache', 0],
    ['x-private, max-age=5', 5],
  ])('of %p is %p', (text, expected) => {
    expect(sharedLifetime(new ResponseHeaders(text === undefined ? {} : { 'cache-control': text }))).toBe(expected);
  });
});
