// What the shelf promises about who may ask, and about asking again, clause by clause, whole and streamed.
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import {
  Authorized,
  Body,
  ConflictError,
  Controller,
  CurrentUser,
  createApp,
  Get,
  HttpCode,
  type Middleware,
  Patch,
  Post,
  type Principal,
  Public,
  Put,
} from '../../../src/index.js';
import { basic, bearer, cognito, gatewayAuthorizer, type JwtOptions, jwt } from '../../../src/middleware/auth.js';
import { type IdempotencyStore, idempotency, memoryStore } from '../../../src/middleware/idempotency.js';
import { recordingLogger } from '../support/silent-logger.js';
import { type Answer, WAYS } from './support/ways.js';

const SECRET = 'a secret of more than thirty-two bytes, for HS256';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const NOW = Math.floor(Date.now() / 1000);
const HS: JwtOptions = { secret: SECRET, algorithms: ['HS256'] };
const ADA: Principal = { subject: 'ada', roles: ['staff'], scheme: 'bearer', claims: { tenant: 1 } };

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const signHs = (claims: unknown, header: object = { alg: 'HS256' }, secret = SECRET) => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const signRs = (claims: JWTPayload, kid = 'one') => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(rsa.privateKey);

let runs: number;
let gate: Promise<void>;
beforeEach(() => {
  runs = 0;
  gate = Promise.resolve();
});

@Controller()
class Doors {
  @Get('/me')
  me(@CurrentUser() user?: Principal) {
    return { user: user ?? null };
  }

  @Get('/open')
  @Public()
  open(@CurrentUser() user?: Principal) {
    return { user: user ?? null };
  }

  @Get('/known')
  @Authorized()
  known() {
    return 'known';
  }

  @Get('/staff')
  @Authorized('admin', 'staff')
  staff() {
    return 'staff';
  }

  @Get('/admin')
  @Authorized('admin')
  admin() {
    return 'admin';
  }
}

@Controller('/payments')
class Payments {
  @Post()
  @HttpCode(201)
  async pay(@Body({ validate: false }) body: { amount: number; fail?: string }) {
    runs += 1;
    await gate;
    if (body.fail === 'conflict') throw new ConflictError('sold out');
    if (body.fail === 'error') throw new Error('secret');
    return { run: runs };
  }

  @Patch('/:id')
  change() {
    runs += 1;
    return { run: runs };
  }

  @Put('/:id')
  put() {
    runs += 1;
    return { run: runs };
  }
}

describe.each(WAYS)('through $name', ({ open }) => {
  const withAll = (...middleware: Middleware[]) => open({ controllers: [Doors, Payments], middleware });
  const told = ({ status, headers }: Answer) => [status, headers['www-authenticate']];

  describe('bearer', () => {
    const auth = bearer({ verify: async (token, reqCtx) => (token === 'good' && reqCtx.path ? ADA : undefined) });

    it.each<[string | undefined, number, string | undefined]>([
      ['Bearer good', 200, undefined],
      ['bEARER good', 200, undefined],
      [undefined, 401, 'Bearer'],
      ['Bearer bad', 401, 'Bearer error="invalid_token"'],
      ['Basic good', 401, 'Bearer'],
      ['Token good', 401, 'Bearer'],
    ])('answers Authorization: %s with %i %s', async (authorization, status, challenge) => {
      const answer = await withAll(auth)('GET', '/me', { headers: { authorization } });

      expect(told(answer)).toEqual([status, challenge]);
      if (status === 200) expect(answer.json()).toEqual({ user: ADA });
    });

    it('lets everybody in where it is public, and knows who has a good token', async () => {
      const user = async (authorization?: string) =>
        (await withAll(auth)('GET', '/open', { headers: { authorization } })).json<{ user: unknown }>().user;

      expect([await user(), await user('Bearer bad'), await user('Bearer good')]).toEqual([null, null, ADA]);
    });

    it.each([
      ['/known', 200],
      ['/staff', 200],
      ['/admin', 403],
      ['/nowhere', 404],
    ])('then lets staff see %s: %i', async (path, status) => {
      expect((await withAll(auth)('GET', path, { headers: { authorization: 'Bearer good' } })).status).toBe(status);
    });

    it.each(['/known', '/staff'])('is missed by %s, which needs somebody', async (path) => {
      expect((await withAll()('GET', path)).status).toBe(401);
    });
  });

  describe('basic', () => {
    const code = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

    it.each<[string | undefined, number]>([
      [code('ada:pass:word'), 200],
      [code('ada:pass:word').replace('Basic', 'basic'), 200],
      [code('ada:wrong'), 401],
      [code('eve:pass:word'), 401],
      [code('__proto__:pass:word'), 401],
      [code('ada'), 401],
      ['Basic ?', 401],
      [undefined, 401],
    ])('answers %s with %i', async (authorization, status) => {
      const answer = await withAll(basic({ users: { ada: 'pass:word' } }))('GET', '/me', { headers: { authorization } });

      expect(answer.status).toBe(status);
      if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="/);
      else expect(answer.json()).toMatchObject({ user: { subject: 'ada', scheme: 'basic' } });
    });

    it('asks a function, and has a realm', async () => {
      const auth = basic({ verify: (user, password) => (user === password ? ADA : undefined), realm: 'Back office' });

      expect((await withAll(auth)('GET', '/me', { headers: { authorization: code('a:a') } })).json()).toEqual({ user: ADA });
      expect((await withAll(auth)('GET', '/me')).headers['www-authenticate']).toContain('realm="Back office"');
    });
  });

  describe('jwt', () => {
    const status = async (options: JwtOptions, token: string) =>
      (await withAll(jwt(options))('GET', '/me', { headers: { authorization: `Bearer ${token}` } })).status;

    it.each<[string, Partial<JwtOptions>, JWTPayload, number]>([
      ['nothing but a subject', {}, { sub: 'ada' }, 200],
      ['time left', {}, { exp: NOW + 60, nbf: NOW - 60, iat: NOW }, 200],
      ['no time left', {}, { exp: NOW - 5 }, 401],
      ['no time left, tolerated', { clockToleranceSeconds: 30 }, { exp: NOW - 5 }, 200],
      ['a time to come', {}, { nbf: NOW + 60 }, 401],
      ['an end that is a text', {}, { exp: String(NOW + 60) as never }, 401],
      ['a beginning that is a text', {}, { nbf: String(NOW - 60) as never }, 401],
      ['a birth that is a text', {}, { iat: String(NOW) as never }, 401],
      ['the issuer', { issuer: 'me' }, { iss: 'me' }, 200],
      ['another issuer', { issuer: 'me' }, { iss: 'you' }, 401],
      ['no issuer', { issuer: 'me' }, {}, 401],
      ['the audience among others', { audience: 'shop' }, { aud: ['bank', 'shop'] }, 200],
      ['another audience', { audience: 'shop' }, { aud: 'bank' }, 401],
      ['no audience', { audience: 'shop' }, {}, 401],
    ])('judges a token with %s', async (_what, options, claims, expected) => {
      expect(await status({ ...HS, ...options }, signHs({ sub: 'ada', ...claims }))).toBe(expected);
    });

    it.each<[string, JwtOptions, () => string | Promise<string>]>([
      ['none', HS, () => `${encode({ alg: 'none' })}.${encode({ sub: 'ada' })}.`],
      ['None', HS, () => `${encode({ alg: 'None' })}.${encode({ sub: 'ada' })}.`],
      ['HMAC with the public key', { publicKey: PEM, algorithms: ['RS256'] }, () => signHs({ sub: 'ada' }, { alg: 'HS256' }, PEM)],
      ['an algorithm that is not listed', { ...HS, algorithms: ['HS512'] }, () => signHs({ sub: 'ada' })],
      ['another secret', HS, () => signHs({ sub: 'ada' }, { alg: 'HS256' }, 'x'.repeat(40))],
      ['a critical extension', HS, () => signHs({ sub: 'ada' }, { alg: 'HS256', crit: ['x'], x: 1 })],
      ['nothing that is a token', HS, () => 'a.b'],
    ])('refuses %s', async (_what, options, sign) => {
      const answer = await withAll(jwt(options))('GET', '/me', { headers: { authorization: `Bearer ${await sign()}` } });

      expect(told(answer)).toEqual([401, 'Bearer error="invalid_token"']);
    });

    it('takes PEM, JWKs and secrets, a cookie, and roles from where it is told', async () => {
      const token = await signRs({ sub: 'ada', groups: 'a b' });
      const keys = [{ ...(await exportJWK(createPublicKey(PEM))), kid: 'one', alg: 'RS256' }];
      const roles = (claims: Readonly<Record<string, unknown>>) => String(claims.groups).split(' ');
      const ask = withAll(jwt({ keys: keys as never, algorithms: ['RS256'], cookie: 'session', roles }));

      expect(await status({ publicKey: PEM, algorithms: ['RS256'] }, token)).toBe(200);
      expect((await ask('GET', '/me', { cookies: { session: token } })).json()).toMatchObject({
        user: { subject: 'ada', roles: ['a', 'b'], scheme: 'jwt', claims: { groups: 'a b' } },
      });
      expect(told(await ask('GET', '/me'))).toEqual([401, 'Bearer']);
    });
  });

  describe('jwt with published keys', () => {
    let server: Server;
    let fetches: number;
    let published: unknown;
    let jwksUri: string;
    beforeEach(async () => {
      fetches = 0;
      published = { keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'one' }] };
      server = createServer((_request, response) => {
        fetches += 1;
        if (published === undefined) response.statusCode = 500;
        response.end(JSON.stringify(published ?? {}));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    afterEach(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

    it('fetches at start-up, once for all, and not for every key that nobody knows', async () => {
      const app = createApp({ controllers: [Doors], middleware: [jwt({ jwksUri, algorithms: ['RS256'] })] });
      await app.ready();
      expect(fetches).toBe(1);

      const ask = open(app);
      const good = await signRs({ sub: 'ada' });
      const unknown = await signRs({ sub: 'ada' }, 'two');
      const answers = await Promise.all([good, good, unknown, unknown].map((token) => ask('GET', '/me', bearing(token))));
      expect([answers.map(({ status }) => status), fetches]).toEqual([[200, 200, 401, 401], 1]);
    });

    it('answers 503 when keys cannot be had', async () => {
      published = undefined;
      const ask = withAll(jwt({ jwksUri, algorithms: ['RS256'] }));

      expect((await ask('GET', '/me', bearing(await signRs({ sub: 'ada' })))).status).toBe(503);
      expect((await ask('GET', '/open', bearing(await signRs({ sub: 'ada' })))).status).toBe(200);
    });

    it('knows the tokens of a Cognito pool by client and use', async () => {
      const published = { keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'one' }] };
      const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(published));
      const iss = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3';
      const ask = (tokenUse: 'access' | 'id') => withAll(cognito({ userPoolId: 'eu-central-1_Ab3', clientId: 'client', tokenUse }));
      const access = await signRs({ iss, sub: 'ada', token_use: 'access', client_id: 'client', 'cognito:groups': ['staff'] });
      const id = await signRs({ iss, sub: 'ada', token_use: 'id', aud: 'client' });
      const other = await signRs({ iss, sub: 'ada', token_use: 'access', client_id: 'other' });
      const statuses = async (tokenUse: 'access' | 'id') =>
        Promise.all([access, id, other].map(async (token) => (await ask(tokenUse)('GET', '/me', bearing(token))).status));

      expect([await statuses('access'), await statuses('id')]).toEqual([
        [200, 401, 401],
        [401, 200, 401],
      ]);
      expect((await ask('access')('GET', '/staff', bearing(access))).status).toBe(200);
      expect(String(fetched.mock.calls[0]?.[0])).toBe(`${iss}/.well-known/jwks.json`);
      fetched.mockRestore();
    });
  });

  describe('idempotency', () => {
    const keyed = (key: string | undefined, body: object = { amount: 1 }, more: object = {}) => ({
      body,
      headers: { 'idempotency-key': key, ...more },
    });

    it('replays the final answer for the same key and payload', async () => {
      const ask = withAll(idempotency({ store: memoryStore() }));
      const first = await ask('POST', '/payments', keyed('k'));
      const second = await ask('POST', '/payments', keyed('k'));

      expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
      expect([second.status, second.headers['idempotency-replayed'], second.json()]).toEqual([201, 'true', { run: 1 }]);
      expect(runs).toBe(1);
    });

    it('answers 409 with Retry-After to one that is still running, and 422 to another payload', async () => {
      const ask = withAll(idempotency({ store: memoryStore() }));
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      const first = ask('POST', '/payments', keyed('k'));
      while (runs === 0) await new Promise(setImmediate);
      const [same, other] = [await ask('POST', '/payments', keyed('k')), await ask('POST', '/payments', keyed('k', { amount: 2 }))];
      release();

      expect((await first).status).toBe(201);
      expect([same.status, Number(same.headers['retry-after']) > 0, other.status]).toEqual([409, true, 422]);
      expect((await ask('POST', '/payments', keyed('k', { amount: 2 }))).status).toBe(422);
      expect(runs).toBe(1);
    });

    it('needs a key only where it is required', async () => {
      expect((await withAll(idempotency({ store: memoryStore() }))('POST', '/payments', keyed(undefined))).status).toBe(201);
      const strict = withAll(idempotency({ store: memoryStore(), required: true, headerName: 'X-Key' }));
      const missing = await strict('POST', '/payments', keyed('k'));

      expect([missing.status, missing.text().includes('X-Key'), runs]).toEqual([400, true, 1]);
      expect((await strict('POST', '/payments', keyed(undefined, { amount: 1 }, { 'x-key': 'k' }))).status).toBe(201);
    });

    it.each([
      ['error', 500],
      ['conflict', 409],
    ])('keeps no %s', async (fail, status) => {
      const ask = withAll(idempotency({ store: memoryStore() }));
      for (const _time of [1, 2]) expect((await ask('POST', '/payments', keyed('k', { amount: 1, fail }))).status).toBe(status);

      expect(runs).toBe(2);
    });

    it('covers its methods, and tells methods, paths and principals apart', async () => {
      const auth = bearer({ verify: (subject) => ({ ...ADA, subject }) });
      const ask = withAll(auth, idempotency({ store: memoryStore() }));
      const of = (token: string) => keyed('k', { amount: 1 }, { authorization: `Bearer ${token}` });
      for (const [method, path, token] of [
        ['POST', '/payments', 'ada'],
        ['POST', '/payments', 'eve'],
        ['PATCH', '/payments/1', 'ada'],
        ['PATCH', '/payments/2', 'ada'],
        ['PUT', '/payments/1', 'ada'],
        ['PUT', '/payments/1', 'ada'],
        ['PATCH', '/payments/1', 'ada'],
      ] as const) {
        await ask(method, path, of(token));
      }

      expect(runs).toBe(6);
      const wide = withAll(idempotency({ store: memoryStore(), methods: ['PUT'], key: (reqCtx) => reqCtx.path }));
      for (const _time of [1, 2]) await wide('PUT', '/payments/7', { body: {} });
      expect(runs).toBe(7);
    });

    it('lets its claim go with the time of the invocation, and 0 is 0', async () => {
      const claims: number[] = [];
      const inner = memoryStore();
      const store: IdempotencyStore = {
        ...inner,
        claim: (key, claim) => {
          claims.push(claim.expiresAt - Date.now());
          return inner.claim(key, claim);
        },
      };
      const ask = withAll(idempotency({ store }));
      await ask('POST', '/payments', { ...keyed('a'), context: { getRemainingTimeInMillis: () => 7000 } });

      expect(claims[0]).toBeGreaterThan(6000);
      expect(claims[0]).toBeLessThanOrEqual(7000);
    });

    it('answers 503 when its store fails beforehand, and as it would have when it fails afterwards', async () => {
      const gone = () => Promise.reject(new Error('gone'));
      const logger = recordingLogger();
      const app = (store: IdempotencyStore) => open(createApp({ controllers: [Payments], middleware: [idempotency({ store })], logger }));

      expect((await app({ ...memoryStore(), claim: gone })('POST', '/payments', keyed('k'))).status).toBe(503);
      expect(runs).toBe(0);
      const before = logger.at('error').length;
      expect((await app({ ...memoryStore(), complete: gone })('POST', '/payments', keyed('k'))).status).toBe(201);
      expect([runs, logger.at('error').length - before]).toEqual([1, 1]);
    });
  });
});

describe('gatewayAuthorizer', () => {
  const gateway = { 'a REST API': 'rest', 'an HTTP API': 'http', 'a stream of a function URL': 'url', 'a stream of a REST API': 'rest' };

  it.each<[string, object, string, string]>([
    ['rest', { claims: { sub: 'ada', 'cognito:groups': 'staff,admin' } }, 'ada', 'jwt'],
    ['rest', { principalId: 'ada', tenant: 'acme' }, 'ada', 'lambda'],
    ['rest', { sub: 'ada' }, 'ada', 'lambda'],
    ['http', { jwt: { claims: { sub: 'ada', 'cognito:groups': '[staff admin]' }, scopes: null } }, 'ada', 'jwt'],
    ['http', { lambda: { principalId: 'ada' } }, 'ada', 'lambda'],
    ['http', { lambda: { sub: 'ada' } }, 'ada', 'lambda'],
    ['http', { iam: { userArn: 'arn:aws:iam::1:user/ada' } }, 'arn:aws:iam::1:user/ada', 'iam'],
    ['url', { iam: { userArn: 'arn:aws:iam::1:user/ada' } }, 'arn:aws:iam::1:user/ada', 'iam'],
  ])('through %s reads %j', async (kind, authorizer, subject, scheme) => {
    const ways = WAYS.filter(({ name }) => (gateway as Record<string, string>)[name] === kind);
    expect(ways.length).toBeGreaterThan(0);
    for (const { open } of ways) {
      const ask = open({ controllers: [Doors], middleware: [gatewayAuthorizer()] }, { requestContext: { authorizer } });
      const { user } = (await ask('GET', '/me')).json<{ user: Principal }>();

      expect([user.subject, user.scheme]).toEqual([subject, scheme]);
      if (JSON.stringify(authorizer).includes('groups')) expect(user.roles).toEqual(['staff', 'admin']);
    }
  });

  it.each(WAYS)('refuses what no authorizer has seen through $name, unless it is public', async ({ open }) => {
    const ask = open({ controllers: [Doors], middleware: [gatewayAuthorizer()] });

    expect((await ask('GET', '/me')).status).toBe(401);
    expect((await ask('GET', '/me')).headers['www-authenticate']).toBe('Bearer');
    expect((await ask('GET', '/open')).status).toBe(200);
  });
});
