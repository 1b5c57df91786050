import fc from 'fast-check';
import { findHeader, HeaderValues } from '../../../src/http/header-values.js';

describe('HeaderValues', () => {
  it('finds names in any letter case', () => {
    const headers = new HeaderValues({ 'Content-Type': 'text/plain', HOST: 'a' });
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('CONTENT-TYPE')).toBe('text/plain');
    expect(headers.has('Host')).toBe(true);
    expect(headers.has('accept')).toBe(false);
    expect(headers.get('accept')).toBeUndefined();
    expect([...headers.keys()]).toEqual(['content-type', 'host']);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty record', {}],
  ])('is empty for %s', (_, record) => {
    const headers = new HeaderValues(record, record);
    expect([...headers]).toEqual([]);
    expect(headers.get('a')).toBeUndefined();
    expect(headers.getAll('a')).toEqual([]);
  });

  it('joins repeated values with a comma, cookies with a semicolon', () => {
    const headers = new HeaderValues({ 'x-a': ['first', 'second'], cookie: ['a=1', 'b=2'] });
    expect(headers.get('x-a')).toBe('first, second');
    expect(headers.getAll('x-a')).toEqual(['first', 'second']);
    expect(headers.get('cookie')).toBe('a=1; b=2');
    expect([...headers]).toEqual([
      ['x-a', 'first, second'],
      ['cookie', 'a=1; b=2'],
    ]);
  });

  it('lets the first record win name by name, and adds nothing twice', () => {
    const headers = new HeaderValues({ 'X-A': ['1', '11'] }, { 'x-a': '11', 'X-B': '2' });
    expect(headers.get('x-a')).toBe('1, 11');
    expect(headers.getAll('x-a')).toEqual(['1', '11']);
    expect(headers.getAll('x-b')).toEqual(['2']);
    expect([...headers]).toEqual([
      ['x-a', '1, 11'],
      ['x-b', '2'],
    ]);
  });

  it('joins names that differ only in letter case', () => {
    const headers = new HeaderValues({ 'X-A': '1', 'x-a': '2' });
    expect(headers.get('x-a')).toBe('1, 2');
    expect([...headers]).toEqual([['x-a', '1, 2']]);
  });

  it('leaves null out and keeps the empty text', () => {
    const headers = new HeaderValues({ a: null, b: '', c: [null, 'x', null], d: [null], e: undefined });
    expect([...headers]).toEqual([
      ['b', ''],
      ['c', 'x'],
    ]);
    expect(headers.has('a')).toBe(false);
    expect(headers.get('b')).toBe('');
    expect(headers.getAll('d')).toEqual([]);
  });

  it('leaves out illegal names, also for those who ask for one', () => {
    const kelvin = '\u212a'; // folds to k, and is no letter of a header name
    const headers = new HeaderValues({ 'x y': '1', ':path': '2', '': '3', 'a\r\nb': '4', ä: '5', [`coo${kelvin}ie`]: 'a=1', ok: '6' });
    expect([...headers]).toEqual([['ok', '6']]);
    for (const name of ['x y', ':path', '', 'a\r\nb', 'ä', 'cookie']) {
      expect(headers.get(name)).toBeUndefined();
      expect(headers.getAll(name)).toEqual([]);
    }
  });

  it('drops control characters from values and keeps all other text', () => {
    const headers = new HeaderValues({ a: 'x\r\ny\0z\x7f', b: 'tab\there', c: 'Srīperumbūdūr', d: '\x80ÿ' });
    expect(headers.toRecord()).toEqual({ a: 'xyz', b: 'tab\there', c: 'Srīperumbūdūr', d: '\x80ÿ' });
    expect(headers.getAll('a')).toEqual(['xyz']);
  });

  it('takes numbers that emulators send for text, and nothing else', () => {
    const record = { 'content-length': 5, flag: true, odd: { a: 1 } } as unknown as Record<string, string>;
    expect(new HeaderValues(record).toRecord()).toEqual({ 'content-length': '5', flag: 'true' });
  });

  it('keeps names such as __proto__ as plain data', () => {
    const headers = new HeaderValues(JSON.parse('{"__proto__":"1","constructor":"2"}') as Record<string, string>);
    expect(headers.get('__proto__')).toBe('1');
    expect(Object.getPrototypeOf(headers.toRecord())).toBeNull();
    expect(Object.entries(headers.toRecord())).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(new HeaderValues({}).get('constructor')).toBeUndefined();
  });

  it('is made from pairs', () => {
    const headers = HeaderValues.fromPairs([
      ['X-A', '1'],
      ['Host', 'h'],
      ['x-a', '2'],
      ['X-A', '3'],
    ]);
    expect(headers.get('x-a')).toBe('1, 3, 2');
    expect(headers.get('host')).toBe('h');
  });

  it('says the same through every door', () => {
    const name = fc.constantFrom('a', 'A', 'x-b', 'X-B', 'cookie', 'Cookie', '__proto__', 'x y', '');
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', '11', ''));
    const value = fc.oneof(text, fc.constant(null), fc.array(fc.oneof(text, fc.constant(null))));
    const record = fc.dictionary(name, value);
    fc.assert(
      fc.property(record, record, (primary, secondary) => {
        const headers = new HeaderValues(primary, secondary);
        const all = headers.toRecord();
        expect(Object.entries(all)).toEqual([...headers]);
        for (const each of ['a', 'x-b', 'cookie', '__proto__', 'x y', '']) {
          expect(headers.get(each)).toBe(all[each]);
          expect(new HeaderValues(primary, secondary).get(each)).toBe(all[each]);
          expect(headers.get(each.toUpperCase())).toBe(all[each]);
          expect(headers.getAll(each).join(each === 'cookie' ? '; ' : ', ')).toBe(all[each] ?? '');
          expect(headers.has(each)).toBe(each in all);
        }
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('reads thousands of headers in linear time', () => {
    const record = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`X-${at}`, 'v']));
    const start = process.cpuUsage().user;
    expect(Object.keys(new HeaderValues(record, record).toRecord())).toHaveLength(20_000);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });

  it('takes no letter beyond ASCII for one of a name, however often it is asked', () => {
    const headers = new HeaderValues({ 'x-k': '1' });
    for (let time = 0; time < 20; time++) {
      expect(headers.get('X-K')).toBe('1');
      expect(headers.get('x-\u212a')).toBeUndefined();
    }
  });

  it.each(['X-Seen', `X-${'Long'.repeat(30)}`, 'x seen', 'x-se\u212an', ''])('says of the name %j the same each time', (name) => {
    const expected = /^[\w-]+$/.test(name) ? { [name.toLowerCase()]: '1' } : {};
    for (let time = 0; time < 3; time++) expect({ ...new HeaderValues({ [name]: '1' }).toRecord() }).toEqual(expected);
  });

  it('finds each of thousands of headers in linear time', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `X-${at}`);
    const headers = new HeaderValues(undefined, Object.fromEntries(names.map((name) => [name, 'v'])));
    const start = process.cpuUsage().user;
    expect(names.every((name) => headers.get(name) === 'v')).toBe(true);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });
});

describe('findHeader', () => {
  it('finds one header of a record', () => {
    expect(findHeader({ 'X-A': ['1', '2'] }, 'x-a')).toBe('1, 2');
    expect(findHeader({ 'X-A': 'x\ny' }, 'x-a')).toBe('xy');
    expect(findHeader(null, 'x-a')).toBeUndefined();
  });
});
