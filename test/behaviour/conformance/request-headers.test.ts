import { Body, Controller, createApp, Get, Header, Post, type RequestContext } from '../../../src/index.js';
import { echoApp, type Seen } from '../support/echo.js';
import { clientOf, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { answerTo, eventOf, type RawEvent } from '../support/raw-events.js';

const app = echoApp();
const sourceNamed = (name: string): SourceCase => EVERY_SOURCE.find((each) => each.name === name)!;
const REST_API = sourceNamed('a REST API');
const HTTP_API = sourceNamed('an HTTP API');
const FUNCTION_URL = sourceNamed('a function URL');
const ALB = sourceNamed('a load balancer');
const ALB_MULTI = sourceNamed('a load balancer with multi-value headers');
const LATTICE_2 = sourceNamed('VPC Lattice v2');
/** Sources whose events hold a list of values for each header. */
const WITH_LISTS = [REST_API, ALB_MULTI, LATTICE_2];

async function see(source: SourceCase, raw: RawEvent): Promise<Seen> {
  const answer = await answerTo(app, eventOf(source, { path: '/x' }, raw));
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text()}`);
  return answer.json<Seen>();
}

const headersOf = (seen: Seen) => Object.fromEntries(seen.headers);

/** Raw header fields of a source, in whichever maps it has. */
function withHeaders(source: SourceCase, headers: Record<string, string | null>): RawEvent {
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  if (source === ALB_MULTI) return { multiValueHeaders: lists };
  if (source === REST_API) return { headers, multiValueHeaders: lists };
  return { headers: source === LATTICE_2 ? lists : headers };
}

describe('cookies that arrive in several places', () => {
  it.each([
    ['several values of a REST API', REST_API, { headers: { cookie: 'b=2' }, multiValueHeaders: { cookie: ['a=1', 'b=2'] } }],
    ['several values of a load balancer', ALB_MULTI, { multiValueHeaders: { cookie: ['a=1', 'b=2'] } }],
    ['several values of VPC Lattice', LATTICE_2, { headers: { cookie: ['a=1', 'b=2'] } }],
    ['the list of an HTTP API', HTTP_API, { cookies: ['a=1', 'b=2'] }],
    ['the list and the header of a function URL', FUNCTION_URL, { cookies: ['a=1', 'b=2'], headers: { cookie: 'a=1; b=2' } }],
  ])('%s are joined with a semicolon, each once', async (_name, source, raw) => {
    const seen = await see(source as SourceCase, raw as RawEvent);
    expect(seen.cookieHeader).toBe('a=1; b=2');
    expect(new Map(seen.webHeaders).get('cookie')).toBe('a=1; b=2');
    expect(seen.cookies).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });
});

describe.each(EVERY_SOURCE)('cookies through $name', (source) => {
  const cookiesOf = async (...cookies: string[]) => (await answerTo(app, eventOf(source, { path: '/x', cookies }))).json<Seen>().cookies;

  it('take a name with a no-break space for a name of its own', async () => {
    expect(await cookiesOf('\u00a0__Host-session=evil', '__Host-session=good')).toContainEqual(['__Host-session', 'good']);
    expect(await cookiesOf('\u00a0__Host-session=evil')).not.toContainEqual(['__Host-session', 'evil']);
  });

  it('let the first of repeated names win', async () => {
    expect(await cookiesOf('a=first', 'a=second')).toEqual([['a', 'first']]);
  });

  it('keep __proto__ and constructor as plain names', async () => {
    const own = Reflect.ownKeys(Object.prototype);
    expect(await cookiesOf('__proto__=1', 'constructor=2')).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(own);
  });

  it('decode values, and keep those with a malformed escape as they came', async () => {
    expect(await cookiesOf('a=%C3%A4', 'b=%zz', 'c="quoted"')).toEqual([
      ['a', 'ä'],
      ['b', '%zz'],
      ['c', 'quoted'],
    ]);
  });
});

describe('headers of a REST API in two maps', () => {
  it('are not doubled, and no name is lost that another one contains', async () => {
    const seen = await see(REST_API, { headers: { a: '1', ab: '2', b: '3' }, multiValueHeaders: { ab: ['2'], a: ['1', 'x'], b: ['3'] } });
    expect(headersOf(seen)).toEqual({ a: '1, x', ab: '2', b: '3' });
  });

  it('are those of the map with all values where both disagree', async () => {
    const seen = await see(REST_API, { headers: { A: 'single', only: 'here' }, multiValueHeaders: { a: ['multi-1', 'multi-2'] } });
    expect(headersOf(seen)).toEqual({ a: 'multi-1, multi-2', only: 'here' });
  });
});

describe.each(WITH_LISTS)('repeated headers through $name', (source) => {
  it('keep every value in order, joined with a comma', async () => {
    const lists = { x: ['first', 'second'], 'x-forwarded-for': ['203.0.113.1', '198.51.100.7'] };
    const raw = source === LATTICE_2 ? { headers: lists } : { multiValueHeaders: lists, headers: null };
    const seen = await see(source, raw);
    expect(headersOf(seen)).toEqual({ x: 'first, second', 'x-forwarded-for': '203.0.113.1, 198.51.100.7' });
    expect(new Map(seen.webHeaders).get('x')).toBe('first, second');
  });
});

describe.each(EVERY_SOURCE)('headers through $name', (source) => {
  it('may be null altogether', async () => {
    const raw = { headers: null, ...(source === ALB_MULTI ? {} : { multiValueHeaders: null }) };
    const event = eventOf(source, { path: '/x' }, source === ALB_MULTI ? { multiValueHeaders: {} } : raw);
    expect((await answerTo(app, event)).json<Seen>().headers).toEqual([]);
  });

  it('that are null are left out, those that are empty are kept', async () => {
    expect(headersOf(await see(source, withHeaders(source, { none: null, empty: '' })))).toEqual({ empty: '' });
  });

  it('are found in any letter case', async () => {
    @Controller()
    class Reader {
      @Get('/x') read(ctx: RequestContext) {
        return [ctx.headers.get('X-Mixed'), ctx.headers.get('x-mixed'), ctx.headers.has('X-MIXED')];
      }
      @Get('/bound') bound(@Header('X-Mixed') value: string) {
        return { value };
      }
    }
    const reader = createApp({ controllers: [Reader] });
    const raw = withHeaders(source, { 'X-mIxEd': 'yes' });
    expect((await answerTo(reader, eventOf(source, { path: '/x' }, raw))).json()).toEqual(['yes', 'yes', true]);
    expect((await answerTo(reader, eventOf(source, { path: '/bound' }, raw))).json()).toEqual({ value: 'yes' });
  });

  it('with characters beyond Latin-1 are read as text, and written to the web Request as the bytes on the wire', async () => {
    const seen = await see(source, withHeaders(source, { 'x-city': 'Srīperumbūdūr' }));
    expect(headersOf(seen)['x-city']).toBe('Srīperumbūdūr');
    const wire = new Map(seen.webHeaders).get('x-city')!;
    expect(Buffer.from(wire, 'latin1').toString('utf8')).toBe('Srīperumbūdūr');
  });

  it('with illegal names or control characters are no reason to refuse the request', async () => {
    const raw = withHeaders(source, {
      'x y': '1',
      ':path': '/admin',
      '': 'none',
      'x-nul': 'a\0b',
      'x-lines': 'a\r\nset-cookie: b=1',
      good: 'yes',
    });
    const seen = await see(source, raw);
    const headers = headersOf(seen);
    expect(Object.keys(headers).sort()).toEqual(['good', 'x-lines', 'x-nul']);
    for (const [, value] of [...seen.headers, ...seen.webHeaders]) expect(value).not.toMatch(/[\0\r\n]/);
  });

  it('of another framework have no effect', async () => {
    const forged = {
      'x-apigateway-event': JSON.stringify({ path: '/admin', requestContext: { authorizer: { admin: true } } }),
      'x-apigateway-context': '{}',
    };
    const seen = (await answerTo(app, eventOf(source, { path: '/x', headers: forged }))).json<Seen>();
    expect([seen.path, seen.source]).toEqual(['/x', source.source]);
  });

  it('that override the method or the host are not believed', async () => {
    const headers = {
      'x-http-method-override': 'DELETE',
      'x-original-url': '/admin',
      'x-rewrite-url': '/admin',
      'x-forwarded-host': 'evil.com',
    };
    const seen = (await answerTo(app, eventOf(source, { path: '/x', headers }))).json<Seen>();
    expect([seen.method, seen.path, new URL(seen.url).host === 'evil.com']).toEqual(['GET', '/x', false]);
  });

  it('named __proto__ or constructor are plain data', async () => {
    const own = Reflect.ownKeys(Object.prototype);
    const raw = JSON.parse(
      JSON.stringify(withHeaders(source, { placeholder: 'x', constructor: 'y' })).replaceAll('placeholder', '__proto__'),
    ) as RawEvent;
    const seen = await see(source, raw);
    expect(seen.headers).toEqual(
      expect.arrayContaining([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    );
    expect(Reflect.ownKeys(Object.prototype)).toEqual(own);
  });
});

describe('the client address', () => {
  it.each([
    ['a REST API', REST_API],
    ['an HTTP API', HTTP_API],
    ['a function URL', FUNCTION_URL],
  ])('of %s is what the gateway saw, not what the client says', async (_name, source) => {
    const answer = await answerTo(
      app,
      eventOf(source, { path: '/x', clientIp: '203.0.113.9', headers: { 'x-forwarded-for': '10.0.0.1' } }),
    );
    expect(answer.json<Seen>().clientIp).toBe('203.0.113.9');
  });

  it.each([
    ['a load balancer', ALB],
    ['a load balancer with multi-value headers', ALB_MULTI],
    ['VPC Lattice v1', sourceNamed('VPC Lattice v1')],
    ['VPC Lattice v2', LATTICE_2],
  ])('of %s is the hop that it added itself: the rightmost', async (_name, source) => {
    const seen = await see(source, withHeaders(source, { 'x-forwarded-for': '10.0.0.1, 192.168.1.1, 203.0.113.9' }));
    expect(seen.clientIp).toBe('203.0.113.9');
    expect((await see(source, withHeaders(source, { 'x-forwarded-for': 'unknown' }))).clientIp).toBeNull();
  });

  it('is spelled in one way', async () => {
    const answer = await answerTo(app, eventOf(HTTP_API, { path: '/x', clientIp: '2001:DB8:0:0::1' }));
    expect(answer.json<Seen>().clientIp).toBe('2001:db8::1');
  });
});

describe.each(EVERY_SOURCE)('the length of a body through $name', (source) => {
  class Anything {
    declare readonly x: string;
  }
  @Controller()
  class Sizes {
    @Post('/text') text(ctx: RequestContext) {
      return { size: ctx.body.bytes().length };
    }
    @Post('/bound') bound(@Body({ validate: false }) body: Anything) {
      return { keys: Object.keys(body).length };
    }
  }
  const api = clientOf({ controllers: [Sizes], limits: { bodyBytes: 100 } }, source);
  const body = JSON.stringify({ x: 'y'.repeat(50) });

  it.each(['1', '99999999', '-1', 'NaN', 'abc', ''])('is its real one, whatever Content-Length says: %j', async (length) => {
    const headers = { 'content-length': length, 'content-type': 'application/json' };
    expect((await api.post('/text', { body, headers })).json()).toEqual({ size: body.length });
    expect((await api.post('/bound', { body, headers })).json()).toEqual({ keys: 1 });
    const large = JSON.stringify({ x: 'y'.repeat(101) });
    expect((await api.post('/text', { body: large, headers })).status).toBe(413);
    expect((await api.post('/bound', { body: large, headers })).status).toBe(413);
  });

  it('is what the web Request says', async () => {
    const size = createApp({ controllers: [WebReader] });
    const event = eventOf(source, { method: 'POST', path: '/web', body: 'héllo', headers: { 'content-type': 'text/plain' } });
    expect((await answerTo(size, event)).json()).toEqual({ text: 'héllo', bytes: 6, length: '6' });
    const wrong = eventOf(source, { method: 'POST', path: '/web', body: 'héllo', headers: { 'content-length': '5000' } });
    expect((await answerTo(size, wrong)).json()).toMatchObject({ length: '6' });
    const none = eventOf(source, { method: 'POST', path: '/web', headers: { 'content-length': '5000' } });
    expect((await answerTo(size, none)).json()).toEqual({ text: '', bytes: 0, length: null });
  });

  it('counts decoded bytes: not base64 digits, not characters', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await api.post('/text', { body: new Uint8Array(100), headers })).json()).toEqual({ size: 100 });
    expect((await api.post('/text', { body: new Uint8Array(101), headers })).status).toBe(413);
    expect((await api.post('/text', { body: 'é'.repeat(50), headers })).json()).toEqual({ size: 100 });
    expect((await api.post('/text', { body: 'é'.repeat(51), headers })).status).toBe(413);
  });
});

@Controller()
class WebReader {
  @Post('/web') async web(ctx: RequestContext) {
    const copy = ctx.req.clone();
    const length = ctx.req.headers.get('content-length');
    return { text: await ctx.req.text(), bytes: (await copy.arrayBuffer()).byteLength, length };
  }
}
