import { generateKeyPairSync } from 'node:crypto';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { basic, bearer, cognito, gatewayAuthorizer, jwt } from '../../../src/middleware/auth.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const x25519 = generateKeyPairSync('x25519');
const spki = { type: 'spki', format: 'pem' } as const;
const PEM = rsa.publicKey.export(spki) as string;
const JWK = rsa.publicKey.export({ format: 'jwk' });
const call = () => undefined;

function messagesOf(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
    for (const { fix } of error.problems) expect(fix).toMatch(/\.$/);
    return error.problems.map(({ message }) => message);
  }
  return [];
}

const of = (factory: (options: never) => unknown, options: unknown) => messagesOf(() => factory(options as never));

describe('options that are right', () => {
  it.each<[string, (options: never) => unknown, unknown[]]>([
    ['bearer', bearer, [{ verify: call }]],
    ['basic', basic, [{ verify: call }, { users: { ada: 'x' } }, { users: { ada: 'x' }, realm: 'Back office' }]],
    ['gatewayAuthorizer', gatewayAuthorizer, [undefined, {}, { roles: call }]],
    [
      'cognito',
      cognito,
      [
        { userPoolId: 'eu-central-1_AbC', clientId: 'a', tokenUse: 'access' },
        { userPoolId: 'us-gov-west-1_x9', clientId: ['a', 'b'], tokenUse: 'id' },
      ],
    ],
    [
      'jwt',
      jwt,
      [
        { secret: 'short', algorithms: ['HS256', 'HS384', 'HS512'] },
        { secret: new Uint8Array(32), algorithms: ['HS256'] },
        {
          publicKey: PEM,
          algorithms: ['RS256', 'PS512'],
          issuer: 'a',
          audience: ['b', 'c'],
          clockToleranceSeconds: 5,
          cookie: 'x',
          roles: call,
        },
        { publicKey: ec.publicKey.export(spki), algorithms: ['ES256'] },
        { publicKey: ed.publicKey.export(spki), algorithms: ['EdDSA', 'Ed25519'] },
        { keys: [JWK, ec.publicKey.export({ format: 'jwk' })], algorithms: ['RS256', 'ES256'] },
        { jwksUri: 'https://id.example.com/jwks', algorithms: ['RS256'] },
        { jwksUri: new URL('http://localhost:1/jwks'), algorithms: ['ES512'] },
      ],
    ],
  ])('of %s are taken', (_name, factory, right) => {
    for (const options of right) expect(of(factory, options)).toEqual([]);
  });
});

describe('options that are wrong', () => {
  it.each<[string, (options: never) => unknown, object, Record<string, unknown[]>]>([
    ['bearer', bearer, { verify: call }, { verify: ['x', null, {}] }],
    [
      'basic',
      basic,
      {},
      {
        verify: ['x', null],
        users: [null, [], {}, { 'a:b': 'x' }, { a: '' }, { a: undefined }, 'a'],
        realm: ['', 'a"b', 'a\\b', 'a\nb', 1],
      },
    ],
    ['gatewayAuthorizer', gatewayAuthorizer, {}, { roles: ['x', [], null] }],
    [
      'cognito',
      cognito,
      { userPoolId: 'eu-central-1_AbC', clientId: 'a', tokenUse: 'access' },
      {
        userPoolId: ['', 'AbC', 'eu-central-1', 'eu-central-1_', 'x_y/../', 'eu-central-1_a@b.example', null],
        clientId: ['', [], [1], null],
        tokenUse: ['both', '', null],
      },
    ],
    [
      'jwt',
      jwt,
      { secret: 'x', algorithms: ['HS256'] },
      {
        secret: ['', new Uint8Array(), 1, null],
        publicKey: ['', 1, null],
        jwksUri: ['', 'id.example.com', 'ftp://id.example.com', 'file:///keys', '/keys', null, 1],
        keys: [[], {}, ['x'], [null], null],
        algorithms: [[], 'HS256', ['none'], ['HS256', 'none'], ['hs256'], ['RS1'], [''], ['__proto__'], ['constructor'], null],
        issuer: ['', [], [''], 1, null],
        audience: ['', [], [1], null],
        clockToleranceSeconds: [-1, '5', 0.5, Number.NaN],
        roles: ['roles', []],
        cookie: ['', 'a b', 'a;b', 1],
      },
    ],
  ])('of %s are refused by name', (name, factory, right, wrong) => {
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) {
        const messages = of(factory, { ...right, [option]: value });
        expect(messages.some((message) => message.startsWith(`${name}() cannot take `) && message.endsWith(` as ${option}`))).toBe(true);
      }
    }
    expect(of(factory, { ...right, verfy: 1 })).toContain(`${name}() has no option "verfy"`);
    expect(of(factory, 'text')[0]).toMatch(/^\w+\(\) takes its options as an object/);
  });

  it.each<[string, (options: never) => unknown, object, string[]]>([
    ['bearer', bearer, {}, ['bearer() needs the option verify']],
    ['jwt', jwt, { secret: 'x' }, ['jwt() needs the option algorithms']],
    ['cognito', cognito, {}, ['userPoolId', 'clientId', 'tokenUse'].map((name) => `cognito() needs the option ${name}`)],
    ['basic', basic, {}, ['basic(): nobody would be let in']],
    ['basic', basic, { verify: call, users: { a: 'x' } }, ['basic(): verify and users exclude each other']],
  ])('of %s: what is missing or too much', (_name, factory, options, messages) => {
    expect(of(factory, options)).toEqual(messages);
  });

  it('say of the second argument of basic what they say of the option', () => {
    expect(messagesOf(() => basic({ users: { a: 'x' } }, ''))).toEqual(['basic() cannot take an empty text as realm']);
    expect(messagesOf(() => basic(null as never, 'x'))[0]).toMatch(/takes its options as an object/);
  });
});

describe('the keys of jwt', () => {
  it.each<[string, object, string[]]>([
    ['none', { algorithms: ['RS256'] }, ['jwt(): there is nothing to check tokens with']],
    ['two sources', { secret: 'x', publicKey: PEM, algorithms: ['RS256'] }, ['jwt(): secret and publicKey exclude each other']],
    [
      'three sources',
      { jwksUri: 'https://a.example', publicKey: PEM, keys: [JWK], algorithms: ['RS256'] },
      ['jwt(): publicKey and jwksUri and keys exclude each other'],
    ],
    [
      'a secret for public keys',
      { secret: 'x', algorithms: ['HS256', 'RS256'] },
      ['jwt(): tokens signed with RS256 cannot be checked with secret'],
    ],
    [
      'a public key for secrets',
      { publicKey: PEM, algorithms: ['HS256'] },
      ['jwt(): tokens signed with HS256 cannot be checked with publicKey'],
    ],
    [
      'published keys for secrets',
      { jwksUri: 'https://a.example', algorithms: ['RS256', 'HS512'] },
      ['jwt(): tokens signed with HS512 cannot be checked with published keys'],
    ],
    [
      'a curve of another size',
      { publicKey: ec.publicKey.export(spki), algorithms: ['ES384'] },
      ['jwt(): tokens signed with ES384 cannot be checked with publicKey'],
    ],
    [
      'keys of which none fits',
      { keys: [JWK, ec.publicKey.export({ format: 'jwk' })], algorithms: ['RS256', 'ES384', 'HS256'] },
      ['jwt(): tokens signed with ES384 cannot be checked with keys', 'jwt(): tokens signed with HS256 cannot be checked with keys'],
    ],
    [
      'a key that is for another algorithm',
      { keys: [{ ...JWK, alg: 'RS512' }], algorithms: ['RS256'] },
      ['jwt(): tokens signed with RS256 cannot be checked with keys'],
    ],
    [
      'a key for no signature',
      { publicKey: x25519.publicKey.export(spki), algorithms: ['EdDSA'] },
      ['jwt(): tokens signed with EdDSA cannot be checked with publicKey'],
    ],
    [
      'a PEM text as secret',
      { secret: PEM, algorithms: ['HS256'] },
      ['jwt(): secret is a PEM text, which is no secret: give it as publicKey'],
    ],
    [
      'a PEM text as the bytes of a secret',
      { secret: Buffer.from(`\n${PEM}`), algorithms: ['HS256'] },
      ['jwt(): secret is a PEM text, which is no secret: give it as publicKey'],
    ],
    [
      'a private key',
      { publicKey: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }), algorithms: ['RS256'] },
      ['jwt(): publicKey is a private key: give the public one, and keep the other where tokens are signed'],
    ],
    ['no PEM text', { publicKey: 'abc', algorithms: ['RS256'] }, ['jwt(): publicKey cannot be read']],
    [
      'a short key',
      { publicKey: shortRsa.publicKey.export(spki), algorithms: ['RS256'] },
      ['jwt(): publicKey is an RSA key of less than 2048 bits'],
    ],
    [
      'several faults in a list',
      {
        keys: [
          JWK,
          {},
          rsa.privateKey.export({ format: 'jwk' }),
          { ...JWK, use: 'enc' },
          { ...JWK, key_ops: ['encrypt'] },
          { kty: 'oct', k: 7 },
        ],
        algorithms: ['RS256'],
      },
      [
        'jwt(): keys[1] cannot be read',
        'jwt(): keys[2] is a private key: give the public one, and keep the other where tokens are signed',
        'jwt(): keys[3] is not for checking signatures, by its use or key_ops',
        'jwt(): keys[4] is not for checking signatures, by its use or key_ops',
        'jwt(): keys[5] cannot be read',
      ],
    ],
  ])('%s', (_what, options, messages) => {
    expect(of(jwt, options)).toEqual(messages);
  });
});
