import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { Controller, CurrentUser, Get, type Principal, Public } from '../../../src/index.js';
import { type JwtOptions, jwt } from '../../../src/middleware/auth.js';
import { clientOf } from '../support/every-source.js';
import { recordingLogger } from '../support/silent-logger.js';

const SECRET = 'a secret of more than thirty-two bytes, for HS256';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed = generateKeyPairSync('ed25519');
const PEM = { type: 'spki', format: 'pem' } as const;
const NOW = Math.floor(Date.now() / 1000);

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

const sign = (claims: JWTPayload, key: KeyObject | Uint8Array = Buffer.from(SECRET), header: Record<string, unknown> = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
/** Signs what jose would not. */
const forge = (header: unknown, claims: unknown) => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
};
const encode = (part: unknown) => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

async function ask(options: JwtOptions, token: string, path = '/me') {
  const client = clientOf({ controllers: [Me], middleware: [jwt(options)] });
  return client.get(path, { headers: { authorization: `Bearer ${token}` } });
}

async function expectRefused(options: JwtOptions, token: string) {
  const answer = await ask(options, token);
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  expect(answer.json()).toEqual({ statusCode: 401, error: 'UnauthorizedError', message: 'Unauthorized' });
}

const HS: JwtOptions = { secret: SECRET, algorithms: ['HS256'] };

describe('a valid token', () => {
  it('makes a principal of its claims', async () => {
    const claims = { sub: 'ada', roles: ['admin', 7, 'staff'], iss: 'me', nested: { a: [1] }, exp: NOW + 60, nbf: NOW - 60, iat: NOW };
    const answer = await ask(HS, await sign(claims));

    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ subject: 'ada', roles: ['admin', 'staff'], scheme: 'jwt', claims });
  });

  it.each<[string, Partial<JwtOptions>, KeyObject | Uint8Array]>([
    ['HS256', { secret: SECRET }, Buffer.from(SECRET)],
    ['HS384', { secret: Buffer.from(SECRET) }, Buffer.from(SECRET)],
    ['HS512', { secret: new Uint8Array(Buffer.from(SECRET)) }, Buffer.from(SECRET)],
    ['HS256', { keys: [createSecretKey(SECRET, 'utf8').export({ format: 'jwk' })] }, Buffer.from(SECRET)],
    ['RS256', { publicKey: rsa.publicKey.export(PEM) as string }, rsa.privateKey],
    ['RS256', { publicKey: rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string }, rsa.privateKey],
    ['RS384', { keys: [rsa.publicKey.export({ format: 'jwk' })] }, rsa.privateKey],
    ['RS512', { publicKey: rsa.publicKey.export(PEM) as string }, rsa.privateKey],
    ['PS256', { publicKey: rsa.publicKey.export(PEM) as string }, rsa.privateKey],
    ['PS512', { publicKey: rsa.publicKey.export(PEM) as string }, rsa.privateKey],
    ['ES256', { publicKey: p256.publicKey.export(PEM) as string }, p256.privateKey],
    ['ES384', { keys: [p384.publicKey.export({ format: 'jwk' })] }, p384.privateKey],
    ['ES512', { publicKey: p521.publicKey.export(PEM) as string }, p521.privateKey],
    ['EdDSA', { publicKey: ed.publicKey.export(PEM) as string }, ed.privateKey],
    ['Ed25519', { keys: [ed.publicKey.export({ format: 'jwk' })] }, ed.privateKey],
  ])('may be signed with %s', async (alg, key, privateKey) => {
    const answer = await ask({ ...key, algorithms: [alg] }, await sign({ sub: 'ada' }, privateKey, { alg }));

    expect(answer.json()).toMatchObject({ subject: 'ada' });
  });

  it.each([
    ['sub', { sub: 'ada', client_id: 'app' }, 'ada'],
    ['a number in sub', { sub: 42 }, '42'],
    ['client_id', { client_id: 'app', azp: 'other' }, 'app'],
    ['azp', { azp: 'other' }, 'other'],
    ['nothing', {}, ''],
    ['a sub that names nobody', { sub: { id: 1 } }, ''],
  ])('has its subject from %s', async (_what, claims, subject) => {
    expect((await ask(HS, await sign(claims as JWTPayload))).json()).toMatchObject({ subject });
  });

  it.each([
    ['a list of groups', { 'cognito:groups': ['staff'] }, ['staff']],
    ['roles before groups', { roles: ['a'], 'cognito:groups': ['staff'] }, ['a']],
    ['a text, which could be cut in the wrong place', { roles: 'super admin' }, []],
    ['nothing', {}, []],
  ])('has roles from %s', async (_what, claims, roles) => {
    expect((await ask(HS, await sign(claims))).json()).toMatchObject({ roles });
  });

  it('has roles from where it is told', async () => {
    const roles = (claims: Readonly<Record<string, unknown>>) => String(claims.scope).split(' ');

    expect((await ask({ ...HS, roles }, await sign({ scope: 'read write' }))).json()).toMatchObject({ roles: ['read', 'write'] });
  });

  it('keeps a claim with the name of a prototype for a claim', async () => {
    const signed = forge({ alg: 'HS256' }, '{"sub":"ada","__proto__":{"roles":["admin"]}}');

    expect((await ask(HS, signed)).json()).toMatchObject({ subject: 'ada', roles: [] });
  });
});

describe('what a token may be refused for', () => {
  it.each<[string, () => string | Promise<string>, Partial<JwtOptions>?]>([
    ['no signature at all (alg none)', () => `${encode({ alg: 'none' })}.${encode({ sub: 'ada' })}.`],
    ['no signature, in other letters', () => `${encode({ alg: 'NONE' })}.${encode({ sub: 'ada' })}.`],
    ['another secret', () => sign({ sub: 'ada' }, Buffer.from('another secret of more than 32 bytes, really'))],
    ['an algorithm that is not listed', () => sign({ sub: 'ada' }, Buffer.from(SECRET), { alg: 'HS512' })],
    ['no algorithm', () => `${encode({ typ: 'JWT' })}.${encode({ sub: 'ada' })}.eA`],
    ['an unknown extension that it calls critical', () => forge({ alg: 'HS256', crit: ['x'], x: 1 }, {})],
    ['a payload that is said to be unencoded', () => forge({ alg: 'HS256', crit: ['b64'], b64: false }, {})],
    ['its time being over', () => sign({ exp: NOW - 1 })],
    ['its time not having come', () => sign({ nbf: NOW + 60 })],
    ['a time of expiry that is a text', () => sign({ exp: String(NOW + 60) as never })],
    ['a time to start that is a text', () => sign({ nbf: String(NOW - 60) as never })],
    ['a time of issue that is a text', () => sign({ iat: '2026-01-01' as never })],
    ['a time of expiry that is null', () => sign({ exp: null as never })],
    ['another issuer', () => sign({ iss: 'https://evil.example' }), { issuer: 'https://id.example' }],
    ['no issuer', () => sign({}), { issuer: 'https://id.example' }],
    ['an issuer that only contains the right one', () => sign({ iss: 'https://id.example.evil' }), { issuer: ['https://id.example'] }],
    ['another audience', () => sign({ aud: 'other' }), { audience: 'orders' }],
    ['no audience', () => sign({}), { audience: 'orders' }],
    ['a list of other audiences', () => sign({ aud: ['a', 'b'] }), { audience: ['orders', 'stock'] }],
    ['an audience that is no text', () => sign({ aud: { orders: true } as never }), { audience: 'orders' }],
    ['claims that are no object', () => forge({ alg: 'HS256' }, '"ada"')],
    ['claims that are a list', () => forge({ alg: 'HS256' }, [])],
    ['being no token', () => 'abc'],
    ['having two parts', () => 'a.b'],
    ['having five parts, as an encrypted one', () => 'a.b.c.d.e'],
    ['a header that is no JSON', () => `${encode('{')}.${encode({})}.eA`],
    ['a header that is a list', () => `${encode([])}.${encode({})}.eA`],
  ])('%s', async (_what, make, rules = {}) => {
    await expectRefused({ ...HS, ...rules }, await make());
  });

  it('a change to any part', async () => {
    const token = await sign({ sub: 'ada', pad: 'xxxxxxxxxxxx' });
    const [header, , signature] = token.split('.') as [string, string, string];
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;

    await expectRefused(HS, `${header}.${encode({ sub: 'admin' })}.${signature}`);
    await expectRefused(HS, token.replace(signature, flipped));
    await expectRefused(HS, `${header}.${token.split('.')[1]}.`);
  });

  it('a public key taken for a secret', async () => {
    const pem = rsa.publicKey.export(PEM) as string;
    const forged = await sign({ sub: 'admin' }, Buffer.from(pem));

    await expectRefused({ publicKey: pem, algorithms: ['RS256'] }, forged);
    await expectRefused({ keys: [rsa.publicKey.export({ format: 'jwk' })], algorithms: ['RS256'] }, forged);
    const both = { keys: [rsa.publicKey.export({ format: 'jwk' }), createSecretKey(SECRET, 'utf8').export({ format: 'jwk' })] };
    await expectRefused({ ...both, algorithms: ['RS256', 'HS256'] }, forged);
  });

  it('another key of the same kind', async () => {
    await expectRefused(
      { publicKey: rsa.publicKey.export(PEM) as string, algorithms: ['RS256'] },
      await sign({}, otherRsa.privateKey, { alg: 'RS256' }),
    );
  });
});

describe('the rules', () => {
  it.each([
    ['exp', { exp: NOW - 30 }],
    ['nbf', { nbf: NOW + 30 }],
  ])('forgive clocks that differ: %s', async (_claim, claims) => {
    const token = await sign(claims);

    expect((await ask({ ...HS, clockToleranceSeconds: 90 }, token)).status).toBe(200);
    await expectRefused({ ...HS, clockToleranceSeconds: 5 }, token);
  });

  it.each<[string, Partial<JwtOptions>, JWTPayload]>([
    ['one of several issuers', { issuer: ['a', 'b'] }, { iss: 'b' }],
    ['one of several audiences', { audience: ['a', 'b'] }, { aud: ['x', 'b'] }],
    ['one audience', { audience: 'b' }, { aud: 'b' }],
    ['any issuer and audience where none is asked for', {}, { iss: 'x', aud: 'y' }],
  ])('take %s', async (_what, rules, claims) => {
    expect((await ask({ ...HS, ...rules }, await sign(claims))).status).toBe(200);
  });

  it('say in the debug log, and nowhere else, why a token was refused', async () => {
    const logger = recordingLogger();
    const client = clientOf({ controllers: [Me], middleware: [jwt({ ...HS, audience: 'orders' })], logger });
    const token = await sign({ aud: 'other-secret-audience' });

    await client.get('/me', { headers: { authorization: `Bearer ${token}` } });

    expect(logger.at('debug')[0]).toMatchObject({ message: 'A token was refused', fields: { reason: 'unexpected "aud" claim value' } });
    expect(JSON.stringify(logger.records)).not.toMatch(/other-secret-audience|eyJ/);
    expect(logger.at('error')).toEqual([]);
  });
});

describe('several keys', () => {
  const keys = [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one' },
    { ...otherRsa.publicKey.export({ format: 'jwk' }), kid: 'two', alg: 'RS256', use: 'sig', key_ops: ['verify'] },
    p256.publicKey.export({ format: 'jwk' }),
  ];
  const options: JwtOptions = { keys, algorithms: ['RS256', 'RS512', 'ES256'] };

  it.each<[string, KeyObject, Record<string, unknown>]>([
    ['the one that a token names', otherRsa.privateKey, { alg: 'RS256', kid: 'two' }],
    ['all of them when it names none', otherRsa.privateKey, { alg: 'RS256' }],
    ['the first of them when it names none', rsa.privateKey, { alg: 'RS256' }],
    ['one without a name when there is none of that name', p256.privateKey, { alg: 'ES256', kid: 'three' }],
  ])('are tried: %s', async (_which, key, header) => {
    expect((await ask(options, await sign({ sub: 'ada' }, key, header))).json()).toMatchObject({ subject: 'ada' });
  });

  it.each<[string, KeyObject, Record<string, unknown>]>([
    ['one of another name', rsa.privateKey, { alg: 'RS256', kid: 'two' }],
    ['one of an unknown name', rsa.privateKey, { alg: 'RS256', kid: 'three' }],
    ['a name that is no text', rsa.privateKey, { alg: 'RS256', kid: 1 }],
    ['one that is for another algorithm', otherRsa.privateKey, { alg: 'RS512', kid: 'two' }],
  ])('are not tried: %s', async (_which, key, header) => {
    await expectRefused(options, await sign({ sub: 'ada' }, key, header));
  });
});

describe('a cookie', () => {
  const withCookie: JwtOptions = { ...HS, cookie: 'session' };
  const get = async (headers: Record<string, string>) =>
    clientOf({ controllers: [Me], middleware: [jwt(withCookie)] }).get('/me', { headers });

  it('holds the token where no header does', async () => {
    expect((await get({ cookie: `a=b; session=${await sign({ sub: 'ada' })}` })).json()).toMatchObject({ subject: 'ada' });
  });

  it('counts less than the header', async () => {
    const cookie = `session=${await sign({ sub: 'ada' })}`;

    expect((await get({ cookie, authorization: `Bearer ${await sign({ sub: 'grace' })}` })).json()).toMatchObject({ subject: 'grace' });
    expect((await get({ cookie, authorization: 'Bearer broken' })).status).toBe(401);
    expect((await get({ cookie, authorization: 'Basic other' })).json()).toMatchObject({ subject: 'ada' });
  });

  it('is not looked at unless it was named', async () => {
    const answer = await clientOf({ controllers: [Me], middleware: [jwt(HS)] }).get('/me', {
      headers: { cookie: `session=${await sign({ sub: 'ada' })}` },
    });

    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('a public route', () => {
  it.each([
    ['a valid token', () => sign({ sub: 'ada' }), 'ada'],
    ['one that is over', () => sign({ sub: 'ada', exp: 1 }), null],
    ['nonsense', () => 'nonsense', null],
  ])('answers whoever sends %s', async (_what, make, subject) => {
    const answer = await ask(HS, await make(), '/open');

    expect([answer.status, answer.json()]).toEqual([200, { subject }]);
  });
});

describe('many tokens at once', () => {
  it('are each their own', async () => {
    const client = clientOf({ controllers: [Me], middleware: [jwt(HS)] });
    const names = Array.from({ length: 50 }, (_, at) => `user-${at}`);
    const tokens = await Promise.all(names.map((sub, at) => (at % 3 === 0 ? 'broken' : sign({ sub }))));

    const answers = await Promise.all(tokens.map((token) => client.get('/me', { headers: { authorization: `Bearer ${token}` } })));

    for (const [at, answer] of answers.entries()) {
      if (at % 3 === 0) expect(answer.status).toBe(401);
      else expect(answer.json()).toMatchObject({ subject: names[at] });
    }
  });
});

it('keys that were given are left as they were', async () => {
  const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', key_ops: ['verify'] };
  await ask({ keys: [jwk], algorithms: ['RS256'] }, await sign({}, rsa.privateKey, { alg: 'RS256' }));

  expect(Object.isFrozen(jwk)).toBe(false);
  expect(createPublicKey({ key: jwk, format: 'jwk' }).type).toBe('public');
});
