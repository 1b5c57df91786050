import { IsBoolean, IsDate, IsInt, IsNumber, IsOptional } from 'class-validator';
import { Body, Controller, Cookie, Get, Header, Param, Post, Query, type RequestContext } from '../../src/index.js';
import { failuresIn, posterOf, SOURCES } from './bodies-post.js';

class Typed {
  @IsOptional() @IsNumber() declare number?: number;
  @IsOptional() @IsInt() declare int?: number;
  @IsOptional() @IsBoolean() declare boolean?: boolean;
  @IsOptional() @IsDate() declare date?: Date;
}

/** What a handler saw, in words: JSON would make `null` of what must not be. */
const seen = (value: unknown) =>
  value instanceof Date ? `date ${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()}` : `${typeof value} ${value}`;

@Controller()
class Texts {
  @Get('/number') number(@Query('v') v: number) {
    return seen(v);
  }
  @Get('/boolean') boolean(@Query('v') v: boolean) {
    return seen(v);
  }
  @Get('/bigint') bigint(@Query('v') v: bigint) {
    return seen(v);
  }
  @Get('/date') date(@Query('v') v: Date) {
    return seen(v);
  }
  @Get('/numbers') numbers(@Query('v', { type: [Number] }) v: number[]) {
    return seen(v);
  }
  @Get('/dto') dto(@Query() typed: Typed) {
    return Object.values(typed).map(seen).join();
  }
  @Post('/dto') form(@Body() typed: Typed) {
    return Object.values(typed).map(seen).join();
  }
  @Get('/header') header(@Header('x-v') v: number) {
    return seen(v);
  }
  @Get('/cookie') cookie(@Cookie('v') v: number) {
    return seen(v);
  }
  @Get('/param/:v') param(@Param('v') v: number) {
    return seen(v);
  }
  @Get('/context') context(ctx: RequestContext) {
    return seen(ctx.query.get('v'));
  }
}

const REFUSED = 400;

/** Text, and what it is as a number, a whole number of a DTO, a boolean and a BigInt. */
const TABLE: [text: string, number: unknown, int: unknown, boolean: unknown, bigint: unknown][] = [
  ['false', REFUSED, REFUSED, 'boolean false', REFUSED],
  ['true', REFUSED, REFUSED, 'boolean true', REFUSED],
  ['0', 'number 0', 'number 0', REFUSED, 'bigint 0'],
  ['1', 'number 1', 'number 1', REFUSED, 'bigint 1'],
  ['', REFUSED, REFUSED, REFUSED, REFUSED],
  [' ', REFUSED, REFUSED, REFUSED, REFUSED],
  [' 12 ', REFUSED, REFUSED, REFUSED, REFUSED],
  ['1e3', 'number 1000', 'number 1000', REFUSED, REFUSED],
  ['1.5', 'number 1.5', REFUSED, REFUSED, REFUSED],
  ['-1', 'number -1', 'number -1', REFUSED, 'bigint -1'],
  ['0x10', REFUSED, REFUSED, REFUSED, REFUSED],
  ['NaN', REFUSED, REFUSED, REFUSED, REFUSED],
  ['Infinity', REFUSED, REFUSED, REFUSED, REFUSED],
  ['-Infinity', REFUSED, REFUSED, REFUSED, REFUSED],
  ['1e999', REFUSED, REFUSED, REFUSED, REFUSED],
  ['9007199254740993', 'number 9007199254740992', 'number 9007199254740992', REFUSED, 'bigint 9007199254740993'],
  ['01', REFUSED, REFUSED, REFUSED, 'bigint 1'],
  ['1,000', REFUSED, REFUSED, REFUSED, REFUSED],
  ['null', REFUSED, REFUSED, REFUSED, REFUSED],
  ['TRUE', REFUSED, REFUSED, REFUSED, REFUSED],
  ['on', REFUSED, REFUSED, REFUSED, REFUSED],
  ['١٢', REFUSED, REFUSED, REFUSED, REFUSED],
];

/** Text, and what it is as a date. */
const DATES: [text: string, date: unknown][] = [
  ['2026-02-28', 'date 2026-02-28T00:00:00.000Z'],
  ['2024-02-29', 'date 2024-02-29T00:00:00.000Z'],
  ['2026-02-28T10:00:00+01:00', 'date 2026-02-28T09:00:00.000Z'],
  ['2026-02-28T10:00', 'date 2026-02-28T10:00:00.000Z'],
  ['2026-02-28T10:00:00.123Z', 'date 2026-02-28T10:00:00.123Z'],
  ...['garbage', '', '2026-02-29', '2026-02-30', '2026-13-01', '2026-00-01', '2026-01-00', '2026-01-01T24:00', '0', '1', '1e12'].map(
    (text): [string, unknown] => [text, REFUSED],
  ),
  ...['2026-2-1', 'Feb 1 2026', '2026-01-01 10:00', '2026-01-01T10:00+99:00', 'Invalid Date', '275761-01-01'].map(
    (text): [string, unknown] => [text, REFUSED],
  ),
];

describe.each(SOURCES)('text through $name', (source) => {
  const { get, post } = posterOf(source, [Texts]);
  const outcomeOf = async (path: string, query: string, headers?: Record<string, string>) => {
    const answer = await get(path, query, headers);
    return answer.status === 200 ? answer.text() : answer.status;
  };
  const q = (name: string, text: string) => `${name}=${encodeURIComponent(text)}`;

  it.each(TABLE)('%j is what the table says: number %p, int %p, boolean %p, BigInt %p', async (text, number, int, boolean, bigint) => {
    expect(await outcomeOf('/number', q('v', text))).toBe(number);
    expect(await outcomeOf('/boolean', q('v', text))).toBe(boolean);
    expect(await outcomeOf('/bigint', q('v', text))).toBe(bigint);
    expect(await outcomeOf('/dto', q('number', text))).toBe(number);
    expect(await outcomeOf('/dto', q('int', text))).toBe(int);
    expect(await outcomeOf('/dto', q('boolean', text))).toBe(boolean);
    const form = await post('/dto', q('int', text), { type: 'application/x-www-form-urlencoded' });
    expect(form.status === 200 ? form.text() : form.status).toBe(int);
  });

  it.each(TABLE.filter(([text]) => /^[\w.-]+$/.test(text)))('%j is the same in a header, a cookie and the path', async (text, number) => {
    expect(await outcomeOf('/header', '', { 'x-v': text })).toBe(number);
    expect(await outcomeOf('/cookie', '', { cookie: `v=${text}` })).toBe(number);
    expect(await outcomeOf(`/param/${text}`, '')).toBe(number);
  });

  it.each(['false', '0', '', '1e3', [], [1], { a: 1 }, {}])('%j in JSON is never made a number, a boolean or text', async (value) => {
    for (const field of ['number', 'int', 'boolean']) expect((await post('/dto', { [field]: value })).status).toBe(400);
  });

  it.each(DATES)('%j as a date is %p, and never an invalid one', async (text, expected) => {
    expect(await outcomeOf('/date', q('v', text))).toBe(expected);
    expect(await outcomeOf('/dto', q('date', text))).toBe(expected);
    for (const posting of [{}, { type: 'application/x-www-form-urlencoded' }]) {
      const answer = await post('/dto', 'type' in posting ? q('date', text) : { date: text }, posting);
      expect(answer.status === 200 ? answer.text() : answer.status).toBe(expected);
      if (expected === REFUSED) expect(failuresIn(answer)).toEqual(['body.date isDate']);
    }
  });

  it.each([0, 1e12, true, [], ['2026-01-01'], {}, { toISOString: 1 }])('%j in JSON is no date', async (date) => {
    expect(failuresIn(await post('/dto', { date }))).toEqual(['body.date isDate']);
  });

  it('that does not convert names source, field and rule, and is not repeated', async () => {
    const answer = await get('/number', 'v=hunter2');
    expect(answer.json()).toEqual({
      statusCode: 400,
      error: 'RequestValidationError',
      message: 'Validation failed',
      details: [{ path: 'query.v', rule: 'isNumber', message: 'v must be a number' }],
    });
    expect(failuresIn(await get('/numbers', 'v=1&v=x&v=3&v='))).toEqual(['query.v.1 isNumber', 'query.v.3 isNumber']);
    expect(failuresIn(await get('/header', '', { 'x-v': 'x' }))).toEqual(['headers.x-v isNumber']);
    expect(failuresIn(await get('/cookie', '', { cookie: 'v=x' }))).toEqual(['cookies.v isNumber']);
    expect(failuresIn(await get('/param/x'))).toEqual(['params.v isNumber']);
    expect(failuresIn(await get('/dto', 'int=x&boolean=x&date=x&number=x'))).toEqual([
      'query.number isNumber',
      'query.int isNumber',
      'query.boolean isBoolean',
      'query.date isDate',
    ]);
  });

  it('of a million digits or characters is refused at once', async () => {
    const start = process.cpuUsage().user;
    for (const path of ['/number', '/bigint', '/date', '/boolean', '/dto']) {
      for (const text of ['9'.repeat(1_000_000), `1${'0'.repeat(999_999)}x`, ' '.repeat(1_000_000), '1e'.repeat(500_000)]) {
        expect([200, 400]).toContain((await get(path, `${path === '/dto' ? 'int' : 'v'}=${text}`)).status);
      }
    }
    expect(process.cpuUsage().user - start).toBeLessThan(5_000_000);
  });

  it('that is absent is undefined, and is text for whoever asks the context', async () => {
    expect(await outcomeOf('/number', '')).toBe('undefined undefined');
    expect(await outcomeOf('/context', q('v', ' 12 '))).toBe('string  12 ');
  });
});
