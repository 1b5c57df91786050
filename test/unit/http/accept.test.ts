import fc from 'fast-check';
import { compileMediaTypeChoice } from '../../../src/http/accept.js';
import { type MediaType, parseMediaType } from '../../../src/http/media-type.js';
import { fastestOf5 } from '../middleware/support/fastest.js';

const OFFERED = ['application/json', 'text/csv', 'text/html;level=1', 'application/vnd.a+json'];

function chooseFrom(offered: readonly string[], header: string | undefined): string | undefined {
  return offered[compileMediaTypeChoice(offered.map((type) => parseMediaType(type) as MediaType))(header)];
}

describe('the choice among media types', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['APPLICATION/JSON', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['text/html;level=1', 'text/html;level=1'],
    ['text/html;level=2', undefined],
    ['text/html', 'text/html;level=1'],
    ['application/vnd.a+json', 'application/vnd.a+json'],
    ['image/png', undefined],
    ['image/*', undefined],
    ['text/plain', undefined],
    // Weights.
    ['application/json;q=0.5, text/csv', 'text/csv'],
    ['application/json;q=0.5, text/csv;q=0.6', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.5', 'application/json'],
    ['application/json;q=0', undefined],
    ['application/json;q=0, */*', 'text/csv'],
    ['*/*;q=0', undefined],
    ['text/csv;q=0.001', 'text/csv'],
    ['application/json ; q=0.2 , text/csv ; Q=0.9', 'text/csv'],
    // The most specific range counts, wherever it stands and whatever its weight.
    ['*/*, application/json;q=0.1', 'text/csv'],
    ['text/*;q=0.9, text/csv;q=0.1, text/html;level=1;q=0.2, application/json;q=0.15', 'text/html;level=1'],
    ['text/html;level=1;q=0.3, text/html;q=0.7, text/*;q=0.1, */*;q=0.5', 'application/json'],
    ['*/*;q=0.1, text/*;q=0.2', 'text/csv'],
    ['application/json;q=0.1, application/json;q=0.9, text/csv;q=0.5', 'application/json'],
    // A charset is not a reason to refuse; other parameters are.
    ['application/json;charset=utf-8', 'application/json'],
    ['application/json; charset=utf-8; q=0.1, text/csv; q=0.2', 'text/csv'],
    ['application/json;version=2', undefined],
    // Parameters behind the weight belong to nothing.
    ['application/json;q=1;version=2', 'application/json'],
    // What cannot be read says nothing.
    ['json', 'application/json'],
    ['json, text/csv', 'text/csv'],
    ['*, text/csv', 'text/csv'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'text/html;level=1'],
    ['application/json;q=2, text/csv;q=0.1', 'text/csv'],
    ['application/json;q=-1', 'application/json'],
    ['application/json;q=, text/csv;q=.', 'application/json'],
    ['*/json, text/csv', 'text/csv'],
    ['text/csv;q=1.000', 'text/csv'],
    ['text/csv;q="0.5", application/json;q=0.6', 'application/json'],
    // Quotes hide commas.
    ['text/html;level="1", application/json;q=0.1', 'text/html;level=1'],
    ['text/x;a="b, application/json", text/csv', 'text/csv'],
    ['text/x;a="b\\", application/json", text/csv', 'text/csv'],
    ['text/x;a="b, application/json', 'application/json'],
    [',,, ,text/csv,,', 'text/csv'],
  ])('of %p is %p', (header, chosen) => {
    expect(chooseFrom(OFFERED, header)).toBe(chosen);
  });

  it('is the same when it is asked for again', () => {
    const choose = compileMediaTypeChoice(OFFERED.map((type) => parseMediaType(type) as MediaType));

    for (let at = 0; at < 200; at++) {
      const header = `text/csv;q=0.${at % 10}1, application/json;q=0.5, x/y${at % 100}`;
      expect(choose(header)).toBe(at % 10 >= 5 ? 1 : 0);
    }
  });

  const type = fc.constantFrom('a/x', 'a/y', 'b/x', 'b/z');
  const range = fc.tuple(fc.constantFrom('*/*', 'a/*', 'b/*', 'c/*', 'a/x', 'a/y', 'b/x', 'b/z', 'c/x'), fc.integer({ min: 0, max: 10 }));

  it('is what the standard says, word by word (1000 runs)', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(type, { minLength: 1 }),
        fc.uniqueArray(range, { minLength: 1, selector: ([name]) => name }),
        (offered, ranges) => {
          const weigh = (of: string) =>
            [of, `${of[0]}/*`, '*/*'].map((name) => ranges.find(([given]) => given === name)?.[1]).find((weight) => weight !== undefined) ??
            0;
          const best = Math.max(...offered.map(weigh));
          const expected = best === 0 ? undefined : offered.find((each) => weigh(each) === best);

          expect(chooseFrom(offered, ranges.map(([name, weight]) => `${name};q=${weight / 10}`).join(', '))).toBe(expected);
        },
      ),
      { numRuns: 1000, seed: 1 },
    );
  });

  it('never throws, and is one of those offered or none (1000 runs)', () => {
    const noise = fc.string({ unit: fc.constantFrom('*', '/', ',', ';', '=', 'q', '"', '\\', ' ', '.', '0', '1', 'text', 'csv') });
    fc.assert(
      fc.property(noise, (header) => {
        expect([...OFFERED, undefined]).toContain(chooseFrom(OFFERED, header));
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it.each(['text/csv,', 'a/b;c="', '"\\', ';', ' ', 'a/b;q=0.5;', '*/*;', '\t,'])('takes linear time for many %j', (piece) => {
    const time = (length: number) => fastestOf5(() => chooseFrom(OFFERED, piece.repeat(length)));
    time(1000);

    expect(time(80_000)).toBeLessThan(time(10_000) * 24 + 5);
  });
});
