// Keys that are published: a real server hands them out, and the tests count how often it is asked.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { type App, Controller, CurrentUser, composeMiddleware, createApp, Get, type Principal, Public } from '../../../src/index.js';
import { cognito, jwt } from '../../../src/middleware/auth.js';
import { testClient } from '../../../src/testing/index.js';
import { recordingLogger } from '../support/silent-logger.js';

const START = new Date('2026-11-21T12:00:00Z').getTime();
const first = generateKeyPairSync('rsa', { modulusLength: 2048 });
const second = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publish = (kid: string, key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig', ...more });

const sign = (kid: string | undefined, key: KeyObject, claims: JWTPayload = { sub: 'ada' }, alg = 'RS256') =>
  new SignJWT(claims).setProtectedHeader({ alg, ...(kid && { kid }) }).sign(key);

@Controller()
class Me {
  @Get('/me')
  me(@CurrentUser() user: Principal) {
    return user;
  }

  @Get('/open')
  @Public()
  open(@CurrentUser() user?: Principal) {
    return { subject: user?.subject ?? null };
  }
}

let server: Server;
let address: string;
let hits: number;
/** What the server does when it is asked. */
let respond: (response: ServerResponse) => void;
let logger: ReturnType<typeof recordingLogger>;

const hand = (...keys: object[]) => {
  respond = (response) => response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys }));
};

beforeAll(async () => {
  server = createServer((request, response) => {
    hits++;
    if (request.url === '/moved') response.end(JSON.stringify({ keys: [publish('one', first.publicKey)] }));
    else respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  // Only the date stands still: timers are the network's as well.
  jest.useFakeTimers({
    now: START,
    doNotFake: ['nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'],
  });
  hits = 0;
  logger = recordingLogger();
  hand(publish('one', first.publicKey));
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function startApp(middleware = jwt({ jwksUri: address, algorithms: ['RS256', 'ES256'] })): App {
  return createApp({ controllers: [Me], middleware: [middleware], logger });
}

const statusFor = async (app: App, token: string, path = '/me') =>
  (await testClient(app).get(path, { headers: { authorization: `Bearer ${token}` } })).status;

describe('published keys', () => {
  it('are fetched when the app starts, and kept', async () => {
    const app = startApp();
    await app.ready();
    expect(hits).toBe(1);

    for (let at = 0; at < 3; at++) expect(await statusFor(app, await sign('one', first.privateKey))).toBe(200);
    expect(hits).toBe(1);
  });

  it('are fetched when they are part of composed middleware too', async () => {
    await startApp(composeMiddleware([jwt({ jwksUri: new URL(address), algorithms: ['RS256'] })])).ready();

    expect(hits).toBe(1);
  });

  it('are not fetched before there is an app', () => {
    jwt({ jwksUri: address, algorithms: ['RS256'] });

    expect(hits).toBe(0);
  });

  it('are fetched once, however many requests wait for them', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hand = respond;
    respond = (response) => void held.then(() => hand(response));
    const app = startApp();
    const token = await sign('one', first.privateKey);

    const statuses = Promise.all(Array.from({ length: 20 }, () => statusFor(app, token)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    release();

    expect(new Set(await statuses)).toEqual(new Set([200]));
    expect(hits).toBe(1);
  });

  it('may be of several kinds, and some of none that is known', async () => {
    hand(
      publish('enc', first.publicKey, { use: 'enc' }),
      publish('broken', first.publicKey, { n: '' }),
      publish('short', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
      { kty: 'XYZ', kid: 'one' },
      publish('one', first.publicKey),
      publish('ec', curve.publicKey),
    );
    const app = startApp();

    expect(await statusFor(app, await sign('one', first.privateKey))).toBe(200);
    expect(await statusFor(app, await sign('ec', curve.privateKey, { sub: 'ada' }, 'ES256'))).toBe(200);
    expect(await statusFor(app, await sign(undefined, first.privateKey))).toBe(200);
    expect(await statusFor(app, await sign('enc', first.privateKey))).toBe(401);
    expect(await statusFor(app, await sign('one', second.privateKey))).toBe(401);
  });

  it('are never taken for secrets', async () => {
    hand({ kty: 'oct', kid: 'one', k: Buffer.from('what everybody can read').toString('base64url'), alg: 'RS256' });
    const app = startApp();

    const forged = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(Buffer.from('what everybody can read'));
    expect(await statusFor(app, forged)).toBe(401);
  });
});

describe('a key that is not known', () => {
  it('is looked for at most every 30 seconds', async () => {
    const app = startApp();
    await app.ready();
    const token = await sign('two', second.privateKey);

    expect(await statusFor(app, token)).toBe(401);
    jest.setSystemTime(START + 29_999);
    expect(await statusFor(app, token)).toBe(401);
    expect(hits).toBe(1);

    jest.setSystemTime(START + 30_000);
    expect(await statusFor(app, token)).toBe(401);
    expect(await statusFor(app, token)).toBe(401);
    expect(hits).toBe(2);

    hand(publish('one', first.publicKey), publish('two', second.publicKey));
    jest.setSystemTime(START + 60_000);
    expect(await statusFor(app, token)).toBe(200);
    expect(await statusFor(app, await sign('one', first.privateKey))).toBe(200);
    expect(hits).toBe(3);
  });

  it('is looked for once by all who ask at the same time', async () => {
    const app = startApp();
    await app.ready();
    jest.setSystemTime(START + 31_000);
    hand(publish('two', second.publicKey));
    const token = await sign('two', second.privateKey);

    const statuses = await Promise.all(Array.from({ length: 10 }, () => statusFor(app, token)));

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(hits).toBe(2);
  });

  it('is a 503 while it cannot be looked for', async () => {
    const app = startApp();
    await app.ready();
    jest.setSystemTime(START + 31_000);
    respond = (response) => void response.writeHead(500).end();
    const token = await sign('two', second.privateKey);

    expect(await statusFor(app, token)).toBe(503);
    expect(await statusFor(app, token)).toBe(503);
    expect(await statusFor(app, await sign('one', first.privateKey))).toBe(200);
    expect(hits).toBe(2);

    hand(publish('two', second.publicKey));
    jest.setSystemTime(START + 62_000);
    expect(await statusFor(app, token)).toBe(200);
    expect(await statusFor(app, await sign('one', first.privateKey))).toBe(401);
  });
});

describe('keys that cannot be had', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['an error', (response) => void response.writeHead(500).end('{"keys":[]}')],
    ['a redirect, even to where they are', (response) => void response.writeHead(302, { location: '/moved' }).end()],
    ['no JSON', (response) => void response.end('<html>')],
    ['JSON without keys', (response) => void response.end('{}')],
    ['null', (response) => void response.end('null')],
    ['keys that are no list', (response) => void response.end('{"keys":{}}')],
    ['a broken connection', (response) => void response.socket?.destroy()],
  ])('are a 503, and are had later: %s', async (_what, fail) => {
    respond = fail;
    const app = startApp();
    await app.ready();
    const token = await sign('one', first.privateKey);

    const answer = await testClient(app).get('/me', { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(503);
    expect(answer.json()).toEqual({ statusCode: 503, error: 'ServiceUnavailableError', message: 'Tokens cannot be checked at the moment' });
    expect(logger.at('error')).toHaveLength(1);

    hand(publish('one', first.publicKey));
    expect(await statusFor(app, token)).toBe(200);
  });

  it('leave public routes alone', async () => {
    respond = (response) => void response.writeHead(500).end();
    const app = startApp();

    expect(await statusFor(app, await sign('one', first.privateKey), '/open')).toBe(200);
    expect(logger.at('error').map(({ message }) => message)).toEqual(['Who asks could not be established']);
  });

  it('leave requests without a token their 401', async () => {
    respond = (response) => void response.writeHead(500).end();

    expect((await testClient(startApp()).get('/me')).status).toBe(401);
  });

  it('hold up the start of the app for a second at most', async () => {
    respond = () => {};
    const app = startApp();
    const begin = performance.now();

    await app.ready();

    expect(performance.now() - begin).toBeGreaterThan(900);
    expect((await testClient(app).get('/open')).status).toBe(200);
    server.closeAllConnections();
  });
});

describe('keys that have grown old', () => {
  const TEN_MINUTES = 10 * 60_000;

  const untilFetched = async (count: number) => {
    for (let tries = 0; hits < count && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    // What was fetched has to be read as well.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('are renewed, and until then used', async () => {
    const app = startApp();
    await app.ready();
    hand(publish('two', second.publicKey));
    const old = await sign('one', first.privateKey);

    jest.setSystemTime(START + TEN_MINUTES);
    expect(await statusFor(app, old)).toBe(200);
    await untilFetched(2);

    expect(await statusFor(app, old)).toBe(401);
    expect(await statusFor(app, await sign('two', second.privateKey))).toBe(200);
    expect(hits).toBe(2);
  });

  it('are used on when they cannot be renewed, which is tried again every 30 seconds', async () => {
    const app = startApp();
    await app.ready();
    respond = (response) => void response.writeHead(500).end();
    const token = await sign('one', first.privateKey);

    jest.setSystemTime(START + TEN_MINUTES);
    expect(await statusFor(app, token)).toBe(200);
    await untilFetched(2);
    expect(await statusFor(app, token)).toBe(200);
    expect(hits).toBe(2);
    expect(logger.at('error').map(({ message }) => message)).toEqual(['The keys that tokens are checked with could not be renewed']);

    jest.setSystemTime(START + TEN_MINUTES + 30_000);
    expect(await statusFor(app, token)).toBe(200);
    await untilFetched(3);
    expect(hits).toBe(3);
  });
});

describe('cognito', () => {
  const POOL = 'eu-central-1_AbCdEfGhI';
  const ISSUER = `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`;
  const access = { sub: 'ada', iss: ISSUER, token_use: 'access', client_id: 'app', 'cognito:groups': ['admin'] };
  const id = { sub: 'ada', iss: ISSUER, token_use: 'id', aud: 'app' };

  /** The pool's address leads to the test's own server. */
  const redirected = () => {
    const real = globalThis.fetch;
    const asked: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      asked.push(String(input));
      return real(address, init);
    });
    return asked;
  };

  it('finds the keys of the pool', async () => {
    const asked = redirected();
    const app = startApp(cognito({ userPoolId: POOL, clientId: 'app', tokenUse: 'access' }));
    const token = await sign('one', first.privateKey, access);

    const answer = await testClient(app).get('/me', { headers: { authorization: `Bearer ${token}` } });

    expect(answer.json()).toEqual({ subject: 'ada', roles: ['admin'], scheme: 'cognito', claims: access });
    expect(asked).toEqual([`${ISSUER}/.well-known/jwks.json`]);
  });

  it('finds the keys of a pool in China', async () => {
    const asked = redirected();
    await startApp(cognito({ userPoolId: 'cn-north-1_AbC', clientId: 'app', tokenUse: 'access' })).ready();

    expect(asked).toEqual(['https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC/.well-known/jwks.json']);
  });

  it.each<[string, 'access' | 'id', string | string[], JWTPayload, number]>([
    ['an access token', 'access', 'app', access, 200],
    ['an access token of one of several clients', 'access', ['other', 'app'], access, 200],
    ['an access token of another client', 'access', 'other', access, 401],
    ['an access token without a client', 'access', 'app', { ...access, client_id: undefined }, 401],
    ['an id token where access is meant', 'access', 'app', id, 401],
    ['an id token', 'id', 'app', id, 200],
    ['an id token of another client', 'id', 'other', id, 401],
    ['an access token where identity is meant', 'id', 'app', access, 401],
    ['a token without a use', 'access', 'app', { ...access, token_use: undefined }, 401],
    ['a token of another pool', 'access', 'app', { ...access, iss: `${ISSUER}X` }, 401],
  ])('judges %s', async (_what, tokenUse, clientId, claims, status) => {
    redirected();
    const app = startApp(cognito({ userPoolId: POOL, clientId, tokenUse }));

    expect(await statusFor(app, await sign('one', first.privateKey, claims))).toBe(status);
  });
});
