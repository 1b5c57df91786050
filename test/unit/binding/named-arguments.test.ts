import { argument, bind, failuresOf, issuesOf } from './harness.js';

enum Sort {
  Up = 'up',
  Down = 'down',
}

describe('a named argument', () => {
  it('is text when its declared type is text, a union, unknown or not emitted', () => {
    for (const declared of [String, Object, undefined]) {
      expect(bind(argument('query', { name: 'a', declared }), { query: 'a=01&b=2' })).toBe('01');
    }
  });

  it('is converted by its declared type, from every source', () => {
    expect(bind(argument('query', { name: 'page', declared: Number }), { query: 'page=2&page=3' })).toBe(2);
    expect(bind(argument('param', { name: 'id', declared: Number, params: ['id'] }), { params: { id: '7' } })).toBe(7);
    expect(bind(argument('header', { name: 'X-Count', declared: Number }), { headers: { 'x-count': '8' } })).toBe(8);
    expect(bind(argument('cookie', { name: 'seen', declared: Boolean }), { cookies: 'seen=true' })).toBe(true);
    expect(bind(argument('query', { name: 'sort', declared: Sort }), { query: 'sort=down' })).toBe('down');
    expect(bind(argument('query', { name: 'at', declared: Date }), { query: 'at=2026-01-02' })).toEqual(new Date('2026-01-02T00:00:00Z'));
    expect(bind(argument('query', { name: 'n', declared: BigInt }), { query: 'n=-5' })).toBe(-5n);
  });

  it('is taken as text with { validate: false }', () => {
    expect(bind(argument('query', { name: 'a', declared: Number, validate: false }), { query: 'a=01' })).toBe('01');
  });

  it('is converted by the type its decorator names rather than by the declared one', () => {
    expect(bind(argument('query', { name: 'a', declared: String, type: Number }), { query: 'a=1' })).toBe(1);
  });

  it.each([
    [Number, 'x', 'isNumber', 'page must be a number'],
    [Boolean, '1', 'isBoolean', 'page must be true or false'],
    [Date, '2026-02-30', 'isDate', 'page must be an ISO 8601 date that exists'],
    [BigInt, '1.5', 'isBigInt', 'page must be a whole number'],
    [Sort, 'sideways', 'isEnum', 'page must be one of: up, down'],
  ])('that does not convert is an issue naming source and field, never the value', async (declared, value, rule, message) => {
    expect(await issuesOf(argument('query', { name: 'page', declared }), { query: `page=${value}` })).toEqual([
      { path: 'query.page', rule, message },
    ]);
  });

  it('names its source in the path', async () => {
    expect(await failuresOf(argument('param', { name: 'id', declared: Number, params: ['id'] }), { params: { id: 'x' } })).toEqual([
      'params.id isNumber',
    ]);
    expect(await failuresOf(argument('header', { name: 'X-Count', declared: Number }), { headers: { 'x-count': '' } })).toEqual([
      'headers.X-Count isNumber',
    ]);
    expect(await failuresOf(argument('cookie', { name: 'n', declared: Number }), { cookies: 'n=' })).toEqual(['cookies.n isNumber']);
  });

  it('that is absent is undefined, so that a default in the signature applies', () => {
    for (const declared of [String, Number, Boolean, Date, Sort, [String], Array]) {
      expect(bind(argument('query', { name: 'a', declared }))).toBeUndefined();
    }
  });

  it('that is absent becomes its default, which is not converted', () => {
    expect(bind(argument('query', { name: 'a', declared: Number, default: 5 }))).toBe(5);
    expect(bind(argument('query', { name: 'a', declared: String, default: '' }))).toBe('');
    expect(bind(argument('query', { name: 'a', declared: Number, default: 5 }), { query: 'a=0' })).toBe(0);
  });

  it('that is absent although required is an issue', async () => {
    for (const declared of [String, Number, [Number]]) {
      expect(await issuesOf(argument('query', { name: 'a', declared, required: true }))).toEqual([
        { path: 'query.a', rule: 'isDefined', message: 'a is required' },
      ]);
    }
    expect(await failuresOf(argument('query', { name: 'a', declared: String, required: true }), { query: 'a=' })).toEqual([]);
  });
});

describe('a list argument', () => {
  it('collects repeated values, in order, also a single one', () => {
    expect(bind(argument('query', { name: 'tag', type: [String] }), { query: 'tag=b&tag=a' })).toEqual(['b', 'a']);
    expect(bind(argument('query', { name: 'tag', declared: Array }), { query: 'tag=a' })).toEqual(['a']);
    expect(bind(argument('query', { name: 'id', type: [Number] }), { query: 'id=1&id=2' })).toEqual([1, 2]);
    expect(bind(argument('query', { name: 'id', type: Number, isArray: true }), { query: 'id=1' })).toEqual([1]);
    expect(bind(argument('cookie', { name: 'c', type: [Number] }), { cookies: 'c=1; c=2' })).toEqual([1, 2]);
  });

  it('never splits at commas in a query', () => {
    expect(bind(argument('query', { name: 'tag', type: [String] }), { query: 'tag=a,b' })).toEqual(['a,b']);
  });

  it('splits a header at commas, because sources join repeated ones', () => {
    expect(bind(argument('header', { name: 'x-ids', type: [Number] }), { headers: { 'x-ids': '1, 2 ,3' } })).toEqual([1, 2, 3]);
    expect(bind(argument('header', { name: 'x-ids', type: [Number] }))).toBeUndefined();
  });

  it('takes a header by any letter case, and a parameter of the path as a list of one', () => {
    expect(bind(argument('header', { name: 'X-Ids', type: [Number] }), { headers: { 'x-iDs': '1' } })).toEqual([1]);
    const ids = argument('param', { name: 'id', type: [Number], params: ['id'] });
    expect([bind(ids, { params: { id: '7' } }), bind(ids)]).toEqual([[7], undefined]);
    expect(bind(argument('param', { name: 'constructor', declared: Array }))).toBeUndefined();
  });

  it('has an issue for every element that does not convert', async () => {
    expect(await failuresOf(argument('query', { name: 'id', type: [Number] }), { query: 'id=1&id=x&id=3&id=' })).toEqual([
      'query.id.1 isNumber',
      'query.id.3 isNumber',
    ]);
  });
});

describe('a query with too many pairs', () => {
  it('is a 400 before anything is read', () => {
    const query = Array.from({ length: 1001 }, (_, index) => `a=${index}`).join('&');
    const spec = argument('query', { name: 'a', declared: Number });
    expect(() => bind(spec, { query })).toThrow(expect.objectContaining({ status: 400, message: 'The query has more than 1000 values' }));
    expect(bind(spec, { query: query.slice(0, query.lastIndexOf('&')) })).toBe(0);
  });
});
