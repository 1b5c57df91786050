import * as fc from 'fast-check';
import { canonicalPath } from '../../../src/shared/canonical-path.js';

describe('canonicalPath', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/%61%7E%2d%5F%2e/%39', '/a~-_./9'],
    ['/caf%c3%a9%2f', '/caf%C3%A9%2F'],
    ['/%2541', '/%2541'],
    ['/%', '/%'],
    ['/%4', '/%4'],
    ['/%zz%6', '/%zz%6'],
    ['/%%361', '/%%361'],
    ['/%61/%', '/%61/%'],
    ['/a:b@c+d', '/a:b@c+d'],
  ])('of %s is %s', (path, expected) => {
    expect(canonicalPath(path)).toBe(expected);
  });

  it('keeps what the path says and where its segments end, whatever it is (2,000 runs)', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (segments) => {
        const path = segments.map((segment) => `/${encodeURIComponent(segment.toWellFormed())}`).join('');
        const canonical = canonicalPath(path.replace(/%../g, (escaped) => escaped.toLowerCase()));

        expect(decodeURIComponent(canonical)).toBe(decodeURIComponent(path));
        expect(canonical.split('/')).toHaveLength(path.split('/').length);
        expect(canonicalPath(canonical)).toBe(canonical);
      }),
      { numRuns: 2000, seed: 20_260_716 },
    );
  });

  it('changes nothing the second time, whatever it is given (5,000 runs)', () => {
    const text = fc
      .array(fc.constantFrom('%', '%25', '%2', '4', '1', 'a', 'F', '/', '%61', '%2f'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (path) => {
        expect(canonicalPath(canonicalPath(path))).toBe(canonicalPath(path));
      }),
      { numRuns: 5000, seed: 20_260_717 },
    );
  });
});
