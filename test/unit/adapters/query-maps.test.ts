import { copyQuery, encodeQuery } from '../../../src/adapters/query-maps.js';
import { QueryValues } from '../../../src/http/query-values.js';

describe('a query from decoded maps', () => {
  it('is encoded again, so that nothing in a value becomes structure', () => {
    expect(encodeQuery({ a: ['a&b=c#d'] }, null)).toBe('a=a%26b%3Dc%23d');
    expect(encodeQuery({ q: ['{bookId}'] }, null)).toBe('q=%7BbookId%7D');
    expect([...new QueryValues(encodeQuery({ 'a b+': ['1+1 = 2%'] }, null))]).toEqual([['a b+', '1+1 = 2%']]);
  });

  it('has every value of the map with all values once, whatever the other map says', () => {
    expect(encodeQuery({ a: ['1', '2'] }, { a: '2' })).toBe('a=1&a=2');
  });

  it('leaves out names without a value, whether or not there is another map', () => {
    for (const other of [null, undefined, {}]) expect(encodeQuery({ a: null, b: undefined, c: ['1'] }, other)).toBe('c=1');
    expect(encodeQuery({ a: null }, { a: '2' })).toBe('a=2');
  });

  it('has the names that only one of the maps has', () => {
    expect(encodeQuery({ a: ['1'] }, { a: '9', b: '2' })).toBe('a=1&b=2');
    expect(encodeQuery(null, { a: '1', b: '2' })).toBe('a=1&b=2');
    expect(encodeQuery({ a: null }, { a: '1' })).toBe('a=1');
  });

  it('keeps empty values and the empty name', () => {
    expect(encodeQuery({ empty: [''], '': ['x'] }, null)).toBe('empty=&=x');
    expect(encodeQuery(null, { empty: '' })).toBe('empty=');
  });

  it('is empty without maps', () => {
    expect(encodeQuery(null, undefined)).toBe('');
    expect(encodeQuery({}, {})).toBe('');
  });

  it('takes names of object members for plain names', () => {
    const map = JSON.parse('{"__proto__":["1"],"constructor":["2"],"toString":["3"]}');
    expect(encodeQuery(map, null)).toBe('__proto__=1&constructor=2&toString=3');
    expect(encodeQuery({}, map)).toBe('__proto__=1&constructor=2&toString=3');
    expect(encodeQuery({ a: null, constructor: undefined }, { b: '1' })).toBe('b=1');
  });

  it('leaves out what is no value, and takes numbers as hand-written events have them', () => {
    expect(encodeQuery({ a: [null, '1', {}, undefined, ['x']], b: {} }, { c: 7, d: true, e: null })).toBe('a=1&c=7&d=true');
  });

  it('survives half a surrogate pair', () => {
    expect(encodeQuery({ a: ['\ud800'] }, null)).toBe('a=%EF%BF%BD');
  });
});

describe('a query from maps that were not decoded', () => {
  it('is copied, names and values', () => {
    expect(copyQuery({ 'foo%5Ba%5D': ['1'], encodedPlus: ['a%2Bb'], literalPlus: ['a+b'] }, null)).toBe(
      'foo%5Ba%5D=1&encodedPlus=a%2Bb&literalPlus=a+b',
    );
    expect([...new QueryValues(copyQuery({ 'foo%5Ba%5D': ['1'], encodedPlus: ['a%2Bb'], literalPlus: ['a+b'] }, null))]).toEqual([
      ['foo[a]', '1'],
      ['encodedPlus', 'a+b'],
      ['literalPlus', 'a b'],
    ]);
  });

  it('is not encoded a second time', () => {
    expect(copyQuery(null, { q: 'a%26b%3Dc%23d', r: '%zz', s: 'a=b' })).toBe('q=a%26b%3Dc%23d&r=%zz&s=a=b');
  });

  it('stays one pair for each value even if a value could not have come that way', () => {
    expect([...new QueryValues(copyQuery(null, { 'a=b': 'c&d=e', f: 'g#h' }))]).toEqual([
      ['a=b', 'c&d=e'],
      ['f', 'g#h'],
    ]);
  });
});
