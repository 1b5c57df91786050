import { albEvent } from '../../../src/testing/alb-event.js';
import type { HttpEventFields } from '../../../src/testing/http-event-fields.js';
import { latticeEvent } from '../../../src/testing/lattice-event.js';
import { functionUrlEvent, httpApiEvent } from '../../../src/testing/payload-v2-event.js';
import { restApiEvent } from '../../../src/testing/rest-api-event.js';

const builders = {
  'http-api': httpApiEvent,
  'rest-api': restApiEvent,
  'function-url': functionUrlEvent,
  alb: albEvent,
  'vpc-lattice': latticeEvent as (fields?: HttpEventFields) => object,
};

describe.each(Object.entries(builders))('the %s builder', (_source, build: (fields?: HttpEventFields) => object) => {
  it('gives an event that survives JSON unchanged, so that nothing in it could not come from AWS', () => {
    const event = build({ method: 'POST', path: '/a?b=1', body: { x: 1 }, cookies: { c: 'd' }, headers: { 'x-a': ['1', '2'] } });
    expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
  });

  it('is a GET of / without a body when nothing is said', () => {
    const event = build() as { body?: unknown; httpMethod?: string; method?: string; requestContext?: { http?: { method: string } } };
    expect(event.httpMethod ?? event.method ?? event.requestContext?.http?.method).toBe('GET');
    expect(event.body ?? '').toBe('');
  });

  it('sends an object as JSON with its content type, unless told to stay raw or given another', () => {
    expect(contentTypeOf(build({ body: { a: 1 } }))).toBe('application/json');
    expect(contentTypeOf(build({ body: { a: 1 }, raw: true }))).toBeUndefined();
    expect(contentTypeOf(build({ body: { a: 1 }, headers: { 'Content-Type': 'application/vnd.a+json' } }))).toBe('application/vnd.a+json');
    expect(contentTypeOf(build({ body: { a: 1 }, headers: { 'Content-Type': undefined } }))).toBeUndefined();
    expect(build({ body: { a: 1 } })).toMatchObject({ body: '{"a":1}' });
    expect(build({ body: [1, 'two'] })).toMatchObject({ body: '[1,"two"]' });
    expect(build({ body: false })).toMatchObject({ body: 'false' });
  });

  it('sends strings as they are and adds no content type', () => {
    const event = build({ body: '{"a":' });
    expect(event).toMatchObject({ body: '{"a":' });
    expect(isBase64(event)).toBe(false);
    expect(contentTypeOf(event)).toBeUndefined();
  });

  it('marks the event when base64 is set and leaves the string alone, valid or not', () => {
    const event = build({ body: 'not base64!', base64: true });
    expect(event).toMatchObject({ body: 'not base64!' });
    expect(isBase64(event)).toBe(true);
  });

  it('sends bytes as base64, whatever view they come in, and as text on demand', () => {
    const bytes = new Uint8Array([0, 104, 105, 255]);
    for (const body of [bytes.subarray(1, 3), Buffer.from('hi'), new Uint8Array([104, 105]).buffer, new DataView(bytes.buffer, 1, 2)]) {
      const event = build({ body });
      expect(event).toMatchObject({ body: 'aGk=' });
      expect(isBase64(event)).toBe(true);
    }
    expect(build({ body: Buffer.from('hi'), base64: false })).toMatchObject({ body: 'hi' });
  });

  it('encodes JSON when both an object and base64 are given', () => {
    const event = build({ body: { a: 1 }, base64: true });
    expect(event).toMatchObject({ body: Buffer.from('{"a":1}').toString('base64') });
    expect(isBase64(event)).toBe(true);
  });

  it('sends URLSearchParams as a form', () => {
    const event = build({ body: new URLSearchParams({ a: 'b c' }) });
    expect(event).toMatchObject({ body: 'a=b+c' });
    expect(contentTypeOf(event)).toBe('application/x-www-form-urlencoded;charset=UTF-8');
  });

  it('refuses bodies that have no JSON or cannot be read at once', () => {
    expect(() => build({ body: () => 1 })).toThrow('A body of type function has no JSON');
    expect(() => build({ body: new FormData() })).toThrow('A FormData body cannot be put into an event synchronously');
    expect(() => build({ body: new Blob(['x']) })).toThrow('A Blob body cannot');
  });

  it('merges raw fields deeply, replaces lists, removes what is undefined and leaves the input alone', () => {
    const fields = { requestContext: { authorizer: { claims: { sub: 'u1' } } }, extra: [1], isBase64Encoded: undefined };
    const event = build(fields) as Record<string, unknown>;
    expect(event).toMatchObject({ requestContext: { authorizer: { claims: { sub: 'u1' } } }, extra: [1] });
    expect(event).not.toHaveProperty('isBase64Encoded');
    expect(Object.keys(event.requestContext as object).length).toBeGreaterThan(_source === 'vpc-lattice' || _source === 'alb' ? 1 : 5);
    expect(fields).toStrictEqual({ requestContext: { authorizer: { claims: { sub: 'u1' } } }, extra: [1], isBase64Encoded: undefined });
  });

  it('takes hostile names for plain data', () => {
    const event = build(
      JSON.parse('{"path":"/?__proto__=q&constructor=c","headers":{"__proto__":"h"},"requestContext":{"__proto__":{"polluted":1}}}'),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys((event as { requestContext: object }).requestContext)).toContain('__proto__');
    const headers = headersOf(event);
    expect(Object.keys(headers)).toContain('__proto__');
  });

  it('leaves out a header that is explicitly undefined, and all headers for null', () => {
    expect(Object.keys(headersOf(build({ headers: { Host: undefined } }))).map((name) => name.toLowerCase())).not.toContain('host');
    const event = build({ headers: null }) as { headers?: unknown; multiValueHeaders?: unknown };
    expect(event.headers ?? event.multiValueHeaders ?? {}).toEqual({});
  });

  it('lets the client name headers that the gateway would add', () => {
    const headers = headersOf(
      build({
        headers: [
          ['HOST', 'example.com'],
          ['X-Forwarded-For', '198.51.100.1'],
        ],
      }),
    );
    const named = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'host');
    expect(named.map(([, value]) => String(value))).toEqual(['example.com']);
    expect(String(Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1])).toBe('198.51.100.1');
  });

  it('stamps every event with its own ids', () => {
    expect(JSON.stringify(build({ method: 'PUT' }))).toContain('"PUT"');
    if (_source === 'vpc-lattice') return;
    expect(JSON.stringify(build())).not.toBe(JSON.stringify(build()));
  });
});

describe('how each gateway delivers a request', () => {
  const fields: HttpEventFields = {
    path: '/capture/space%20value/a%2Fb%zz',
    query: { repeat: ['one', 'two'], redirect: 'https://a.b/?c=d&e', plus: 'a+b', empty: '' },
    headers: { 'X-Probe': ['first', 'second'] },
    cookies: { session: 'abc123', theme: 'da rk;' },
    clientIp: '198.51.100.7',
  };
  const query = 'repeat=one&repeat=two&redirect=https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e&plus=a%2Bb&empty=';

  it('an HTTP API decodes the path, keeps the query as sent, and moves cookies out of the headers', () => {
    const event = httpApiEvent(fields);
    expect(event.rawPath).toBe('/capture/space value/a/b%zz');
    expect(event.requestContext.http).toMatchObject({ path: event.rawPath, sourceIp: '198.51.100.7' });
    expect(event.rawQueryString).toBe(query);
    expect(event.queryStringParameters).toEqual({ repeat: 'one,two', redirect: 'https://a.b/?c=d&e', plus: 'a+b', empty: '' });
    expect(event.cookies).toEqual(['session=abc123', 'theme=da%20rk%3B']);
    expect(event.headers).toMatchObject({ 'x-probe': 'first,second', 'x-forwarded-for': '198.51.100.7' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.requestContext).not.toHaveProperty('serviceArn');
  });

  it('an HTTP API splits a cookie header the caller wrote, and has no cookies or query maps when there are none', () => {
    expect(httpApiEvent({ headers: { Cookie: 'a=1; b=2' }, cookies: ['c=3'] }).cookies).toEqual(['a=1', 'b=2', 'c=3']);
    const bare = httpApiEvent();
    expect(bare).not.toHaveProperty('cookies');
    expect(bare).not.toHaveProperty('queryStringParameters');
    expect(bare).not.toHaveProperty('body');
    expect(bare.rawQueryString).toBe('');
  });

  it('an HTTP API puts its stage in front of the path on its own address only', () => {
    expect(httpApiEvent({ path: '/a', requestContext: { stage: 'dev' } }).rawPath).toBe('/dev/a');
    expect(httpApiEvent({ path: '/a', requestContext: { stage: 'dev', domainName: 'api.example.com' } })).toMatchObject({
      rawPath: '/a',
      headers: { host: 'api.example.com' },
      requestContext: { stage: 'dev', domainPrefix: 'api' },
    });
  });

  it('an HTTP API takes its own field names too', () => {
    const event = httpApiEvent({ rawPath: '/a b?c', rawQueryString: 'q=1&q=2', requestContext: { http: { method: 'DELETE' } } });
    expect(event).toMatchObject({ rawPath: '/a b?c', rawQueryString: 'q=1&q=2', queryStringParameters: { q: '1,2' } });
    expect(event.requestContext.http).toMatchObject({ method: 'DELETE', path: '/a b?c' });
    expect(httpApiEvent({ queryStringParameters: { 'a b': 'c' } })).toMatchObject({
      rawQueryString: 'a%20b=c',
      queryStringParameters: { 'a b': 'c' },
    });
  });

  it('a function URL keeps the path as sent and cookies in both places', () => {
    const event = functionUrlEvent(fields);
    expect(event.rawPath).toBe('/capture/space%20value/a%2Fb%zz');
    expect(event.requestContext.http.path).toBe('/capture/space value/a/b%zz');
    expect(event.requestContext.domainName).toContain('.lambda-url.');
    expect(event.cookies).toEqual(['session=abc123', 'theme=da%20rk%3B']);
    expect(event.headers.cookie).toBe('session=abc123; theme=da%20rk%3B');
  });

  it('a REST API keeps the path, decodes the query into two maps and has two header maps', () => {
    const event = restApiEvent(fields);
    expect(event.path).toBe('/capture/space%20value/a%2Fb%zz');
    expect(event.requestContext.path).toBe('/prod/capture/space%20value/a%2Fb%zz');
    expect(event.pathParameters).toEqual({ proxy: 'capture/space%20value/a%2Fb%zz' });
    expect(event.queryStringParameters).toEqual({ repeat: 'two', redirect: 'https://a.b/?c=d&e', plus: 'a+b', empty: '' });
    expect(event.multiValueQueryStringParameters).toEqual({
      repeat: ['one', 'two'],
      redirect: ['https://a.b/?c=d&e'],
      plus: ['a+b'],
      empty: [''],
    });
    expect(event.headers).toMatchObject({ 'X-Probe': 'second', cookie: 'session=abc123; theme=da%20rk%3B', 'X-Forwarded-Proto': 'https' });
    expect(event.multiValueHeaders).toMatchObject({ 'X-Probe': ['first', 'second'], cookie: ['session=abc123; theme=da%20rk%3B'] });
    expect(event.requestContext.identity.sourceIp).toBe('198.51.100.7');
  });

  it('a REST API says null where there is nothing, and sends no content-length', () => {
    expect(restApiEvent()).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      resource: '/',
    });
    expect(Object.keys(restApiEvent({ body: 'x' }).headers).map((name) => name.toLowerCase())).not.toContain('content-length');
  });

  it('a REST API fills the other map when one raw map is given', () => {
    const query = restApiEvent({ httpMethod: 'PUT', queryStringParameters: { a: 'b c' } });
    expect(query).toMatchObject({
      httpMethod: 'PUT',
      multiValueQueryStringParameters: { a: ['b c'] },
      requestContext: { httpMethod: 'PUT' },
    });
    const headers = restApiEvent({ multiValueHeaders: { 'X-A': ['1', '2'] } });
    expect(headers.headers['X-A']).toBe('2');
    expect(headers.multiValueHeaders['X-A']).toEqual(['1', '2']);
  });

  it('an ALB decodes nothing and loses repeated values, which its multi-value mode keeps', () => {
    const single = albEvent(fields);
    expect(single.path).toBe('/capture/space%20value/a%2Fb%zz');
    expect(single.queryStringParameters).toEqual({ repeat: 'two', redirect: 'https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e', plus: 'a%2Bb', empty: '' });
    expect(single.headers).toMatchObject({ 'x-probe': 'second', 'x-forwarded-for': '198.51.100.7' });
    expect(single).not.toHaveProperty('multiValueHeaders');
    expect(single).not.toHaveProperty('multiValueQueryStringParameters');
    const multi = albEvent({ ...fields, multiValueHeaders: true });
    expect(multi.multiValueQueryStringParameters).toMatchObject({ repeat: ['one', 'two'], plus: ['a%2Bb'] });
    expect(multi.multiValueHeaders).toMatchObject({ 'x-probe': ['first', 'second'], cookie: ['session=abc123; theme=da%20rk%3B'] });
    expect(multi).not.toHaveProperty('headers');
    expect(multi).not.toHaveProperty('queryStringParameters');
  });

  it('a REST API takes the parameters of a resource in place of the default ones', () => {
    const event = restApiEvent({ path: '/todos/7', resource: '/todos/{id}', pathParameters: { id: '7' } });
    expect(event).toMatchObject({ resource: '/todos/{id}', path: '/todos/7' });
    expect(event.pathParameters).toEqual({ id: '7' });
  });

  it('an ALB takes both kinds of headers, lists first', () => {
    const event = albEvent({
      headers: [
        ['x-a', '1'],
        ['x-b', '2'],
      ],
      multiValueHeaders: { 'x-a': ['3', '4'] },
    });
    expect(event.multiValueHeaders).toMatchObject({ 'x-a': ['3', '4'], 'x-b': ['2'] });
  });

  it('an ALB takes raw maps, already encoded, and keeps a literal plus of a query text', () => {
    const multi = albEvent({ multiValueHeaders: { 'X-A': ['1', '2'] }, multiValueQueryStringParameters: { 'a%5B%5D': ['x%20y'] } });
    expect(multi.multiValueHeaders?.['x-a']).toEqual(['1', '2']);
    expect(multi.multiValueQueryStringParameters).toEqual({ 'a%5B%5D': ['x%20y'] });
    expect(albEvent({ query: '?a+b=c+d&flag' }).queryStringParameters).toEqual({ 'a+b': 'c+d', flag: '' });
  });

  it('an ALB health check has no headers and an empty body', () => {
    expect(albEvent({ path: '/healthz', headers: null })).toMatchObject({ headers: {}, body: '', path: '/healthz' });
  });

  it('VPC Lattice carries the query in the path, in both versions', () => {
    const second = latticeEvent(fields);
    expect(second.path).toBe(`/capture/space%20value/a%2Fb%zz?${query}`);
    expect(second.queryStringParameters).toMatchObject({ repeat: ['one', 'two'], plus: ['a+b'] });
    expect(second.headers).toMatchObject({ 'x-probe': ['first', 'second'], cookie: ['session=abc123; theme=da%20rk%3B'] });
    expect(second.version).toBe('2.0');
    const first = latticeEvent({ ...fields, version: 1 });
    expect(first.raw_path).toBe(`/capture/space%20value/a%2Fb%zz?${query}`);
    expect(first.query_string_parameters).toMatchObject({ repeat: 'two' });
    expect(first.headers['x-probe']).toBe('first,second');
    expect(first).not.toHaveProperty('requestContext');
    expect(latticeEvent({ raw_path: '/x?y=1', version: '1.0' }).raw_path).toBe('/x?y=1');
  });
});

describe('the path a caller writes', () => {
  it.each([
    ['todos', '/todos'],
    ['', '/'],
    ['/a b/é/"x"', '/a%20b/%C3%A9/%22x%22'],
    ['/a%2Fb#fragment', '/a%2Fb'],
    ['//admin/../x', '//admin/../x'],
    ['/lone-\ud800', '/lone-%EF%BF%BD'],
  ])('%j goes onto the wire as %s', (given, wire) => {
    expect(restApiEvent({ path: given }).path).toBe(wire);
  });

  it('joins the query of the path with the query field', () => {
    expect(functionUrlEvent({ path: '/a?x=1#f', query: { y: [2, true], none: undefined } }).rawQueryString).toBe('x=1&y=2&y=true');
    expect(functionUrlEvent({ path: '/a?x=1' }).rawQueryString).toBe('x=1');
    expect(functionUrlEvent({ query: new URLSearchParams({ a: 'b c' }) }).rawQueryString).toBe('a=b%20c');
  });
});

function headersOf(event: object): Record<string, unknown> {
  const { headers, multiValueHeaders } = event as { headers?: Record<string, unknown>; multiValueHeaders?: Record<string, unknown> };
  return headers ?? multiValueHeaders ?? {};
}

function contentTypeOf(event: object): string | undefined {
  const found = Object.entries(headersOf(event)).find(([name]) => name.toLowerCase() === 'content-type');
  return found && String(found[1]);
}

function isBase64(event: object): unknown {
  const { isBase64Encoded, is_base64_encoded } = event as { isBase64Encoded?: boolean; is_base64_encoded?: boolean };
  return isBase64Encoded ?? is_base64_encoded;
}
