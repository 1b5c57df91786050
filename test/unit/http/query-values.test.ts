import fc from 'fast-check';
import { QueryValues } from '../../../src/http/query-values.js';

const pairs = (text: string) => [...new QueryValues(text)];

describe('QueryValues', () => {
  it.each([
    ['', []],
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['q=a,b', [['q', 'a,b']]],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=x', [['', 'x']]],
    ['a=b=c', [['a', 'b=c']]],
    ['&&a=1&&', [['a', '1']]],
    ['a+b=c+d', [['a b', 'c d']]],
    ['a%2Bb=%26%3D%23', [['a+b', '&=#']]],
    [
      'foo%5Ba%5D=1&foo[]=2',
      [
        ['foo[a]', '1'],
        ['foo[]', '2'],
      ],
    ],
    ['%C3%A4=%E2%82%AC', [['ä', '€']]],
    [
      'x&y=1',
      [
        ['x', ''],
        ['y', '1'],
      ],
    ],
  ])('reads %j', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it('gives the same first value however often it is asked, and whatever for', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '=', '&', '+', '%', '%61') });
    fc.assert(
      fc.property(part, part, (text, name) => {
        const query = new QueryValues(text);
        const expected = pairs(text).find(([own]) => own === name)?.[1];
        expect([query.get(name), query.get(name), query.getAll(name)[0]]).toEqual([expected, expected, expected]);
      }),
      { numRuns: 5000, seed: 7 },
    );
  });

  it.each([
    ['%zz', '%zz'],
    ['%', '%'],
    ['a%2', 'a%2'],
    ['%ff', '%ff'],
    ['a%20b%zz', 'a b%zz'],
    ['%C3%A4%', 'ä%'],
    ['%C3x%41', '%C3xA'],
  ])('leaves a malformed escape as it came: %j is %j', (encoded, decoded) => {
    expect(new QueryValues(`q=${encoded}`).get('q')).toBe(decoded);
  });

  it('says of many names what it says of one', () => {
    const name = fc.integer({ min: 0, max: 40 }).map((number) => `n${number}`);
    const property = fc.property(
      fc.array(fc.tuple(name, fc.string()), { maxLength: 60 }),
      fc.array(name, { maxLength: 30 }),
      (list, asked) => {
        const text = String(new URLSearchParams(list));
        const values = new QueryValues(text);
        for (const each of asked) {
          const all = list.filter((pair) => pair[0] === each).map((pair) => pair[1]);
          expect(values.get(each)).toBe(all[0]);
          expect(values.getAll(each)).toEqual(all);
          expect(values.has(each)).toBe(all.length > 0);
        }
      },
    );
    fc.assert(property, { numRuns: 300, seed: 20_261_121 });
  });

  it('reads thousands of values by name in linear time', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `name-${index}`);
    const values = new QueryValues(names.map((name) => `${name}=x`).join('&'));
    const start = process.cpuUsage().user;
    expect(names.every((name) => values.get(name) === 'x' && values.getAll(name).length === 1)).toBe(true);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });

  it('gives the first value, all values, and says what is there', () => {
    const query = new QueryValues('tag=a&page=2&tag=b');
    expect(query.get('tag')).toBe('a');
    expect(query.getAll('tag')).toEqual(['a', 'b']);
    expect(query.has('page')).toBe(true);
    expect(query.has('size')).toBe(false);
    expect(query.get('size')).toBeUndefined();
    expect(query.getAll('size')).toEqual([]);
    expect([...query.keys()]).toEqual(['tag', 'page']);
  });

  it('never takes a value for a name', () => {
    expect(new QueryValues('a=b').get('b')).toBeUndefined();
  });

  it('keeps names such as __proto__ as plain data', () => {
    const record = new QueryValues('__proto__=1&constructor=2&constructor=3').toRecord();
    expect(Object.getPrototypeOf(record)).toBeNull();
    expect(Object.entries(record)).toEqual([
      ['__proto__', '1'],
      ['constructor', ['2', '3']],
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('counts pairs without reading them', () => {
    expect(new QueryValues('').count).toBe(0);
    expect(new QueryValues('a=1&b').count).toBe(2);
    expect(new QueryValues('&&a=1&&b&').count).toBe(2);
    expect(new QueryValues(Array(1000).fill('a').join('&')).hasMoreThan(1000)).toBe(false);
    expect(new QueryValues(Array(1001).fill('a').join('&')).hasMoreThan(1000)).toBe(true);
    expect(new QueryValues('&'.repeat(5000)).hasMoreThan(1000)).toBe(false);
  });

  it('agrees with URLSearchParams on whatever it encodes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), { maxLength: 8 }), (list) => {
        const oracle = new URLSearchParams(list);
        expect(pairs(oracle.toString())).toEqual([...oracle]);
        expect(new QueryValues(oracle.toString()).count).toBe([...oracle].length);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('agrees with URLSearchParams on any text of structure and escapes of ASCII', () => {
    const piece = fc.constantFrom('x', '=', '&', '+', '%41', '%zz', '%', '%2', '%20', ',', '[]', 'y');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        expect(pairs(text)).toEqual([...new URLSearchParams(text)]);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it.each([
    ['pairs without a value', 'a&'.repeat(500_000)],
    ['separators', '&'.repeat(1_000_000)],
    ['broken escapes', 'a=%ff&'.repeat(150_000)],
    ['one value of broken escapes', `a=${'%ff'.repeat(300_000)}`],
  ])('reads a megabyte of %s in linear time', (_, text) => {
    const start = process.cpuUsage().user;
    expect(new QueryValues(text).get('missing')).toBeUndefined();
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });
});
