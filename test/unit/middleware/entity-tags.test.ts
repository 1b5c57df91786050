import fc from 'fast-check';
import { hasEntityTag, isEntityTag } from '../../../src/middleware/internal/entity-tags.js';
import { fastestOf5 } from './support/fastest.js';

describe('a list of entity tags', () => {
  it.each([
    ['"a"', '"a"'],
    ['"a" , W/"b"', '"b"'],
    ['"a" , W/"b"', 'W/"b"'],
    ['W/"a"', '"a"'],
    ['"x","y",\t"a"', '"a"'],
    [',, "a"', '"a"'],
    ['*', '"anything"'],
    [' * ', 'W/"anything"'],
    ['"a,b"', '"a,b"'],
    ['""', '""'],
    ['"W/"', '"W/"'],
  ])('%s has %s by weak comparison', (list, tag) => {
    expect(hasEntityTag(list, tag, false)).toBe(true);
  });

  it.each([
    ['"a"', '"A"'],
    ['"ab"', '"a"'],
    ['"a', '"a"'],
    ['a', '"a"'],
    ['w/"a"', '"a"'],
    ['', '"a"'],
    ['"a,b"', '"b"'],
    ['garbage, "a"', '"a"'],
    ['**', '"a"'],
    ['"a" *', '"b"'],
  ])('%s has not %s', (list, tag) => {
    expect(hasEntityTag(list, tag, false)).toBe(false);
  });

  it('has a weak tag for nobody by strong comparison', () => {
    expect(hasEntityTag('"a"', '"a"', true)).toBe(true);
    expect(hasEntityTag('W/"a"', '"a"', true)).toBe(false);
    expect(hasEntityTag('"a"', 'W/"a"', true)).toBe(false);
    expect(hasEntityTag('W/"a"', 'W/"a"', true)).toBe(false);
    expect(hasEntityTag('W/"a", "a"', '"a"', true)).toBe(true);
    expect(hasEntityTag('*', 'W/"a"', true)).toBe(true);
  });

  it.each([
    ['tags', '"a",'.repeat(16_384)],
    ['quotes', '"'.repeat(65_536)],
    ['commas', ','.repeat(65_536)],
    ['weak marks', 'W/'.repeat(32_768)],
    ['almost the tag', `"${'b'.repeat(40)}",`.repeat(1500)],
    ['blanks', ' '.repeat(65_536)],
  ])('of 64 KB of %s is read in less than 5 ms', (_what, list) => {
    expect(fastestOf5(() => hasEntityTag(list, `"${'b'.repeat(39)}c"`, false))).toBeLessThan(5);
  });

  it('has exactly the tags it was made of, whatever stands between them', () => {
    const opaque = fc.string({ unit: fc.constantFrom('a', 'b', ',', '*', '/', 'W', '!', '#'), maxLength: 4 });
    const tag = fc.record({ opaque, weak: fc.boolean() });
    const separator = fc.constantFrom(',', ', ', ' ,\t', ',,', ' , ,');
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, separator), { maxLength: 6 }), tag, (members, { opaque: wanted, weak }) => {
        const list = members.map(([each, after]) => `${each.weak ? 'W/' : ''}"${each.opaque}"${after}`).join('');
        const text = `${weak ? 'W/' : ''}"${wanted}"`;
        const isThere = members.some(([each]) => each.opaque === wanted);
        const isThereStrongly = !weak && members.some(([each]) => each.opaque === wanted && !each.weak);
        expect([hasEntityTag(list, text, false), hasEntityTag(list, text, true)]).toEqual([isThere, isThereStrongly]);
      }),
      { numRuns: 3000, seed: 9110 },
    );
  });

  it('never fails on other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (list) => {
        expect(typeof hasEntityTag(list, '"a"', false)).toBe('boolean');
      }),
      { numRuns: 2000, seed: 9111 },
    );
  });
});

describe('isEntityTag', () => {
  it.each(['""', '"a"', 'W/"a"', '"W/"', '"ä"'])('takes %s', (text) => {
    expect(isEntityTag(text)).toBe(true);
  });

  it.each(['', '"', 'a', 'W/', 'W/"', '"a', 'a"', 'w/"a"', '"a b"', '"a"b"', '"a\n"'])('refuses %p', (text) => {
    expect(isEntityTag(text)).toBe(false);
  });
});
