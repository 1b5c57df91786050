import fc from 'fast-check';
import { CookieValues } from '../../../src/http/cookie-values.js';
import { serializeCookie } from '../../../src/http/serialize-cookie.js';

describe('CookieValues', () => {
  it.each([
    ['', []],
    ['a=1', [['a', '1']]],
    [
      'a=1; b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1;b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      ' a = 1 ;\tb\t=\t2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a="quoted"', [['a', 'quoted']]],
    ['a="', [['a', '"']]],
    ['a="open', [['a', '"open']]],
    ['a=close"', [['a', 'close"']]],
    ['flag', []],
    ['a=1; flag', [['a', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a=', [['a', '']]],
    ['flag; a=1', [['a', '1']]],
    ['=x; a=1', [['a', '1']]],
    ['a=%C3%A4%20b', [['a', 'ä b']]],
    ['a=50%', [['a', '50%']]],
    ['a=%zz%20', [['a', '%zz%20']]],
    ['a=1, 2', [['a', '1, 2']]],
  ])('reads %j', (text, expected) => {
    expect([...new CookieValues(text)]).toEqual(expected);
  });

  it('lets the first of repeated names win', () => {
    const cookies = new CookieValues('s=mine; s=tossed');
    expect(cookies.get('s')).toBe('mine');
    expect([...cookies]).toEqual([['s', 'mine']]);
    expect(cookies.toRecord().s).toBe('mine');
    expect(cookies.getAll('s')).toEqual(['mine', 'tossed']);
  });

  it('says of many names what it says of one', () => {
    const name = fc.integer({ min: 0, max: 20 }).map((number) => `n${number}`);
    const pair = fc.tuple(name, fc.stringMatching(/^[a-z]{0,3}$/));
    const property = fc.property(fc.array(pair, { maxLength: 40 }), fc.array(name, { maxLength: 30 }), (list, asked) => {
      const cookies = new CookieValues(list.map((each) => each.join('=')).join('; '));
      for (const each of asked) {
        const all = list.filter((pair) => pair[0] === each).map((pair) => pair[1]);
        expect(cookies.get(each)).toBe(all[0]);
        expect(cookies.getAll(each)).toEqual(all);
        expect(cookies.has(each)).toBe(all.length > 0);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 20_261_121 });
  });

  it('finds each of thousands of cookies in linear time', () => {
    const names = Array.from({ length: 50_000 }, (_, at) => `name-${at}`);
    const cookies = new CookieValues(names.map((name) => `${name}=v`).join('; '));
    const start = process.cpuUsage().user;
    expect(names.every((name) => cookies.get(name) === 'v' && cookies.getAll(name).length === 1)).toBe(true);
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });

  it('takes a name with a no-break space for another name', () => {
    const cookies = new CookieValues('\u00a0__Host-session=evil; __Host-session=good');
    expect(cookies.get('__Host-session')).toBe('good');
    expect(cookies.get('\u00a0__Host-session')).toBe('evil');
  });

  it('matches names exactly', () => {
    const cookies = new CookieValues('Session=1');
    expect(cookies.get('session')).toBeUndefined();
    expect(cookies.has('Session')).toBe(true);
    expect(cookies.has('session')).toBe(false);
    expect(cookies.getAll('session')).toEqual([]);
    expect([...cookies.keys()]).toEqual(['Session']);
  });

  it('keeps names such as __proto__ as plain data', () => {
    const record = new CookieValues('__proto__=1; constructor=2').toRecord();
    expect(Object.getPrototypeOf(record)).toBeNull();
    expect(Object.entries(record)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(new CookieValues('a=1').get('__proto__')).toBeUndefined();
  });

  it.each([
    ['parts without a value', `${'a;'.repeat(500_000)}b=1`],
    ['separators', `${';'.repeat(1_000_000)}b=1`],
    ['blanks', `${' '.repeat(1_000_000)}b=1`],
  ])('reads a megabyte of %s in linear time', (_, text) => {
    const start = process.cpuUsage().user;
    expect(new CookieValues(text).get('b')).toBe('1');
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });
});

describe('serializeCookie', () => {
  it('writes every attribute', () => {
    expect(
      serializeCookie('id', 'a b;c', {
        domain: 'example.com',
        path: '/x',
        expires: new Date(Date.UTC(2015, 9, 21, 7, 28)),
        maxAge: 60,
        httpOnly: true,
        secure: true,
        sameSite: 'lax',
        partitioned: true,
      }),
    ).toBe(
      'id=a%20b%3Bc; Domain=example.com; Path=/x; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Partitioned',
    );
  });

  it('leaves out what is not asked for', () => {
    expect(serializeCookie('a', '', { httpOnly: false, maxAge: 0 })).toBe('a=; Max-Age=0');
  });

  it.each(['', 'a b', 'a;b', 'a=b', 'a\r\nset-cookie: b=1', 'ä', '"a"', 'a,b'])('refuses the name %j', (name) => {
    expect(() => serializeCookie(name, 'x')).toThrow(TypeError);
  });

  it.each([
    ['path', '/; Domain=evil.com'],
    ['path', '/\r\nx: y'],
    ['path', '/\0'],
    ['domain', 'a;b'],
    ['domain', 'a\nb'],
    ['sameSite', 'Lax; Secure'],
    ['sameSite', '__proto__'],
  ])('refuses %s %j', (attribute, value) => {
    expect(() => serializeCookie('a', 'x', { [attribute]: value })).toThrow(new RegExp(`cookie a .*${attribute}`));
  });

  it('refuses a date or an age that is none', () => {
    expect(() => serializeCookie('a', 'x', { expires: new Date('never') })).toThrow(TypeError);
    expect(() => serializeCookie('a', 'x', { maxAge: Number.NaN })).toThrow(TypeError);
  });

  it('is read back by CookieValues, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(new CookieValues(serializeCookie('a', value, { path: '/' })).get('a')).toBe(value);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
