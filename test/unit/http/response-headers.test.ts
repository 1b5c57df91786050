import fc from 'fast-check';
import { ResponseHeaders } from '../../../src/http/response-headers.js';

describe('ResponseHeaders', () => {
  it('sets, gets, deletes and asks in any letter case', () => {
    const headers = new ResponseHeaders();
    headers.set('X-Thing', 'a');
    headers.set('x-thing', 'b');
    expect(headers.get('X-THING')).toBe('b');
    expect(headers.has('x-Thing')).toBe(true);
    headers.delete('X-tHing');
    headers.delete('never-there');
    expect(headers.get('x-thing')).toBeNull();
    expect(headers.has('x-thing')).toBe(false);
  });

  it('never takes a value for a name', () => {
    const headers = new ResponseHeaders({ etag: 'vary' });
    expect(headers.has('vary')).toBe(false);
    headers.set('vary', 'accept');
    expect([...headers]).toEqual([
      ['etag', 'vary'],
      ['vary', 'accept'],
    ]);
  });

  it('is made from records, pairs and headers objects', () => {
    const expected = [
      ['a', '1, 2'],
      ['b', '3'],
    ];
    expect([...new ResponseHeaders({ a: ['1', '2'], b: 3, c: undefined })]).toEqual(expected);
    expect([
      ...new ResponseHeaders([
        ['A', '1'],
        ['a', '2'],
        ['b', '3'],
      ]),
    ]).toEqual(expected); // prettier-ignore
    expect([...new ResponseHeaders(new Headers(expected as [string, string][]))]).toEqual(expected);
    expect([
      ...new ResponseHeaders(
        new Map([
          ['b', '3'],
          ['a', '1, 2'],
        ]),
      ),
    ]).toEqual(expected); // prettier-ignore
    expect([...new ResponseHeaders(new ResponseHeaders({ a: ['1', '2'], b: '3' }))]).toEqual(expected);
  });

  it('is independent of the headers it was made from', () => {
    const first = new ResponseHeaders([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]); // prettier-ignore
    const second = new ResponseHeaders(first);
    second.append('set-cookie', 'c=3');
    second.set('x', '1');
    expect(first.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(first.has('x')).toBe(false);
  });

  it('keeps cookies apart, commas in dates included', () => {
    const headers = new ResponseHeaders();
    const dated = 'a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT';
    headers.append('Set-Cookie', dated);
    expect(headers.getSetCookie()).toEqual([dated]);
    headers.append('set-cookie', 'b=2');
    expect(headers.getSetCookie()).toEqual([dated, 'b=2']);
    expect([...headers]).toEqual([
      ['set-cookie', dated],
      ['set-cookie', 'b=2'],
    ]);
    headers.set('set-cookie', 'c=3');
    expect(headers.getSetCookie()).toEqual(['c=3']);
    headers.delete('set-cookie');
    expect(headers.getSetCookie()).toEqual([]);
  });

  it('iterates sorted by name, like a web Headers', () => {
    const headers = new ResponseHeaders({ 'X-B': '1', a: '2', 'content-type': 'x' });
    const seen: string[] = [];
    headers.forEach((value, name, all) => {
      expect(all).toBe(headers);
      seen.push(`${name}: ${value}`);
    });
    expect(seen).toEqual(['a: 2', 'content-type: x', 'x-b: 1']);
    expect([...headers.keys()]).toEqual(['a', 'content-type', 'x-b']);
    expect([...headers.values()]).toEqual(['2', 'x', '1']);
    expect([...headers.entries()]).toEqual([...headers]);
  });

  it.each(['', 'x y', 'a\r\nb', 'a:b', 'ä', 'a\0', '__proto__'])('refuses the name %j', (name) => {
    const headers = new ResponseHeaders();
    expect(() => headers.set(name, 'v')).toThrow(new TypeError(`${JSON.stringify(name)} is not a legal name for a response header`));
    expect(() => headers.append(name, 'v')).toThrow(TypeError);
    expect([...headers]).toEqual([]);
  });

  it.each(['a\r\nset-cookie: b=1', 'a\nb', 'a\rb', '\0', '\x7f', 'ł', '日本'])('refuses the value %j and names the header', (value) => {
    const headers = new ResponseHeaders({ 'x-thing': 'before' });
    expect(() => headers.set('X-Thing', value)).toThrow(/response header x-thing has/);
    expect(() => headers.append('X-Thing', value)).toThrow(TypeError);
    expect(() => new ResponseHeaders({ 'x-thing': value })).toThrow(TypeError);
    expect(headers.get('x-thing')).toBe('before');
  });

  it('refuses values that are no text, and takes numbers for text', () => {
    const headers = new ResponseHeaders();
    headers.set('x-count', 3);
    expect(headers.get('x-count')).toBe('3');
    for (const value of [undefined, null, {}, true]) {
      expect(() => headers.set('x-count', value as unknown as string)).toThrow(/x-count is not a string/);
    }
  });

  it('takes Latin-1 and tabs', () => {
    const headers = new ResponseHeaders({ a: 'é\tÿ' });
    expect(headers.get('a')).toBe('é\tÿ');
  });

  it('behaves like a web Headers under any sequence of operations', () => {
    const name = fc.constantFrom('a', 'B', 'b', 'Set-Cookie', 'set-cookie', 'X-C');
    const operation = fc.tuple(fc.constantFrom('set', 'append', 'delete'), name, fc.constantFrom('1', '2', 'a', 'b', ''));
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const ours = new ResponseHeaders();
        const web = new Headers();
        for (const [verb, key, value] of operations) {
          if (verb === 'delete') {
            ours.delete(key);
            web.delete(key);
          } else {
            ours[verb as 'set'](key, value);
            web[verb as 'set'](key, value);
          }
        }
        expect([...ours]).toEqual([...web]);
        expect(ours.getSetCookie()).toEqual(web.getSetCookie());
        for (const key of ['A', 'b', 'set-cookie', 'x-c', 'none']) {
          expect(ours.get(key)).toBe(web.get(key));
          expect(ours.has(key)).toBe(web.has(key));
        }
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  describe('on the wire', () => {
    it('gives a fresh plain record of single values', () => {
      const headers = new ResponseHeaders({ a: '1', B: '2' });
      expect(headers.singles()).toEqual({ a: '1', b: '2' });
      expect(headers.singles()).not.toBe(headers.singles());
    });

    it('has no single record when a name is repeated or a cookie is set', () => {
      expect(new ResponseHeaders({ a: ['1', '2'] }).singles()).toBeUndefined();
      expect(new ResponseHeaders({ 'set-cookie': 'a=1' }).singles()).toBeUndefined();
    });

    it('gives every name with its values', () => {
      expect(new ResponseHeaders({ b: ['1', '2'], a: '3', 'set-cookie': 'c=1' }).lists()).toEqual([
        ['b', ['1', '2']],
        ['a', ['3']],
        ['set-cookie', ['c=1']],
      ]);
    });

    it.each(['Connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'Content-Length', 'proxy-authenticate', 'proxy-x'])(
      'leaves %s out, and shows it to whoever asks',
      (name) => {
        const headers = new ResponseHeaders({ [name]: '1', a: '2' });
        expect(headers.singles()).toEqual({ a: '2' });
        expect(headers.lists()).toEqual([['a', ['2']]]);
        expect(headers.get(name)).toBe('1');
        expect(new ResponseHeaders(headers).singles()).toEqual({ a: '2' });
      },
    );

    it('leaves out what was inherited as well', () => {
      const headers = new ResponseHeaders({ a: '1' });
      headers.inherit(new ResponseHeaders({ connection: 'close' }));
      expect(headers.singles()).toEqual({ a: '1' });
    });
  });

  describe('inheriting what was set earlier', () => {
    it('wins over it name by name', () => {
      const headers = new ResponseHeaders({ a: 'own' });
      headers.inherit(new ResponseHeaders({ a: 'earlier', b: ['1', '2'] }));
      expect([...headers]).toEqual([
        ['a', 'own'],
        ['b', '1, 2'],
      ]);
    });

    it('keeps the cookies of both, the earlier first', () => {
      const headers = new ResponseHeaders({ 'set-cookie': ['c=3', 'd=4'] });
      headers.inherit(new ResponseHeaders({ 'set-cookie': 'a=1' }));
      expect(headers.getSetCookie()).toEqual(['a=1', 'c=3', 'd=4']);
    });

    it('varies on the fields of both', () => {
      const headers = new ResponseHeaders({ vary: 'accept' });
      headers.inherit(new ResponseHeaders({ vary: ['origin', 'cookie'] }));
      expect(headers.get('vary')).toBe('origin, cookie, accept');
    });

    it('leaves the earlier ones as they are', () => {
      const earlier = new ResponseHeaders({ a: ['1', '2'], 'set-cookie': 'x=1' });
      const headers = new ResponseHeaders({ 'set-cookie': 'y=1' });
      headers.inherit(earlier);
      headers.append('a', '3');
      headers.append('set-cookie', 'z=1');
      expect(earlier.get('a')).toBe('1, 2');
      expect(earlier.getSetCookie()).toEqual(['x=1']);
    });
  });
});

describe('inherit', () => {
  it('adds nothing twice that a response was made from', () => {
    const early = new ResponseHeaders([
      ['set-cookie', 'a=1'],
      ['vary', 'Origin'],
    ]);
    const made = new ResponseHeaders(early);
    made.append('set-cookie', 'b=2');
    made.append('vary', 'accept-encoding');
    made.inherit(early);
    expect([made.getSetCookie(), made.get('vary')]).toEqual([['a=1', 'b=2'], 'Origin, accept-encoding']);
  });
});
