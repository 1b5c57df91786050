import fc from 'fast-check';
import { detectSource } from '../../../src/adapters/detect.js';
import { readPath } from '../../../src/adapters/escape-text.js';
import { CookieValues } from '../../../src/http/cookie-values.js';
import type { HttpSource } from '../../../src/http/http-source.js';
import { DEFAULT_LIMITS } from '../../../src/http/limits.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { RequestBody } from '../../../src/http/request-body.js';
import { albEvent } from '../../../src/testing/alb-event.js';
import type { HttpEventFields } from '../../../src/testing/http-event-fields.js';
import { latticeEvent } from '../../../src/testing/lattice-event.js';
import { functionUrlEvent, httpApiEvent } from '../../../src/testing/payload-v2-event.js';
import { restApiEvent } from '../../../src/testing/rest-api-event.js';

interface Gateway {
  readonly name: string;
  readonly source: string;
  readonly build: (fields: HttpEventFields) => unknown;
  /** Whether it tells the values of a repeated header or query parameter apart. */
  readonly keepsRepeats: boolean;
  /** Whether the path arrives as the client sent it. */
  readonly keepsPath: boolean;
}

const gateways: Gateway[] = [
  { name: 'HTTP API', source: 'http-api', build: httpApiEvent, keepsRepeats: true, keepsPath: false },
  {
    name: 'HTTP API with a stage',
    source: 'http-api',
    build: (fields) => httpApiEvent({ ...fields, requestContext: { stage: 'dev' } }),
    keepsRepeats: true,
    keepsPath: false,
  },
  { name: 'REST API', source: 'rest-api', build: restApiEvent, keepsRepeats: true, keepsPath: true },
  { name: 'function URL', source: 'function-url', build: functionUrlEvent, keepsRepeats: true, keepsPath: true },
  { name: 'ALB', source: 'alb', build: albEvent, keepsRepeats: false, keepsPath: true },
  {
    name: 'ALB in multi-value mode',
    source: 'alb',
    build: (fields) => albEvent({ ...fields, multiValueHeaders: true }),
    keepsRepeats: true,
    keepsPath: true,
  },
  {
    name: 'VPC Lattice',
    source: 'vpc-lattice',
    build: (fields) => latticeEvent({ ...fields, version: 2 }),
    keepsRepeats: true,
    keepsPath: true,
  },
  {
    name: 'VPC Lattice version 1',
    source: 'vpc-lattice',
    build: (fields) => latticeEvent({ ...fields, version: 1 }),
    keepsRepeats: true,
    keepsPath: true,
  },
];

const segment = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const headerName = name.map((text) => `x-${text}`);
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/).filter((text) => !text.includes(','));
const queryText = fc.string({ maxLength: 8, unit: 'grapheme' }).filter((text) => text.isWellFormed());
const cookieValue = fc
  .string({ maxLength: 8, unit: 'grapheme' })
  .filter((text) => text.isWellFormed() && !text.includes('%') && text.trim() === text);

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PROPFIND'),
  segments: fc.array(segment, { maxLength: 4 }),
  query: fc.dictionary(
    queryText.filter((text) => text !== ''),
    fc.array(queryText, { minLength: 1, maxLength: 3 }),
    { maxKeys: 4, noNullPrototype: true },
  ),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 4, noNullPrototype: true }),
  cookies: fc.dictionary(name, cookieValue, { maxKeys: 3, noNullPrototype: true }),
  body: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.isWellFormed()),
    fc.constant(undefined),
  ),
  clientIp: fc.constantFrom('203.0.113.7', '198.51.100.23', '2001:db8::1'),
});

describe.each(gateways)('an event built for $name', ({ source: sourceName, build, keepsRepeats, keepsPath }) => {
  it('is detected as its source and reads back as the same request', () => {
    fc.assert(
      fc.property(request, (given) => {
        const path = `/${given.segments.map(encodeURIComponent).join('/')}`;
        const { segments: _, ...fields } = given;
        const event = JSON.parse(JSON.stringify(build({ ...fields, path })));
        const source = detectSource(event) as HttpSource<unknown>;
        expect(source.name).toBe(sourceName);
        expect(source.readMethod(event)).toBe(given.method);
        if (keepsPath) expect(readPath(source, event)).toBe(path);
        else if (!given.segments.some((text) => /[/%?#]/.test(text))) {
          expect(decodeURIComponent(readPath(source, event))).toBe(decodeURIComponent(path));
          expect(source.hasDecodedPath ? source.readRawPath(event) : undefined).toBe(decodeURIComponent(path));
        }
        const query = new QueryValues(source.readQuery(event));
        for (const [key, values] of Object.entries(given.query))
          expect(query.getAll(key)).toEqual(keepsRepeats ? values : values.slice(-1));
        for (const [key, value] of Object.entries(given.headers)) expect(source.readHeader(event, key)).toBe(value);
        const cookies = new CookieValues(source.readCookies(event));
        expect(Object.fromEntries(cookies)).toEqual(given.cookies);
        const body = new RequestBody(source.readBody(event), undefined, DEFAULT_LIMITS);
        expect(Buffer.from(body.bytes())).toEqual(Buffer.from(given.body ?? ''));
        expect(source.readClientIp(event)).toBe(given.clientIp);
        expect(source.readScheme(event)).toBe('https');
        expect(source.readHost(event)).toMatch(/\.amazonaws\.com$|\.on\.aws$/);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it('keeps repeated headers where the gateway does', () => {
    const event = build({ headers: { 'x-a': ['1', '2'] } });
    const source = detectSource(event) as HttpSource<unknown>;
    expect(source.readHeader(event, 'x-a')?.split(/, ?/)).toEqual(keepsRepeats ? ['1', '2'] : ['2']);
  });

  it('has a body that is none when none is given, and the marked one when it is base64', () => {
    const none = build({ method: 'POST' });
    expect(new RequestBody((detectSource(none) as HttpSource<unknown>).readBody(none), undefined, DEFAULT_LIMITS).isEmpty).toBe(true);
    const marked = build({ body: 'aGk=', base64: true });
    expect((detectSource(marked) as HttpSource<unknown>).readBody(marked)).toMatchObject({ text: 'aGk=', base64: true });
  });

  it('has no headers to read when they are null', () => {
    const event = build({ headers: null });
    const source = detectSource(event) as HttpSource<unknown>;
    expect([...source.readHeaders(event)]).toEqual([]);
    expect(source.readHeader(event, 'host')).toBeUndefined();
  });
});
