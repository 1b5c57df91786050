import { readPath } from '../../../src/adapters/escape-text.js';
import { httpApiV1, restApi } from '../../../src/adapters/rest-api.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { httpApiV1Event, REST_DOMAIN, restEvent } from './sample-events.js';

describe('the path of a REST API', () => {
  it.each([
    ['/capture/space%20value', '/capture/space%20value'],
    ['/files/a%2Fb', '/files/a%2Fb'],
    ['/%zz', '/%zz'],
    ['//evil.com/x', '//evil.com/x'],
    ['/a/../b', '/a/../b'],
    ['/prod/orders', '/prod/orders'],
    ['/a?b#c d', '/a%3Fb%23c%20d'],
    ['', '/'],
    [null, '/'],
  ])('%p is taken as it was sent: %s', (path, expected) => {
    expect(readPath(restApi, restEvent({ path }))).toBe(expected);
  });

  it('has no stage to lose', () => {
    expect(readPath(restApi, restEvent({ path: '/prod' }, { path: '/prod/prod' }))).toBe('/prod');
    expect(restApi.hasDecodedPath).toBe(false);
  });
});

describe('the path of an HTTP API with payload format 1.0', () => {
  it('was decoded by the gateway, like that of format 2.0', () => {
    const event = httpApiV1Event('/u/50% #?');
    expect([readPath(httpApiV1, event), httpApiV1.hasDecodedPath ? httpApiV1.readRawPath(event) : undefined]).toEqual([
      '/u/50%25%20%23%3F',
      '/u/50% #?',
    ]);
    expect(httpApiV1.name).toBe('rest-api');
  });

  it('begins with the stage, which is stripped', () => {
    const event = httpApiV1Event('/dev/a b', { stage: 'dev', domainName: REST_DOMAIN });
    expect([readPath(httpApiV1, event), httpApiV1.hasDecodedPath ? httpApiV1.readRawPath(event) : undefined]).toEqual(['/a%20b', '/a b']);
    expect(readPath(httpApiV1, httpApiV1Event('/dev/x', { stage: 'dev', path: '/dev/dev/x' }))).toBe('/dev/x');
    expect(readPath(httpApiV1, httpApiV1Event('/dev/x', { stage: 'dev', domainName: 'api.example.com' }))).toBe('/dev/x');
  });
});

describe('the query of a REST API', () => {
  const pairs = (multi: unknown, single: unknown) => [
    ...new QueryValues(restApi.readQuery(restEvent({ multiValueQueryStringParameters: multi, queryStringParameters: single }))),
  ];

  it('has every value once', () => {
    expect(pairs({ a: ['1', '2'] }, { a: '2' })).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  it('was decoded by the gateway, so that values are taken as they are', () => {
    expect(pairs({ q: ['{bookId}', 'a&b=c#d', '100%', 'a+b', '%41'] }, null)).toEqual([
      ['q', '{bookId}'],
      ['q', 'a&b=c#d'],
      ['q', '100%'],
      ['q', 'a+b'],
      ['q', '%41'],
    ]);
    expect(pairs({ empty: [''], '': ['x'] }, null)).toEqual([
      ['empty', ''],
      ['', 'x'],
    ]);
  });

  it('is empty when both maps are null or missing', () => {
    expect(restApi.readQuery(restEvent())).toBe('');
    expect(restApi.readQuery(restEvent({ multiValueQueryStringParameters: undefined, queryStringParameters: undefined }))).toBe('');
  });
});

describe('the headers of a REST API', () => {
  const event = restEvent({
    headers: { Host: 'x', 'X-Probe': 'second', accept: '*/*', 'x-only-single': '1' },
    multiValueHeaders: { Host: ['api.example.com'], 'X-Probe': ['first', 'second'], accept: ['*/*'], cookie: ['a=1', 'b=2'] },
  });

  it('are those of the map with all values, and those that only the other has', () => {
    expect(Object.fromEntries(restApi.readHeaders(event))).toEqual({
      host: 'api.example.com',
      'x-probe': 'first, second',
      accept: '*/*',
      cookie: 'a=1; b=2',
      'x-only-single': '1',
    });
    expect(restApi.readHeaders(event).getAll('x-probe')).toEqual(['first', 'second']);
  });

  it('are found one by one in any letter case, with the same values', () => {
    for (const [name, value] of restApi.readHeaders(event)) expect([name, restApi.readHeader(event, name)]).toEqual([name, value]);
    expect(restApi.readHost(event)).toBe('api.example.com');
  });

  it('have repeated cookies joined like cookies', () => {
    expect(restApi.readCookies(event)).toBe('a=1; b=2');
    expect(restApi.readCookies(restEvent())).toBe('');
  });

  it('keep values of one name that was sent in different letter cases', () => {
    const mixed = restEvent({ multiValueHeaders: { 'X-A': ['1'], 'x-a': ['2'] } });
    expect(restApi.readHeader(mixed, 'x-a')).toBe('1, 2');
    expect([...restApi.readHeaders(mixed)]).toEqual([['x-a', '1, 2']]);
  });

  it('may be null', () => {
    expect([...restApi.readHeaders(restEvent())]).toEqual([]);
    expect(restApi.readHeader(restEvent(), 'host')).toBeUndefined();
    expect(restApi.readHost(restEvent())).toBe(REST_DOMAIN);
  });

  it('are left out when null, and kept when empty', () => {
    const odd = restEvent({ headers: { 'x-null': null, 'x-empty': '' }, multiValueHeaders: { 'x-list': [null, 'a'] } });
    expect(Object.fromEntries(restApi.readHeaders(odd))).toEqual({ 'x-list': 'a', 'x-empty': '' });
  });
});

describe('the rest of a REST API event', () => {
  it('names the client the gateway saw', () => {
    expect(restApi.readClientIp(restEvent())).toBe('192.0.2.1');
    for (const identity of [null, undefined, {}, { sourceIp: null }])
      expect(restApi.readClientIp(restEvent({}, { identity }))).toBeUndefined();
  });

  it('is https unless the gateway says http', () => {
    expect(restApi.readScheme(restEvent())).toBe('https');
    expect(restApi.readScheme(restEvent({ headers: { 'X-Forwarded-Proto': 'http' } }))).toBe('http');
  });

  it('has a body although it is a GET', () => {
    expect(restApi.readBody(restEvent({ body: 'Hello' }))).toEqual({ text: 'Hello', base64: false, bytes: undefined });
    expect(restApi.readBody(restEvent())).toBeUndefined();
  });

  it('has the gateway’s request id', () => {
    expect(restApi.readRequestId(restEvent())).toBe('rest-1');
  });
});
