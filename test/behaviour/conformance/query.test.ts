import { Controller, createApp, Get, type RequestContext } from '../../../src/index.js';
import { echoApp, type Seen } from '../support/echo.js';
import { EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { answerTo, eventOf, type RawEvent } from '../support/raw-events.js';

const app = echoApp();
const OWN_KEYS = Reflect.ownKeys(Object.prototype);
const sourceNamed = (name: string): SourceCase => EVERY_SOURCE.find((each) => each.name === name)!;
const REST_API = sourceNamed('a REST API');
const ALB = sourceNamed('a load balancer');
const ALB_MULTI = sourceNamed('a load balancer with multi-value headers');
const LATTICE_1 = sourceNamed('VPC Lattice v1');
const LATTICE_2 = sourceNamed('VPC Lattice v2');
const V2_SOURCES = EVERY_SOURCE.filter(({ source }) => source === 'http-api' || source === 'function-url');

async function see(source: SourceCase, raw: RawEvent): Promise<Seen> {
  return (await answerTo(app, eventOf(source, { path: '/x' }, raw))).json<Seen>();
}

/** The query as the context and as the web `Request` show it. */
async function bothQueries(source: SourceCase, raw: RawEvent): Promise<[string, string][]> {
  const { query, url } = await see(source, raw);
  expect([...new URL(url).searchParams]).toEqual(query);
  return query;
}

describe.each(EVERY_SOURCE)('a query through $name', (source) => {
  const query = async (text: string) => (await answerTo(app, eventOf(source, { path: `/x?${text}` }))).json<Seen>();

  it.each([
    ['q=a,b', [['q', 'a,b']]],
    ['q=a%26b%3Dc%23d', [['q', 'a&b=c#d']]],
    ['q=%7BbookId%7D', [['q', '{bookId}']]],
    ['q=a%2Bb', [['q', 'a+b']]],
    ['q=a+b', [['q', 'a b']]],
    ['q=a%20b', [['q', 'a b']]],
    ['foo%5Ba%5D=1', [['foo[a]', '1']]],
    ['empty=', [['empty', '']]],
    ['name=S%E2%82%AC', [['name', 'S€']]],
    ['a%5B%5D=1', [['a[]', '1']]],
    ['a%5Bb%5D%5Bc%5D=1', [['a[b][c]', '1']]],
    ['__proto__=1', [['__proto__', '1']]],
    ['%E5%90%8D=%E5%80%A4', [['名', '値']]],
  ])('%s is decoded once, and nothing in it becomes structure', async (text, expected) => {
    const seen = await query(text);
    expect(seen.query).toEqual(expected);
    expect([...new URL(seen.url).searchParams]).toEqual(expected);
  });

  it('that is empty leaves no question mark on the address', async () => {
    const seen = (await answerTo(app, eventOf(source, { path: '/x' }))).json<Seen>();
    expect([seen.query, seen.url.includes('?')]).toEqual([[], false]);
  });

  it('keeps every value of a repeated name, where the source does', async () => {
    const { query: pairs } = await query('k=1&k=2&other=3');
    const isLossy = source === ALB;
    expect(pairs.filter(([name]) => name === 'k').map(([, value]) => value)).toEqual(isLossy ? ['2'] : ['1', '2']);
  });

  it('reads __proto__ and constructor as plain names', async () => {
    const seen = await query('__proto__=1&constructor=2&toString=3&hasOwnProperty=4');
    expect(Object.fromEntries(seen.query)).toEqual(
      Object.fromEntries([
        ['__proto__', '1'],
        ['constructor', '2'],
        ['toString', '3'],
        ['hasOwnProperty', '4'],
      ]),
    );
    expect(Reflect.ownKeys(Object.prototype)).toEqual(OWN_KEYS);
  });
});

describe.each(V2_SOURCES)('the raw query of $name', (source) => {
  it('counts, never the joined map', async () => {
    const raw = { rawQueryString: 'repeat=one&repeat=two', queryStringParameters: { repeat: 'one,two' } };
    expect(await bothQueries(source, raw)).toEqual([
      ['repeat', 'one'],
      ['repeat', 'two'],
    ]);
    expect(await bothQueries(source, { rawQueryString: 'q=a,b', queryStringParameters: { q: 'a,b' } })).toEqual([['q', 'a,b']]);
  });

  it('keeps a valueless key, an empty key, and the order of all', async () => {
    expect(await bothQueries(source, { rawQueryString: 'z&=x&a=1&z=2' })).toEqual([
      ['z', ''],
      ['', 'x'],
      ['a', '1'],
      ['z', '2'],
    ]);
  });

  it('does not end at a number sign', async () => {
    expect((await see(source, { rawQueryString: 'a=1#b&c=2' })).query).toEqual([
      ['a', '1#b'],
      ['c', '2'],
    ]);
  });

  it('is served with malformed escapes', async () => {
    expect((await see(source, { rawQueryString: 'q=%zz&r=%' })).query).toEqual([
      ['q', '%zz'],
      ['r', '%'],
    ]);
  });
});

describe('the query maps of a REST API, which were decoded on the way', () => {
  it('give each value exactly once', async () => {
    const raw = { multiValueQueryStringParameters: { a: ['1', '2'] }, queryStringParameters: { a: '2' } };
    expect(await bothQueries(REST_API, raw)).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  it.each([
    ['{bookId}', '%7BbookId%7D'],
    ['a&b=c#d', 'a%26b%3Dc%23d'],
    ['a+b', 'a%2Bb'],
    ['%zz', '%25zz'],
    ['', ''],
  ])('encode the value %j again', async (value, encoded) => {
    const seen = await see(REST_API, { multiValueQueryStringParameters: { q: [value] }, queryStringParameters: { q: value } });
    expect([seen.query, new URL(seen.url).search]).toEqual([[['q', value]], `?q=${encoded}`]);
  });

  it('keep an empty name', async () => {
    expect(await bothQueries(REST_API, { multiValueQueryStringParameters: { '': ['x'] }, queryStringParameters: { '': 'x' } })).toEqual([
      ['', 'x'],
    ]);
  });

  it('give what is only in the single-value map', async () => {
    expect(await bothQueries(REST_API, { multiValueQueryStringParameters: null, queryStringParameters: { a: '1', e: '' } })).toEqual([
      ['a', '1'],
      ['e', ''],
    ]);
  });

  it('are no query when all are null', async () => {
    const seen = await see(REST_API, { multiValueQueryStringParameters: null, queryStringParameters: null });
    expect([seen.query, seen.url.endsWith('/x')]).toEqual([[], true]);
  });
});

describe('the query maps of a load balancer, which were not decoded', () => {
  it('are decoded once', async () => {
    const raw = { multiValueQueryStringParameters: { encodedPlus: ['a%2Bb'], literalPlus: ['a+b'] } };
    expect(await bothQueries(ALB_MULTI, raw)).toEqual([
      ['encodedPlus', 'a+b'],
      ['literalPlus', 'a b'],
    ]);
    expect(await bothQueries(ALB, { queryStringParameters: { encodedPlus: 'a%2Bb', literalPlus: 'a+b' } })).toEqual([
      ['encodedPlus', 'a+b'],
      ['literalPlus', 'a b'],
    ]);
  });

  it('have encoded names, too', async () => {
    expect(await bothQueries(ALB_MULTI, { multiValueQueryStringParameters: { 'foo%5Ba%5D': ['1'] } })).toEqual([['foo[a]', '1']]);
  });

  it('are copied as they are, not encoded again', async () => {
    const seen = await see(ALB_MULTI, { multiValueQueryStringParameters: { q: ['a%26b%3Dc%23d'] } });
    expect([seen.query, new URL(seen.url).search]).toEqual([[['q', 'a&b=c#d']], '?q=a%26b%3Dc%23d']);
  });

  it('are served with malformed escapes', async () => {
    for (const source of [ALB, ALB_MULTI]) {
      const map = source === ALB ? { queryStringParameters: { q: '%zz' } } : { multiValueQueryStringParameters: { q: ['%zz'] } };
      expect((await see(source, map)).query).toEqual([['q', '%zz']]);
    }
  });

  it('have the last of repeated values where the load balancer has lost the others', async () => {
    expect(await bothQueries(ALB, { queryStringParameters: { k: '2' } })).toEqual([['k', '2']]);
  });
});

describe('the target of a VPC Lattice request', () => {
  it('has the query, each value once, although a map repeats it', async () => {
    expect(await bothQueries(LATTICE_2, { path: '/p?x=1', queryStringParameters: { x: ['1'] } })).toEqual([['x', '1']]);
    expect(await bothQueries(LATTICE_1, { raw_path: '/p?x=1&x=2', query_string_parameters: { x: '2' } })).toEqual([
      ['x', '1'],
      ['x', '2'],
    ]);
  });

  it('ends before the query', async () => {
    expect((await see(LATTICE_1, { raw_path: '/p?x=1' })).path).toBe('/p');
    expect((await see(LATTICE_2, { path: '/p?x=/y' })).path).toBe('/p');
  });

  it('gives way to the map where it has no query', async () => {
    expect(await bothQueries(LATTICE_2, { path: '/p', queryStringParameters: { x: ['1', '2'], y: '3' } })).toEqual([
      ['x', '1'],
      ['x', '2'],
      ['y', '3'],
    ]);
    expect(await bothQueries(LATTICE_1, { raw_path: '/p', query_string_parameters: { x: '1' } })).toEqual([['x', '1']]);
  });
});

describe.each(EVERY_SOURCE)('a query with too many pairs through $name', (source) => {
  @Controller()
  class Lists {
    @Get('/list') list() {
      return 'never';
    }
    @Get('/read') read(ctx: RequestContext) {
      return [...ctx.query].length;
    }
  }
  const pairs = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join('&');

  it('is a 400, whether the handler looks at it or not', async () => {
    const limited = createApp({ controllers: [Lists] });
    for (const path of ['/list', '/read']) {
      const answer = await answerTo(limited, eventOf(source, { path: `${path}?${pairs(10_000)}` }));
      expect([answer.status, answer.json()]).toEqual([
        400,
        { statusCode: 400, error: 'BadRequestError', message: 'The query has more than 1000 parameters' },
      ]);
    }
  });

  it('may have exactly as many as the limit says', async () => {
    const limited = createApp({ controllers: [Lists], limits: { queryPairs: 3 } });
    expect((await answerTo(limited, eventOf(source, { path: `/read?${pairs(3)}` }))).text()).toBe('3');
    expect((await answerTo(limited, eventOf(source, { path: `/read?${pairs(4)}` }))).status).toBe(400);
  });
});
