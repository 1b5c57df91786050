import { readPath } from '../../../src/adapters/escape-text.js';
import { nodeHttp } from '../../../src/adapters/node-http.js';
import { nodeEvent } from './sample-events.js';

describe('the target of a node request', () => {
  it.each([
    ['/orders', '/orders', ''],
    ['/orders?a=1&b=?', '/orders', 'a=1&b=?'],
    ['/orders?', '/orders', ''],
    ['/a%20b/%zz?x=%zz', '/a%20b/%zz', 'x=%zz'],
    ['//evil.com/x', '//evil.com/x', ''],
    ['/http://evil.com/x', '/http://evil.com/x', ''],
    ['http://api.example.com/orders?a=1', '/orders', 'a=1'],
    ['HTTPS://api.example.com/orders', '/orders', ''],
    ['http://api.example.com', '/', ''],
    ['http://api.example.com?a=/b', '/', 'a=/b'],
    ['*', '/*', ''],
    ['', '/', ''],
    ['?a=1', '/', 'a=1'],
    ['/a#b?c=1#d', '/a%23b', 'c=1%23d'],
    ['/\u00e9', '/%C3%A9', ''],
  ])('%p has the path %p and the query %p', (url, path, query) => {
    const event = nodeEvent({ url });
    expect([readPath(nodeHttp, event), nodeHttp.readQuery(event)]).toEqual([path, query]);
  });

  it('says the host when it is an absolute address, whatever the header says', () => {
    const rawHeaders = ['Host', 'header.example.com'];
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders }))).toBe('header.example.com');
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders, url: 'http://target.example.com:81/x' }))).toBe('target.example.com:81');
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders, url: 'http://target.example.com?a=/b' }))).toBe('target.example.com');
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders, url: 'https://target.example.com' }))).toBe('target.example.com');
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders, url: 'http://me@evil.com/x' }))).toBe('localhost');
    expect(nodeHttp.readHost(nodeEvent({ rawHeaders: ['Host', 'a', 'host', 'b'] }))).toBe('localhost');
    expect(nodeHttp.readHost(nodeEvent())).toBe('localhost');
  });
});

describe('the headers of a node request', () => {
  const event = nodeEvent({
    rawHeaders: ['Accept', 'a/b', 'COOKIE', 'a=1', 'X-Probe', 'first', 'x-probe', 'second', 'cookie', 'b=2', 'X-Empty', '', 'odd'],
  });

  it('have every line, by name as together', () => {
    const headers = Object.fromEntries(nodeHttp.readHeaders(event));
    expect(headers).toEqual({ accept: 'a/b', cookie: 'a=1; b=2', 'x-probe': 'first, second', 'x-empty': '' });
    for (const name of [...Object.keys(headers), 'odd', '__proto__'])
      expect(nodeHttp.readHeader(event, name)).toBe(new Map(Object.entries(headers)).get(name));
    expect(nodeHttp.readCookies(event)).toBe('a=1; b=2');
    expect(nodeHttp.readCookies(nodeEvent())).toBe('');
  });

  it('may be named like a member of objects', () => {
    const odd = nodeEvent({ rawHeaders: ['__proto__', '1', 'constructor', '2'] });
    expect([nodeHttp.readHeader(odd, '__proto__'), nodeHttp.readHeader(odd, 'constructor')]).toEqual(['1', '2']);
  });
});

describe('the rest of a node request', () => {
  it('has the peer for a client, whoever else is named', () => {
    const ip = (remoteAddress: string | undefined) =>
      nodeHttp.readClientIp(nodeEvent({ remoteAddress, rawHeaders: ['X-Forwarded-For', '203.0.113.9'] }));
    expect([ip('192.0.2.3'), ip('::ffff:192.0.2.3'), ip('FE80::1%eth0'), ip(undefined)]).toEqual([
      '192.0.2.3',
      '192.0.2.3',
      'fe80::1',
      undefined,
    ]);
  });

  it('has the scheme of the connection, or what a proxy says', () => {
    const scheme = (encrypted: boolean, ...rawHeaders: string[]) => nodeHttp.readScheme(nodeEvent({ encrypted, rawHeaders }));
    expect([scheme(false), scheme(true), scheme(false, 'X-Forwarded-Proto', 'https'), scheme(true, 'X-Forwarded-Proto', 'x')]).toEqual([
      'http',
      'https',
      'https',
      'https',
    ]);
  });

  it('has its body as bytes', () => {
    const body = new Uint8Array([0xff, 0]);
    expect(nodeHttp.readBody(nodeEvent({ body }))).toEqual({ text: undefined, base64: false, bytes: body });
    expect(nodeHttp.readBody(nodeEvent({ body: new Uint8Array(0) }))).toBeUndefined();
    expect(nodeHttp.readBody(nodeEvent())).toBeUndefined();
  });

  it('is told apart by its source, which has no limit and no ids', () => {
    expect(nodeHttp.name).toBe('node-http');
    expect([nodeHttp.resultLimit, nodeHttp.readRequestId(nodeEvent()), nodeHttp.readMethod(nodeEvent({ method: 'propfind' }))]).toEqual([
      undefined,
      undefined,
      'PROPFIND',
    ]);
  });
});
