// What is measured: each part of the shelf as an app would use it, and a request that it has something to do for.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = 'a secret of more than thirty-two bytes';
const pool = 'eu-west-1_AbCdEf123';
const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${pool}`;
const claims = { sub: 'ada', iss: issuer, client_id: 'app', token_use: 'access', exp: Math.floor(Date.now() / 1000) + 86_400 };

/** A token, from its algorithm and what signs. */
function tokenOf(alg, signatureOf) {
  const content = `${encode({ alg, kid: 'one', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${signatureOf(content).toString('base64url')}`;
}
const hs256 = tokenOf('HS256', (content) => createHmac('sha256', secret).update(content).digest());
const rs256 = tokenOf('RS256', (content) => sign('sha256', Buffer.from(content), rsa.privateKey));

/** What the apps are configured with while they run; no part of their size. */
export const environment = {
  BENCH_SECRET: secret,
  BENCH_PUBLIC_KEY: rsa.publicKey.export({ type: 'spki', format: 'pem' }),
  BENCH_JWKS: JSON.stringify({ keys: [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }),
};

const site = { origin: 'https://shop.example.com' };
const bearing = (token) => ({ authorization: `Bearer ${token}` });
const json = { method: 'POST', body: '{"amount":1}', headers: { 'content-type': 'application/json' } };
const keyed = (key) => ({ ...json, headers: { ...json.headers, 'idempotency-key': key } });
const ada = "{ subject: 'ada', roles: [], scheme: 'bearer', claims: {} }";

/**
 * `from`: a file of the shelf and what is imported from it; `use`: the middleware of the app; `decorate`: what its route is decorated with;
 * `without`: packages that stay out of the bundle; `request`: what differs from a plain GET. In its texts `%n%` is another number each time.
 */
export const cases = [
  { name: '`requestId`', from: ['request-id', 'requestId'], use: 'requestId()', request: { headers: { 'x-request-id': 'abc-%n%' } } },
  { name: '`accessLog`', from: ['access-log', 'accessLog'], use: 'accessLog({ logger: quiet })' },
  { name: '`serverTiming`', from: ['server-timing', 'serverTiming'], use: 'serverTiming()' },
  { name: '`timeout`', from: ['timeout', 'timeout'], use: 'timeout({ ms: 5000 })' },
  { name: '`securityHeaders`', from: ['security-headers', 'securityHeaders'], use: 'securityHeaders()' },
  { name: '`cors`', from: ['cors', 'cors'], use: `cors({ origin: '${site.origin}' })`, request: { headers: site } },
  {
    name: '`compress`, too small',
    from: ['compress', 'compress'],
    use: 'compress()',
    request: { headers: { 'accept-encoding': 'gzip, br' } },
  },
  {
    name: '`compress`, 4 KB by brotli',
    from: ['compress', 'compress'],
    use: 'compress()',
    request: { path: '/long', headers: { 'accept-encoding': 'gzip, br' } },
    isSized: false,
  },
  { name: '`etag`', from: ['etag', 'etag'], use: 'etag()' },
  { name: '`cacheControl`', from: ['cache', 'cacheControl'], use: 'cacheControl({ public: true, maxAge: 60 })' },
  { name: '`responseCache`, hit', from: ['cache', 'responseCache'], use: 'responseCache({ ttlSeconds: 3600 })' },
  { name: '`ipRestriction`', from: ['ip-restriction', 'ipRestriction'], use: "ipRestriction({ deny: ['10.0.0.0/8'] })" },
  { name: '`bodyLimit`', from: ['body-limit', 'bodyLimit'], use: 'bodyLimit({ maxBytes: 1000 })', request: json },
  {
    name: '`csrf`',
    from: ['csrf', 'csrf'],
    use: 'csrf()',
    request: { method: 'POST', body: 'a=1', headers: { origin: 'https://api.example.com' } },
  },
  { name: '`bearer`', from: ['auth', 'bearer'], use: `bearer({ verify: () => (${ada}) })`, request: { headers: bearing('abc') } },
  {
    name: '`basic`, list of users',
    from: ['auth', 'basic'],
    use: "basic({ users: { ada: 'secret' } })",
    request: { headers: { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` } },
  },
  {
    name: '`jwt`, HS256',
    from: ['auth', 'jwt'],
    use: "jwt({ secret: process.env.BENCH_SECRET, algorithms: ['HS256'] })",
    request: { headers: bearing(hs256) },
    without: ['jose'],
  },
  {
    name: '`jwt`, RS256',
    from: ['auth', 'jwt'],
    use: "jwt({ publicKey: process.env.BENCH_PUBLIC_KEY, algorithms: ['RS256'] })",
    request: { headers: bearing(rs256) },
    without: ['jose'],
    isSized: false,
  },
  {
    name: '`cognito`',
    from: ['auth', 'cognito'],
    use: `cognito({ userPoolId: '${pool}', clientId: 'app', tokenUse: 'access' })`,
    request: { headers: bearing(rs256) },
    without: ['jose'],
  },
  {
    name: '`gatewayAuthorizer`',
    from: ['auth', 'gatewayAuthorizer'],
    use: 'gatewayAuthorizer()',
    request: { authorizer: { jwt: { claims: { sub: 'ada', 'cognito:groups': '[staff]' }, scopes: null } } },
  },
  { name: '`rateLimit`, in memory', from: ['rate-limit', 'rateLimit'], use: 'rateLimit({ limit: 1e9, windowSeconds: 3600 })' },
  {
    name: '`idempotency`, in memory, first',
    from: ['idempotency', 'idempotency, memoryStore'],
    use: 'idempotency({ store: memoryStore() })',
    request: keyed('key-%n%'),
  },
  {
    name: '`idempotency`, in memory, repeated',
    from: ['idempotency', 'idempotency, memoryStore'],
    use: 'idempotency({ store: memoryStore() })',
    request: keyed('key'),
    isSized: false,
  },
  { name: '`middy`, one hook', from: ['middy', 'middy'], use: 'middy({ after() {} })' },
  {
    name: '`@Produces`',
    use: '',
    decorate: "Produces('application/json', 'text/csv')",
    request: { headers: { accept: 'application/json' } },
  },
];

const LIMIT = 'limit: 1, windowSeconds: 1';
const CLIENT = 'client: globalThis.client';

/** What is chosen besides, and adds to a bundle over what it is chosen for. */
export const choices = [
  { name: '`jose`, for `jwt` and `cognito`', over: caseOf('`jwt`, HS256'), without: [] },
  {
    name: '`redisStore` of `rateLimit`',
    over: caseOf('`rateLimit`, in memory'),
    from: ['rate-limit', 'rateLimit, redisStore'],
    use: `rateLimit({ ${LIMIT}, store: redisStore({ ${CLIENT} }) })`,
  },
  {
    name: '`dynamoDbStore` of `rateLimit`, without the SDK',
    over: caseOf('`rateLimit`, in memory'),
    from: ['rate-limit', 'rateLimit, dynamoDbStore'],
    use: `rateLimit({ ${LIMIT}, store: dynamoDbStore({ tableName: 't', ${CLIENT} }) })`,
    without: ['@aws-sdk/*'],
  },
  {
    name: '`redisStore` of `idempotency`, in place of memory',
    over: caseOf('`idempotency`, in memory, first'),
    from: ['idempotency', 'idempotency, redisStore'],
    use: `idempotency({ store: redisStore({ ${CLIENT} }) })`,
  },
  {
    name: '`dynamoDbStore` of `idempotency`, in place of memory, without the SDK',
    over: caseOf('`idempotency`, in memory, first'),
    from: ['idempotency', 'idempotency, dynamoDbStore'],
    use: `idempotency({ store: dynamoDbStore({ tableName: 't', ${CLIENT} }) })`,
    without: ['@aws-sdk/*'],
  },
].map((choice) => ({ ...choice.over, without: undefined, ...choice }));

function caseOf(name) {
  return cases.find((each) => each.name === name);
}

/** The source of an app. */
export function sourceOf({ from, use = '', decorate }) {
  return `
    import { createApp, Controller, Get, Post, Produces } from 'lambent';
    ${from ? `import { ${from[1]} } from 'lambent/middleware/${from[0]}';` : ''}
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    const LONG = Array.from({ length: 60 }, (_, id) => ({ id, name: 'a thing of the list', isThere: id % 3 > 0 }));
    class Things {
      read() { return { ok: true }; }
      write() { return { ok: true }; }
      long() { return LONG; }
    }
    for (const [decorator, name] of [[Get('/'), 'read'], [Post('/'), 'write'], [Get('/long'), 'long']]) {
      decorator(Things.prototype, name, Object.getOwnPropertyDescriptor(Things.prototype, name));
    }
    ${decorate ? `${decorate}(Things.prototype, 'read', Object.getOwnPropertyDescriptor(Things.prototype, 'read'));` : ''}
    Controller()(Things);
    const app = createApp({ controllers: [Things], logger: quiet, middleware: [${use}] });
    export const { handler } = app;
    export const ready = () => app.ready();
  `;
}

/** The text of an event, as an HTTP API sends it in payload format 2.0. */
export function eventOf({ method = 'GET', path = '/', headers, body, authorizer } = {}) {
  const host = 'api.example.com';
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      host,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    requestContext: {
      apiId: 'a1b2c3d4e5',
      domainName: host,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' },
      requestId: 'JKJaXmPLvHcESHA=',
      stage: '$default',
      ...(authorizer && { authorizer }),
    },
    body,
    isBase64Encoded: false,
  });
}
