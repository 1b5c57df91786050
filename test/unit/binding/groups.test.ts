import 'reflect-metadata';
import { Expose, Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsDate, IsEnum, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { argument, bind, type FakeRequest, failuresOf, issuesOf } from './harness.js';

enum Sort {
  Up = 'up',
  Down = 'down',
}

class PageQuery {
  @IsOptional() @IsInt() @Min(1) page: number = 1;
  @IsOptional() @IsInt() @Min(1) @Max(100) @Type(() => Number) size?: number;
  @IsOptional() @IsBoolean() deep?: boolean;
  @IsOptional() @IsDate() since?: Date;
  @IsOptional() @IsEnum(Sort) sort?: Sort;
  @IsOptional() @IsString({ each: true }) tag?: string[];
  @IsOptional() @IsInt({ each: true }) @ArrayMaxSize(3) @Type(() => Number) id?: number[];
  @IsOptional() @IsString() text?: string;
}

const page = argument('query', { declared: PageQuery });
const query = (text: string): FakeRequest => ({ query: text });

describe('a query as a DTO', () => {
  it('has its fields converted from text by their declared types', () => {
    const bound = bind(page, query('page=2&size=10&deep=false&since=2026-01-02&sort=down&tag=a&id=1&id=2&text=1')) as PageQuery;
    expect(bound).toBeInstanceOf(PageQuery);
    expect(bound).toEqual({
      ...{ page: 2, size: 10, deep: false, since: new Date('2026-01-02T00:00:00Z') },
      ...{ sort: 'down', tag: ['a'], id: [1, 2], text: '1' },
    });
  });

  it('has names that differ in letter case', () => {
    class Cased {
      @IsOptional() @IsInt() pageSize?: number;
      @IsOptional() @IsInt() pagesize?: number;
    }
    const request = { query: 'pageSize=1&pagesize=2', cookies: 'pageSize=1; pagesize=2', params: { pageSize: '1', pagesize: '2' } };
    for (const kind of ['query', 'cookie', 'param'] as const) {
      expect(bind(argument(kind, { declared: Cased }), request)).toEqual({ pageSize: 1, pagesize: 2 });
    }
  });

  it('keeps initial values of what is absent', () => expect((bind(page) as PageQuery).page).toBe(1));

  it.each([
    ['page=', 'query.page isNumber'],
    ['page=1&page=2', 'query.page isNumber'],
    ['page= 1', 'query.page isNumber'],
    ['page=0x1', 'query.page isNumber'],
    ['page=0', 'query.page min'],
    ['page=1.5', 'query.page isInt'],
    ['size=abc', 'query.size isNumber'],
    ['size=101', 'query.size max'],
    ['deep=1', 'query.deep isBoolean'],
    ['deep=', 'query.deep isBoolean'],
    ['since=2026-02-30', 'query.since isDate'],
    ['sort=sideways', 'query.sort isEnum'],
    ['id=1&id=x', 'query.id.1 isNumber'],
    ['id=1&id=2&id=3&id=4', 'query.id arrayMaxSize'],
    ['text=1&text=2', 'query.text isString'],
  ])('refuses %j', async (text, expected) => expect(await failuresOf(page, query(text))).toEqual([expected]));

  it('refuses repeated values where text is declared, whatever its rules', async () => {
    class Search {
      @IsOptional() @Length(1, 5) q?: string;
      @IsOptional() @Length(1, 5, { each: true }) tag?: string[];
    }
    expect(await failuresOf(argument('query', { declared: Search }), query('q=a&q=b&tag=a&tag=b'))).toEqual(['query.q isString']);
  });

  it('converts by the rules where the compiler says no type', async () => {
    class Inferred {
      @IsOptional() @IsInt() @Min(1) page = 1;
      @IsOptional() @IsBoolean() deep?: boolean | null;
      @IsOptional() @IsDate() since?: Date | null;
      @IsOptional() @IsEnum(Sort) sort: Sort | null = null;
      @IsOptional() @Max(9, { each: true }) ids?: number[];
      @IsOptional() @IsString() text?: string | null;
    }
    const inferred = argument('query', { declared: Inferred });
    expect(bind(inferred, query('page=2&deep=true&since=2026-01-02&sort=up&ids=1&text=1'))).toEqual({
      ...{ page: 2, deep: true, since: new Date('2026-01-02T00:00:00Z'), sort: 'up', ids: [1], text: '1' },
    });
    expect(await failuresOf(inferred, query('page=x&deep=1&since=x&sort=x&ids=1&ids=x&ids=10'))).toEqual([
      ...['query.page isNumber', 'query.deep isBoolean', 'query.since isDate', 'query.sort isEnum', 'query.ids.1 isNumber'],
    ]);
  });

  it('converts without metadata by @Type, single values and lists', async () => {
    class Loose {}
    Type(() => Number)(Loose.prototype, 'id');
    IsOptional()(Loose.prototype, 'id');
    const loose = argument('query', { type: Loose });
    expect([bind(loose, query('id=1')), bind(loose, query('id=1&id=2'))]).toEqual([{ id: 1 }, { id: [1, 2] }]);
    expect(await failuresOf(loose, query('id=1&id=x'))).toEqual(['query.id.1 isNumber']);
  });

  it('says what a value must be', async () => {
    expect(await issuesOf(page, query('page=x'))).toEqual([{ path: 'query.page', rule: 'isNumber', message: 'page must be a number' }]);
  });

  it('strips, refuses or allows unknown names', async () => {
    const request = query('page=2&utm=x&__proto__=1&constructor=2');
    expect(Object.keys(bind(page, request) as object)).not.toContain('utm');
    expect(await failuresOf(page, request, { unknownProperties: 'reject' })).toEqual([
      'query.utm whitelistValidation',
      'query.__proto__ whitelistValidation',
      'query.constructor whitelistValidation',
    ]);
    const open = bind(page, request, { unknownProperties: 'allow' });
    expect(open).toMatchObject({ page: 2, utm: 'x' });
    expect(Object.getPrototypeOf(open)).toBe(PageQuery.prototype);
  });

  it('shows transforms the text, and lists where a list is declared', () => {
    class Filter {
      @Transform(({ value }) => value === 'true') @IsBoolean() flag!: boolean;
      @Transform(({ value }) => (value as string[]).flatMap((each) => each.split(','))) @IsArray() tags!: string[];
      @Type(() => Number) @Transform(({ value }) => value * 2) @IsInt() twice!: number;
    }
    expect(bind(argument('query', { declared: Filter }), query('flag=true&tags=a,b&twice=4'))).toEqual({
      flag: true,
      tags: ['a', 'b'],
      twice: 8,
    });
    expect(bind(argument('query', { declared: Filter }), query('flag=true&tags=a&tags=b,c&twice=4'))).toMatchObject({
      tags: ['a', 'b', 'c'],
    });
  });

  it('is a 400 with too many pairs', () => {
    const text = Array.from({ length: 1001 }, () => 'page=1').join('&');
    expect(() => bind(page, query(text))).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('is plain data with { validate: false }', () => {
    const open = bind(argument('query', { declared: Object, validate: false }), query('a=1&a=2&b=3'));
    expect(Object.entries(open as object)).toEqual([
      ['a', ['1', '2']],
      ['b', '3'],
    ]);
  });
});

describe('other groups as a DTO', () => {
  class Wanted {
    @Expose({ name: 'X-Tenant' }) @Length(2, 5) tenant!: string;
    @IsOptional() @IsInt() age?: number;
    @IsOptional() @IsString() 'If-Match'?: string;
  }

  it('find headers in any letter case', () => {
    const headers = { 'x-TENANT': 'acme', AGE: '5', 'if-match': '"a"', 'x-other': '1' };
    expect(bind(argument('header', { declared: Wanted }), { headers })).toEqual({ tenant: 'acme', age: 5, 'If-Match': '"a"' });
  });

  it('split lists in headers at commas', () => {
    class Lists {
      @IsArray() @Type(() => Number) 'x-ids'!: number[];
    }
    expect(bind(argument('header', { declared: Lists }), { headers: { 'X-Ids': '1, 2 ,3' } })).toEqual({ 'x-ids': [1, 2, 3] });
  });

  it('name a header by its own name where it is wrong', async () => {
    class Guarded {
      @Expose({ name: 'idempotency-key' }) @Length(8) declare idempotencyKey: string;
      @Expose({ name: 'X-Age' }) @IsInt() declare age: number;
      @Expose({ name: 'x-ids' }) @IsInt({ each: true }) declare ids: number[];
    }
    const headers = { 'Idempotency-Key': 'x', 'x-age': 'old', 'x-ids': '1,b' };
    expect(await failuresOf(argument('header', { declared: Guarded }), { headers })).toEqual([
      'headers.idempotency-key isLength',
      'headers.X-Age isNumber',
      'headers.x-ids.1 isNumber',
    ]);
  });

  it('say of a number or date that is repeated that it must be given once', async () => {
    class Page {
      @IsInt() declare limit: number;
      @IsOptional() @IsDate() declare since?: Date;
    }
    expect(await issuesOf(argument('query', { declared: Page }), { query: 'limit=1&limit=2&since=2026-01-01&since=x' })).toEqual([
      { path: 'query.limit', rule: 'isNumber', message: 'limit must be a number, given once' },
      { path: 'query.since', rule: 'isDate', message: 'since must be an ISO 8601 date that exists, given once' },
    ]);
    expect((await issuesOf(argument('query', { declared: Page }), { query: 'limit=x' }))[0]!.message).toBe('limit must be a number');
  });

  it('ignore unknown headers and cookies, whatever the app says of unknown properties', async () => {
    class Session {
      @IsOptional() @IsString() session?: string;
    }
    for (const unknownProperties of ['strip', 'reject', 'allow'] as const) {
      const request = { headers: { 'x-other': '1' }, cookies: 'session=a; other=b' };
      expect(bind(argument('cookie', { declared: Session }), request, { unknownProperties })).toEqual({ session: 'a' });
      expect(bind(argument('header', { declared: Session }), request, { unknownProperties })).toEqual({});
    }
  });

  it('name their part of the request in issues', async () => {
    class Numbers {
      @IsInt() n!: number;
    }
    const request = { headers: { n: 'x' }, cookies: 'n=x', params: { n: 'x' } };
    expect(await failuresOf(argument('header', { declared: Numbers }), request)).toEqual(['headers.n isNumber']);
    expect(await failuresOf(argument('cookie', { declared: Numbers }), request)).toEqual(['cookies.n isNumber']);
    expect(await failuresOf(argument('param', { declared: Numbers }), request)).toEqual(['params.n isNumber']);
    expect(await failuresOf(argument('param', { declared: Numbers }))).toEqual(['params.n isInt']);
    expect(bind(argument('param', { declared: Numbers }), { params: { n: '5' } })).toEqual({ n: 5 });
  });
});
