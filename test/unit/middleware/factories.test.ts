import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { accessLog } from '../../../src/middleware/access-log.js';
import { bodyLimit } from '../../../src/middleware/body-limit.js';
import { cacheControl, memoryCache, responseCache } from '../../../src/middleware/cache.js';
import { compress } from '../../../src/middleware/compress.js';
import { cors } from '../../../src/middleware/cors.js';
import { csrf } from '../../../src/middleware/csrf.js';
import { etag } from '../../../src/middleware/etag.js';
import { ipRestriction } from '../../../src/middleware/ip-restriction.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { securityHeaders } from '../../../src/middleware/security-headers.js';
import { serverTiming } from '../../../src/middleware/server-timing.js';
import { timeout } from '../../../src/middleware/timeout.js';

type Factory = (options: never) => unknown;

function messagesOf(factory: Factory, options: unknown): string[] {
  try {
    factory(options as never);
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
    return error.problems.map(({ message }) => message);
  }
  return [];
}

const call = () => {};

/** Each factory with options that are right, and values that each of them must refuse. */
const FACTORIES: [name: string, factory: Factory, right: unknown[], wrong: Record<string, unknown[]>][] = [
  [
    'cors',
    cors,
    [
      undefined,
      {},
      { origin: '*' },
      { origin: 'https://example.com:8443' },
      { origin: 'HTTPS://Example.com' },
      { origin: 'null' },
      { origin: 'capacitor://localhost' },
      { origin: 'http://[::1]:3000' },
      { origin: /example/ },
      { origin: call },
      { origin: [] },
      { origin: ['https://*.example.com', /x/, 'https://example.com'], credentials: true },
      { origin: '*', methods: ['*'], allowHeaders: ['*'], exposeHeaders: ['*'], maxAge: 0, privateNetwork: true },
    ],
    {
      origin: [
        '',
        'example.com',
        'https://example.com/',
        'https://example.com/path',
        'https://h*',
        'https://*',
        'https://*example.com',
        'https://a.*.com',
        'https://*.*.com',
        'https://user@example.com',
        'https://a b.com',
        ['*'],
        [1],
        7,
        true,
        null,
      ],
      methods: ['GET', ['GE T'], [1], null],
      allowHeaders: ['a', ['a b'], null],
      exposeHeaders: ['a', ['a,b'], null],
      credentials: ['true', 1, null],
      maxAge: [-1, 1.5, '600', Number.NaN],
      privateNetwork: ['yes'],
    },
  ],
  [
    'compress',
    compress,
    [undefined, {}, { encodings: ['gzip'] }, { threshold: 0 }, { contentTypes: call }],
    { encodings: [[], ['brotli'], 'gzip', [null]], threshold: [-1, '1kb', 0.5], contentTypes: ['text/html', /x/] },
  ],
  ['etag', etag, [undefined, {}, { weak: true }], { weak: ['W/', 1, null] }],
  [
    'cacheControl',
    cacheControl,
    ['no-store', 'public, max-age=60', { noStore: true }, { public: true, maxAge: 0, immutable: true }, { private: true, maxAge: 60 }],
    { maxAge: [-1, '60'], sMaxAge: [1.5], public: ['yes'], staleWhileRevalidate: [null], noStore: [1] },
  ],
  [
    'responseCache',
    responseCache,
    [{ ttlSeconds: 1 }, { ttlSeconds: 60, store: new Map(), key: call, vary: ['accept'] }],
    { ttlSeconds: [0, -1, '60', undefined], store: [{}, { get: call }, null], key: ['path'], vary: ['accept', ['a b']] },
  ],
  ['memoryCache', memoryCache, [undefined, { maxEntries: 1, maxBytes: 1 }], { maxEntries: [0, '5'], maxBytes: [0, 1.5] }],
  [
    'securityHeaders',
    securityHeaders,
    [undefined, {}, { xFrameOptions: 'SAMEORIGIN' }, { contentSecurityPolicy: false, permissionsPolicy: 'camera=()' }],
    { xFrameOptions: [true, '', 'a\nb', 1, null], contentSecurityPolicy: [{}, 'a\r\nset-cookie: x'] },
  ],
  [
    'csrf',
    csrf,
    [undefined, {}, { origin: 'https://example.com' }, { origin: ['https://example.com'] }, { origin: call }],
    { origin: ['*', 'example.com', 'https://example.com/', ['https://*.example.com'], /x/, null, 'null'] },
  ],
  [
    'ipRestriction',
    ipRestriction,
    [{ allow: [] }, { deny: ['10.0.0.1'] }, { allow: ['10.0.0.0/8', '2001:db8::/32', '::1'] }],
    {
      allow: ['10.0.0.1', ['10.0.0.0/33'], ['10.0.0'], ['::/129'], ['10.0.0.0/'], ['10.0.0.0/08'], ['host'], [1]],
      deny: [['fe80::1%eth0'], null],
    },
  ],
  ['bodyLimit', bodyLimit, [{ maxBytes: 0 }, { maxBytes: 10 }], { maxBytes: [-1, '1mb', 0.5, undefined] }],
  ['timeout', timeout, [{ ms: 1 }, { ms: 86_400_000 }], { ms: [0, -5, '5s', Number.POSITIVE_INFINITY, undefined] }],
  [
    'requestId',
    requestId,
    [undefined, {}, { headerName: 'X-Correlation-Id', generate: call, trustIncoming: false, maxLength: 36 }],
    { headerName: ['', 'a b', 1], generate: ['uuid'], trustIncoming: ['no'], maxLength: [0, '128'] },
  ],
  ['serverTiming', serverTiming, [undefined, { total: false }], { total: ['no', 0] }],
  [
    'accessLog',
    accessLog,
    [undefined, {}, { logger: console, redact: ['clientIp'], requestHeaders: ['x-tenant'], skip: call }],
    { logger: [{}, call, null], redact: ['a', [1]], requestHeaders: ['a', ['a b']], skip: [true] },
  ],
];

describe.each(FACTORIES)('%s()', (name, factory, right, wrong) => {
  it('takes every form of its options', () => {
    for (const options of right) expect(messagesOf(factory, options)).toEqual([]);
  });

  it('refuses an option that it does not have', () => {
    const complete = typeof right[0] === 'object' ? right[0] : {};

    expect(messagesOf(factory, { ...complete, colour: 'red' })).toContain(`${name}() has no option "colour"`);
  });

  it('refuses wrong values of each option by its name', () => {
    const complete = right.find((options) => typeof options === 'object') ?? {};
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) {
        const messages = messagesOf(factory, { ...complete, [option]: value });
        expect([option, value, messages]).toEqual([option, value, [expect.stringContaining(option)]]);
      }
    }
  });

  it('refuses null in the place of its options', () => {
    expect(messagesOf(factory, null)).toHaveLength(1);
  });
});

describe('options that contradict each other', () => {
  it.each([
    ['credentials for any origin (CVE-2026-54290)', () => cors({ credentials: true })],
    ["credentials for '*'", () => cors({ origin: '*', credentials: true })],
    ['credentials with any header', () => cors({ origin: 'https://example.com', credentials: true, allowHeaders: ['*'] })],
    ['public and private', () => cacheControl({ public: true, private: true })],
    ['private and sMaxAge', () => cacheControl({ private: true, sMaxAge: 60 })],
    ['noStore and maxAge', () => cacheControl({ noStore: true, maxAge: 60 })],
    ['directives that say nothing', () => cacheControl({})],
    ['keeping answers that depend on anything', () => responseCache({ ttlSeconds: 1, vary: ['accept', '*'] })],
    ['a restriction without a list', () => ipRestriction({})],
  ])('%s are refused when the app is put together', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });

  it('are all reported at once', () => {
    const messages = messagesOf(cors, { credentials: true, methods: ['*'], exposeHeaders: ['*'] });

    expect(messages).toEqual([
      "cors(): credentials cannot be allowed for origin '*'",
      "cors(): with credentials, browsers take '*' in methods for a name, not for any",
      "cors(): with credentials, browsers take '*' in exposeHeaders for a name, not for any",
    ]);
  });
});
