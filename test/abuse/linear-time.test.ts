import { Controller, createApp, Get, Post, type RequestContext } from '../../src/index.js';
import { lambdaContext } from '../../src/testing/index.js';
import { leastCpuTime } from '../behaviour/support/cpu-time.js';
import { EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { eventOf, eventWithPath } from '../behaviour/support/raw-events.js';
import { silentLogger } from '../behaviour/support/silent-logger.js';

@Controller()
class Reads {
  @Get('/query') query(ctx: RequestContext) {
    return [ctx.query.get('none') ?? null, [...ctx.query].length];
  }
  @Get('/headers') headers(ctx: RequestContext) {
    return [[...ctx.headers].length, [...ctx.req.headers].length];
  }
  @Get('/cookies') cookies(ctx: RequestContext) {
    return [ctx.cookies.get('none') ?? null, [...ctx.cookies].length];
  }
  @Post('/json') json(ctx: RequestContext) {
    return { type: typeof ctx.body.json() };
  }
  @Post('/form') async form(ctx: RequestContext) {
    return [...(await ctx.body.form())].length;
  }
  @Get('/u/:a/:b/:c/:d(\\d+)/*rest') parameters(ctx: RequestContext) {
    return Object.keys(ctx.params).length;
  }
}

const unlimited = Number.MAX_SAFE_INTEGER;
const app = createApp({
  controllers: [Reads],
  logger: silentLogger,
  limits: { bodyBytes: unlimited, jsonDepth: 512, objectKeys: unlimited, queryPairs: unlimited },
});

const repeat = (text: string) => (times: number) => text.repeat(times);
const numbered = (make: (index: number) => string) => (times: number) => Array.from({ length: times }, (_, index) => make(index)).join('');

const source = EVERY_SOURCE.find(({ name }) => name === 'a function URL')!;
const form = 'application/x-www-form-urlencoded';

/** Hostile input of a size, and the event that carries it. */
const CASES: [name: string, event: (size: number) => unknown][] = [
  ...(
    [
      ['pairs without a value', repeat('a&')],
      ['pairs of nothing', repeat('=&')],
      ['ampersands', repeat('&')],
      ['broken escapes', repeat('%')],
      ['half escapes', repeat('%C3')],
      ['many names', numbered((index) => `k${index}=v&`)],
      ['plus signs', repeat('+')],
      ['brackets', repeat('a[b]')],
    ] as const
  ).map(([name, text]): [string, (size: number) => unknown] => [
    `a query of ${name}`,
    (size) => ({ ...eventOf(source, { path: '/query' }), rawQueryString: text(size) }),
  ]),
  ...(
    [
      ['semicolons', repeat(';')],
      ['equals signs', repeat('=')],
      ['names without a value', repeat('a;')],
      ['blanks', repeat(' ')],
      ['broken escapes', repeat('a=%;')],
      ['quotes', repeat('"')],
      ['many names', numbered((index) => `k${index}=v;`)],
    ] as const
  ).map(([name, text]): [string, (size: number) => unknown] => [
    `cookies of ${name}`,
    (size) => ({ ...eventOf(source, { path: '/cookies' }), cookies: [text(size)] }),
  ]),
  [
    'thousands of headers',
    (size) => {
      const headers = Object.fromEntries(Array.from({ length: Math.ceil(size / 16) }, (_, index) => [`x-${index}`, 'v']));
      return { ...eventOf(source, { path: '/headers' }), headers };
    },
  ],
  ['a header of control characters', (size) => ({ ...eventOf(source, { path: '/headers' }), headers: { 'x-a': '\u0001'.repeat(size) } })],
  ['a host that is endless', (size) => ({ ...eventOf(source, { path: '/headers' }), headers: { host: 'a.'.repeat(size) } })],
  ['forwarded addresses', (size) => ({ ...eventOf(source, { path: '/headers' }), headers: { 'x-forwarded-for': '1,'.repeat(size) } })],
  ...(['/', '/a', '/%41', '/%', '/..', '/u/', '/1'] as const).map((text): [string, (size: number) => unknown] => [
    `a path of ${text}`,
    (size) => eventWithPath(source, `/u${text.repeat(size / 4)}`),
  ]),
  ['a parameter of digits', (size) => eventWithPath(source, `/u/a/b/c/${'1'.repeat(size)}x/y`)],
  ...(
    [
      ['lists in lists', (size: number) => `${'['.repeat(size)}${']'.repeat(size)}`],
      ['lists that never end', repeat('[')],
      ['many keys', (size: number) => `{${numbered((index) => `"k${index}":1,`)(size / 8)}"z":1}`],
      ['escapes', (size: number) => `"${'\\u0041'.repeat(size / 4)}"`],
      ['digits', repeat('1')],
    ] as const
  ).map(([name, text]): [string, (size: number) => unknown] => [
    `JSON of ${name}`,
    (size) => eventOf(source, { method: 'POST', path: '/json', headers: { 'content-type': 'application/json' }, body: text(size) }),
  ]),
  [
    'a form of dots',
    (size) => eventOf(source, { method: 'POST', path: '/form', headers: { 'content-type': form }, body: 'a.b.c=&'.repeat(size / 4) }),
  ],
  [
    'a form in parts without end',
    (size) => {
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      return eventOf(source, { method: 'POST', path: '/form', headers, body: `--x\r\n${'\r\n--'.repeat(size)}` });
    },
  ],
  [
    'a form of tiny parts',
    (size) => {
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n';
      return eventOf(source, { method: 'POST', path: '/form', headers, body: `${part.repeat(size / 16)}--x--` });
    },
  ],
];

const SMALL = 4000;
const FACTOR = 10;

describe('the time that a request takes', () => {
  it.each(CASES)('grows no faster than %s', async (_name, make) => {
    const time = (event: unknown, enough = 0) =>
      leastCpuTime(() => app.handler(event, lambdaContext({ timeoutMs: 600_000 })), { runs: 12, enough });
    // Below a millisecond there is nothing to measure. Quadratic growth would be a hundredfold.
    const bound = Math.max(await time(make(SMALL)), 1) * FACTOR * 4;
    expect(await time(make(SMALL * FACTOR), bound / 2)).toBeLessThan(bound);
  });
});
