// Whatever a client, an emulator or a hand-written event puts into the fields: reading never throws, and results stay results.

import fc from 'fast-check';
import { alb } from '../../../src/adapters/alb.js';
import { readPath } from '../../../src/adapters/escape-text.js';
import { functionUrl } from '../../../src/adapters/function-url.js';
import { httpApi } from '../../../src/adapters/http-api.js';
import { nodeHttp } from '../../../src/adapters/node-http.js';
import { httpApiV1, restApi } from '../../../src/adapters/rest-api.js';
import { streamPrelude } from '../../../src/adapters/stream-prelude.js';
import { latticeV1, latticeV2 } from '../../../src/adapters/vpc-lattice.js';
import { CookieValues } from '../../../src/http/cookie-values.js';
import { HttpResponse } from '../../../src/http/http-response.js';
import type { HttpSource } from '../../../src/http/http-source.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { REST_DOMAIN } from './sample-events.js';

const RUNS = 2000;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '',
    '/',
    '//',
    '/prod',
    '/prod/x',
    '/%',
    '/%zz',
    '/%00',
    '?',
    '#',
    '/a?b#c',
    '\ud800',
    '/\udfff',
    '*',
    'a b',
    'é',
    '\r\n',
    '\0',
    '[',
    '::1',
    ',',
    'http://',
    'prod',
  ),
);
const odd = fc.oneof(fc.constantFrom(null, undefined, true, 0, Number.NaN, [], {}), fc.anything({ maxDepth: 1, maxKeys: 2 }));
const anyText = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: odd });
const names = fc.oneof(
  fc.constantFrom(
    'host',
    'Host',
    'HOST',
    'cookie',
    'Cookie',
    'x-forwarded-for',
    'x-forwarded-proto',
    'content-type',
    '__proto__',
    'constructor',
    'toString',
    ':path',
    'x y',
    '',
  ),
  fc.string(),
);
const values = fc.oneof(anyText, fc.array(anyText, { maxLength: 4 }));
const map = fc.oneof({ weight: 6, arbitrary: fc.dictionary(names, values, { maxKeys: 8 }) }, { weight: 1, arbitrary: odd });
const flag = fc.oneof(fc.boolean(), odd);

const stage = fc.record(
  { stage: fc.oneof(fc.constant('prod'), anyText), domainName: fc.oneof(fc.constant(REST_DOMAIN), anyText) },
  { requiredKeys: [] },
);
const v1Fields = {
  httpMethod: anyText,
  path: anyText,
  headers: map,
  multiValueHeaders: map,
  queryStringParameters: map,
  multiValueQueryStringParameters: map,
  body: anyText,
  isBase64Encoded: flag,
};
const restEvents = fc.record(
  {
    ...v1Fields,
    requestContext: fc
      .tuple(
        stage,
        fc.record({ path: anyText, requestId: anyText, identity: fc.oneof(fc.record({ sourceIp: anyText }), odd) }, { requiredKeys: [] }),
      )
      .map(([a, b]) => ({ ...a, ...b })),
  },
  { requiredKeys: ['requestContext'] },
);
/** Gateways give these names in lower case, emulators in any: in both, a name once. */
const caselessMap = map.map((record) =>
  typeof record === 'object' && record !== null
    ? Object.fromEntries(new Map(Object.entries(record).map((entry) => [entry[0].toLowerCase(), entry])).values())
    : record,
);
const v2Events = fc.record(
  {
    rawPath: anyText,
    rawQueryString: anyText,
    queryStringParameters: map,
    cookies: fc.oneof(fc.array(anyText), odd),
    headers: caselessMap,
    body: anyText,
    isBase64Encoded: flag,
    requestContext: fc
      .tuple(
        stage,
        fc.record(
          { requestId: anyText, http: fc.record({ method: anyText, sourceIp: anyText }, { requiredKeys: [] }) },
          { requiredKeys: ['http'] },
        ),
      )
      .map(([a, b]) => ({ ...a, ...b })),
  },
  { requiredKeys: ['requestContext'] },
);
const latticeV1Events = fc.record(
  { raw_path: anyText, method: anyText, headers: map, query_string_parameters: map, body: anyText, is_base64_encoded: flag },
  { requiredKeys: [] },
);
const latticeV2Events = fc.record(
  { path: anyText, method: anyText, headers: map, queryStringParameters: map, body: anyText, isBase64Encoded: flag },
  { requiredKeys: [] },
);
const nodeEvents = fc.record({
  method: text,
  url: text,
  rawHeaders: fc.array(text),
  body: fc.option(fc.uint8Array(), { nil: undefined }),
  remoteAddress: fc.option(text, { nil: undefined }),
  encrypted: fc.boolean(),
});

const SOURCES: readonly (readonly [name: string, source: HttpSource<never>, events: fc.Arbitrary<unknown>])[] = [
  ['REST API', restApi, restEvents],
  ['HTTP API with payload format 1.0', httpApiV1, restEvents],
  ['HTTP API', httpApi, v2Events],
  ['function URL', functionUrl, v2Events],
  ['load balancer', alb, fc.record(v1Fields, { requiredKeys: [] })],
  ['VPC Lattice 1.0', latticeV1, latticeV1Events],
  ['VPC Lattice 2.0', latticeV2, latticeV2Events],
  ['node server', nodeHttp, nodeEvents],
];

const headerValue = fc.string({ unit: fc.constantFrom('a', ' ', ',', ';', '=', '"', '\t', 'é', '/'), maxLength: 20 });
const responseHeaders = fc.array(
  fc.tuple(
    fc.constantFrom('set-cookie', 'link', 'vary', 'content-type', 'content-encoding', 'connection', 'content-length', 'x-a', 'constructor'),
    headerValue,
  ),
  { maxLength: 8 },
);

describe.each(SOURCES)('a hostile event of a %s', (_name, narrow, events) => {
  const source = narrow as HttpSource<unknown>;

  it('is read without a throw, into a canonical request', () => {
    fc.assert(
      fc.property(
        events,
        fc.oneof(
          names.map((name) => name.toLowerCase()),
          text,
        ),
        (event, name) => {
          const path = readPath(source, event);
          expect(path).toMatch(/^\/[\x21\x24-\x3b=@-Z_a-z~]*$/);
          expect(source.readRawPath(event).split('/').length).toBe(path.split('/').length);
          expect(source.readQuery(event)).toMatch(/^[\x21\x24-\x3b=\x3f-\x7e]*$/);
          expect([...new QueryValues(source.readQuery(event))].flat().every((part) => typeof part === 'string')).toBe(true);
          expect(source.readMethod(event)).toMatch(/./s);
          expect(['string', 'undefined']).toContain(typeof source.readHeader(event, name));
          for (const [own, value] of source.readHeaders(event)) expect([own, source.readHeader(event, own)]).toEqual([own, value]);
          expect([...new CookieValues(source.readCookies(event))].flat().every((part) => typeof part === 'string')).toBe(true);
          const body = source.readBody(event);
          if (body)
            expect([typeof body.text, typeof body.base64, body.bytes instanceof Uint8Array]).toEqual(
              body.bytes ? ['undefined', 'boolean', true] : ['string', 'boolean', false],
            );
          expect(['string', 'undefined']).toContain(typeof source.readClientIp(event));
          expect(['string', 'undefined']).toContain(typeof source.readRequestId(event));
          const url = new URL(`${source.readScheme(event)}://${source.readHost(event)}${path}`);
          expect(['http:', 'https:']).toContain(url.protocol);
          expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
        },
      ),
      { numRuns: RUNS, seed: 41 },
    );
  });

  it('is answered with a result that JSON can carry, its headers all strings', () => {
    fc.assert(
      fc.property(
        events,
        responseHeaders,
        fc.oneof(text, fc.uint8Array()),
        fc.integer({ min: 200, max: 599 }),
        (event, headers, body, status) => {
          const response = new HttpResponse(null, { status, headers });
          const singles = response.headers.singles();
          const results = [source.writeResponse(event, { response, body }, () => {})];
          if (singles) results.push(source.writeText(event, status, singles, typeof body === 'string' ? body : ''));
          for (const result of results as Record<string, never>[]) {
            if (source.name === 'node-http') continue;
            expect(JSON.parse(JSON.stringify(result))).toEqual(result);
            const { statusCode, headers: single = {}, multiValueHeaders: multi = {}, body: text, isBase64Encoded, cookies = [] } = result;
            expect([statusCode, typeof text, typeof isBase64Encoded]).toEqual([status, 'string', 'boolean']);
            expect(Object.values(single).every((value) => typeof value === 'string')).toBe(true);
            expect([...Object.values(multi), cookies].flat().every((value) => typeof value === 'string')).toBe(true);
            expect(Object.keys(single).filter((key) => Object.hasOwn(multi, key))).toEqual([]);
            expect([single, multi].some((each) => Object.hasOwn(each, 'connection') || Object.hasOwn(each, 'content-length'))).toBe(false);
          }
          expect(streamPrelude(source.name, response).length).toBeGreaterThan(8);
        },
      ),
      { numRuns: RUNS, seed: 42 },
    );
  });

  it('gives the client exactly the bytes that were answered', () => {
    fc.assert(
      fc.property(
        events,
        fc.oneof(
          fc.uint8Array(),
          fc.string({ unit: 'grapheme' }).map((value) => new TextEncoder().encode(value)),
        ),
        fc.constantFrom(undefined, 'text/plain', 'image/png', 'application/json', 'text/html; charset=latin1'),
        (event, body, type) => {
          const response = new HttpResponse(null, { headers: { 'content-type': type } });
          const result = source.writeResponse(event, { response, body }, () => {}) as {
            body: string | Uint8Array;
            isBase64Encoded?: boolean;
          };
          const sent = typeof result.body === 'string' ? Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8') : result.body;
          expect(Buffer.compare(sent, body)).toBe(0);
        },
      ),
      { numRuns: 300, seed: 43 },
    );
  });
});
