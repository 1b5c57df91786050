import fc from 'fast-check';
import { compileEncodingChoice } from '../../../src/middleware/internal/accept-encoding.js';
import { fastestOf5 } from './support/fastest.js';

const ALL = ['br', 'zstd', 'gzip', 'deflate'];
const choose = compileEncodingChoice(ALL);

describe('the choice of an encoding', () => {
  it.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip;q=0.5, deflate;q=0.9', 'deflate'],
    ['gzip;q=0, br', 'br'],
    ['br;q=0, *', 'zstd'],
    ['*', 'br'],
    ['*;q=0.1, gzip;q=0.2', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    [' gzip ; q=1.0 ', 'gzip'],
    ['gzip;Q=0.8', 'gzip'],
    ['identity, gzip', 'gzip'],
    ['identity;q=0.5, gzip', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip, gzip;q=0', 'gzip'],
  ])('of %p is %s', (header, expected) => {
    expect(choose(header)).toBe(expected);
  });

  it.each([
    [''],
    [','],
    ['identity'],
    ['*;q=0'],
    ['identity;q=0'],
    ['gzip;q=0'],
    ['identity, gzip;q=0.5'],
    ['compress, exi, pack200-gzip'],
    ['gzipped, notbr'],
    ['gzip;q=2'],
    ['gzip;q=0.0001'],
    ['gzip;q=-1'],
    ['gzip;q='],
    ['gzip;level=9'],
    [';q=1'],
    ['__proto__'],
    ['constructor, toString'],
  ])('of %p is none', (header) => {
    expect(choose(header)).toBeUndefined();
  });

  it('follows the order of the options where the client has no preference', () => {
    expect(compileEncodingChoice(['gzip', 'br'])('br, gzip')).toBe('gzip');
    expect(compileEncodingChoice(['gzip', 'br'])('br, gzip;q=0.9')).toBe('br');
  });

  it('is the same each time, and after many others', () => {
    const picky = compileEncodingChoice(ALL);
    for (let index = 0; index < 1000; index++) expect(picky(`x-${index}, gzip`)).toBe('gzip');
    for (let again = 0; again < 2; again++) expect(picky('br;q=0.1, deflate')).toBe('deflate');
  });

  it.each([
    ['names', 'gzip,'.repeat(13_000)],
    ['commas', ','.repeat(65_536)],
    ['semicolons', ';'.repeat(65_536)],
    ['blanks', ' '.repeat(65_536)],
    ['one long name', 'a'.repeat(65_536)],
    ['one long weight', `gzip;q=0.${'0'.repeat(65_000)}`],
  ])('takes less than 5 ms for 64 KB of %s', (_what, header) => {
    expect(fastestOf5(() => choose(header))).toBeLessThan(5);
  });

  it('agrees with a reading of RFC 9110 by the letter', () => {
    const coding = fc.constantFrom(...ALL, '*', 'identity', 'x-gzip', 'other');
    const weight = fc.constantFrom('', ';q=0', ';q=1', ';q=0.5', '; q=0.123', ';q=1.000', ' ;q=0.9', ';q=7', ';v=1');
    const pad = fc.constantFrom('', ' ', '\t');
    const member = fc.tuple(pad, coding, weight, pad).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), (members) => {
        expect(choose(members.join(','))).toBe(chooseByTheLetter(members));
      }),
      { numRuns: 2000, seed: 2110 },
    );
  });

  it('never fails, and never picks what is not offered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (header) => {
        expect([undefined, ...ALL]).toContain(choose(header));
      }),
      { numRuns: 2000, seed: 2111 },
    );
  });
});

/** Sorts all that is offered by weight, which is looked up anew for each. */
function chooseByTheLetter(members: readonly string[]): string | undefined {
  const weightOf = (name: string, otherwise: number): number => {
    for (const member of members) {
      const [coding = '', parameter] = member.split(';').map((part) => part.trim());
      if (coding !== name && !(name === 'gzip' && coding === 'x-gzip')) continue;
      if (parameter === undefined) return 1;
      const weight = parameter.startsWith('q=') ? Number(parameter.slice(2)) : Number.NaN;
      if (weight >= 0 && weight <= 1) return weight;
    }
    return otherwise;
  };
  const rest = weightOf('*', 0);
  const ranked = ALL.map((name, index) => ({ name, index, weight: weightOf(name, rest) })).sort(
    (a, b) => b.weight - a.weight || a.index - b.index,
  );
  const best = ranked[0];
  return best && best.weight > 0 && best.weight >= weightOf('identity', 0) ? best.name : undefined;
}
