import { readPath } from '../../../src/adapters/escape-text.js';
import { httpApi } from '../../../src/adapters/http-api.js';
import { CookieValues } from '../../../src/http/cookie-values.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { v2Event } from './sample-events.js';

const path = (rawPath: unknown, context = {}) => readPath(httpApi, v2Event({ rawPath }, context));
const decoded = (rawPath: unknown, context = {}) =>
  httpApi.hasDecodedPath ? httpApi.readRawPath(v2Event({ rawPath }, context)) : undefined;

describe('the path of an HTTP API, which the gateway has decoded', () => {
  it.each([
    ['/capture/space value', '/capture/space%20value'],
    ['/orders#x', '/orders%23x'],
    ['/a?b', '/a%3Fb'],
    ['/100% sure', '/100%25%20sure'],
    ['/café', '/caf%C3%A9'],
    ['//evil.com/x', '//evil.com/x'],
    ['/a/../b', '/a/../b'],
    ['/a\\..\\b', '/a%5C..%5Cb'],
    ['orders', '/orders'],
    ['', '/'],
    [undefined, '/'],
    [null, '/'],
    [7, '/'],
  ])('%p becomes the canonical path %s', (rawPath, expected) => {
    expect(path(rawPath)).toBe(expected);
  });

  it('keeps its query when it holds a number sign', () => {
    const event = v2Event({ rawPath: '/orders#x', rawQueryString: 'a=1' });
    expect([readPath(httpApi, event), httpApi.readQuery(event)]).toEqual(['/orders%23x', 'a=1']);
  });

  it('keeps what looks like an escape, and gives parameters the text as delivered', () => {
    expect([path('/u/%41'), decoded('/u/%41')]).toEqual(['/u/%41', '/u/%41']);
    expect([path('/u/50%'), decoded('/u/50%')]).toEqual(['/u/50%25', '/u/50%']);
    expect([path('/u/%2541'), decoded('/u/%2541')]).toEqual(['/u/%2541', '/u/%2541']);
  });

  it('has the same segments in both forms', () => {
    for (const rawPath of ['/', '/a/b', '/a//b/', '/a b/%2F/ü', 'x/y', '']) {
      expect(decoded(rawPath)?.split('/')).toHaveLength(path(rawPath).split('/').length);
    }
  });

  it('loses its stage in both forms', () => {
    const context = { stage: 'prod' };
    expect([path('/prod', context), decoded('/prod', context)]).toEqual(['/', '/']);
    expect([path('/prod/a b', context), decoded('/prod/a b', context)]).toEqual(['/a%20b', '/a b']);
    expect([path('/production', context), decoded('/production', context)]).toEqual(['/production', '/production']);
    expect(path('/prod/x', { stage: 'prod', domainName: 'api.example.com' })).toBe('/prod/x');
  });
});

describe('the query of an HTTP API', () => {
  const pairs = (fields: Record<string, unknown>) => [...new QueryValues(httpApi.readQuery(v2Event(fields)))];

  it('is the raw one, never the joined map', () => {
    expect(pairs({ rawQueryString: 'repeat=one&repeat=two', queryStringParameters: { repeat: 'one,two' } })).toEqual([
      ['repeat', 'one'],
      ['repeat', 'two'],
    ]);
    expect(pairs({ rawQueryString: 'q=a,b', queryStringParameters: { q: 'a,b' } })).toEqual([['q', 'a,b']]);
    expect(pairs({ rawQueryString: '', queryStringParameters: { q: '1' } })).toEqual([]);
  });

  it('does not end at a number sign', () => {
    expect(pairs({ rawQueryString: 'a=1#&b=2' })).toEqual([
      ['a', '1#'],
      ['b', '2'],
    ]);
  });

  it('comes from the map in a hand-written event that has nothing else', () => {
    expect(pairs({ rawQueryString: undefined, queryStringParameters: { q: 'a&b', page: 2 } })).toEqual([
      ['q', 'a&b'],
      ['page', '2'],
    ]);
    expect(pairs({ rawQueryString: null, queryStringParameters: null })).toEqual([]);
  });
});

describe('the headers of an HTTP API', () => {
  it('include the cookies, which come apart from them', () => {
    const event = v2Event({ cookies: ['a=1', 'b=2'], headers: { accept: '*/*' } });
    expect(httpApi.readCookies(event)).toBe('a=1; b=2');
    expect(httpApi.readHeader(event, 'cookie')).toBe('a=1; b=2');
    expect(Object.fromEntries(httpApi.readHeaders(event))).toEqual({ accept: '*/*', cookie: 'a=1; b=2' });
  });

  it('give the cookies of an emulator that has only the header', () => {
    const event = v2Event({ cookies: [], headers: { Cookie: 'a=1' } });
    expect(httpApi.readCookies(event)).toBe('a=1');
    expect(httpApi.readHeader(event, 'cookie')).toBe('a=1');
  });

  it('are found in any letter case', () => {
    const event = v2Event({ headers: { 'Content-Type': 'text/plain', accept: '*/*' } });
    expect(httpApi.readHeader(event, 'content-type')).toBe('text/plain');
    expect(httpApi.readHeader(event, 'accept')).toBe('*/*');
    expect(httpApi.readHeader(event, 'x-nothing')).toBeUndefined();
  });

  it('may be null, missing, or hold null', () => {
    for (const headers of [null, undefined, { accept: null }]) {
      const event = v2Event({ headers, cookies: null });
      expect(httpApi.readHeader(event, 'accept')).toBeUndefined();
      expect([...httpApi.readHeaders(event)]).toEqual([]);
      expect(httpApi.readCookies(event)).toBe('');
    }
  });

  it('keep empty values, and lose control characters, by name as together', () => {
    const event = v2Event({
      headers: { 'x-empty': '', 'x-lines': 'a\r\nb\0', 'x-delete': 'a\x7fb', 'x-tab': 'a\tb', 'x-name': 'Srīperumbūdūr' },
    });
    const expected = { 'x-empty': '', 'x-lines': 'ab', 'x-delete': 'ab', 'x-tab': 'a\tb', 'x-name': 'Srīperumbūdūr' };
    expect(Object.fromEntries(httpApi.readHeaders(event))).toEqual(expected);
    for (const [name, value] of Object.entries(expected)) expect(httpApi.readHeader(event, name)).toBe(value);
  });

  it('are plain data, whatever their names are', () => {
    const event = v2Event({ headers: JSON.parse('{"__proto__":"1","constructor":"2"}') });
    expect(httpApi.readHeader(event, '__proto__')).toBe('1');
    expect(httpApi.readHeader(event, 'constructor')).toBe('2');
    expect(httpApi.readHeader(v2Event(), 'constructor')).toBeUndefined();
    expect(httpApi.readHeader(v2Event(), '__proto__')).toBeUndefined();
  });
});

describe('the rest of an HTTP API event', () => {
  const get = v2Event();

  it.each([
    ['GET', 'GET'],
    ['POST', 'POST'],
    ['PUT', 'PUT'],
    ['PATCH', 'PATCH'],
    ['DELETE', 'DELETE'],
    ['patch', 'PATCH'],
    ['PROPFIND', 'PROPFIND'],
    ['Query', 'QUERY'],
    ['__proto__', '__PROTO__'],
    ['', 'GET'],
    [undefined, 'GET'],
    [7, 'GET'],
  ])('the method %p is %s', (method, expected) => {
    expect(httpApi.readMethod(v2Event({}, { http: { method } }))).toBe(expected);
  });

  it('a body is text or base64 as its flag says, whatever its type', () => {
    const read = (body: unknown, isBase64Encoded: unknown) =>
      httpApi.readBody(v2Event({ body, isBase64Encoded, headers: { 'content-type': 'application/json' } }));
    expect(read('{}', false)).toEqual({ text: '{}', base64: false, bytes: undefined });
    expect(read('e30=', true)).toEqual({ text: 'e30=', base64: true, bytes: undefined });
    expect(read('e30=', 'true')).toEqual({ text: 'e30=', base64: false, bytes: undefined });
    for (const none of ['', null, undefined, 7, {}]) expect(read(none, true)).toBeUndefined();
  });

  it('a GET may have a body', () => {
    expect(httpApi.readBody(v2Event({ body: 'x' }))?.text).toBe('x');
  });

  it('the client is who the gateway says, in canonical spelling', () => {
    const ip = (sourceIp: unknown, headers = {}) => httpApi.readClientIp(v2Event({ headers }, { http: { method: 'GET', sourceIp } }));
    expect(ip('192.0.2.2', { 'x-forwarded-for': '203.0.113.9' })).toBe('192.0.2.2');
    expect(ip('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
    expect(ip('test-invoke-source-ip')).toBe('test-invoke-source-ip');
    for (const none of [undefined, null, '', 7]) expect(ip(none)).toBeUndefined();
  });

  it.each([
    ['https', 'https'],
    ['http', 'http'],
    ['HTTP', 'https'],
    ['http, https', 'https'],
    ['x y:', 'https'],
    ['', 'https'],
    [undefined, 'https'],
  ])('x-forwarded-proto %p means %s', (header, scheme) => {
    expect(httpApi.readScheme(v2Event({ headers: { 'x-forwarded-proto': header } }))).toBe(scheme);
  });

  it.each([
    ['api.example.com:8443', 'api.example.com:8443'],
    ['[2001:db8::1]:443', '[2001:db8::1]:443'],
    ['h@evil.com', 'fallback.example.com'],
    ['a b', 'fallback.example.com'],
    ['a/b', 'fallback.example.com'],
    ['a b<>', 'fallback.example.com'],
    ['', 'fallback.example.com'],
    [undefined, 'fallback.example.com'],
  ])('the Host header %p means %s', (host, expected) => {
    expect(httpApi.readHost(v2Event({ headers: { host } }, { domainName: 'fallback.example.com' }))).toBe(expected);
  });

  it('the host is localhost when nothing valid is known, and never x-forwarded-host', () => {
    for (const domainName of [undefined, null, '', 'a b', 7]) {
      expect(httpApi.readHost(v2Event({ headers: { 'x-forwarded-host': 'evil.com' } }, { domainName }))).toBe('localhost');
    }
  });

  it('headers that other frameworks trust as their own mean nothing', () => {
    const event = v2Event({
      headers: { 'x-apigateway-event': '{"rawPath":"/admin"}', 'x-original-url': '/admin', 'x-http-method-override': 'DELETE' },
    });
    expect([readPath(httpApi, event), httpApi.readMethod(event), httpApi.readClientIp(event)]).toEqual(['/orders', 'GET', '192.0.2.2']);
  });

  it('the request id is the gateway’s', () => {
    expect(httpApi.readRequestId(get)).toBe('v2-1');
    expect(httpApi.readRequestId(v2Event({}, { requestId: null }))).toBeUndefined();
  });

  it('cookies without a value are no cookies', () => {
    expect([...new CookieValues(httpApi.readCookies(v2Event({ cookies: ['cookie1', 'a=1'] })))]).toEqual([['a', '1']]);
  });
});
