import {
  Authorized,
  Controller,
  CurrentUser,
  Get,
  type Middleware,
  Options,
  Post,
  type Principal,
  Public,
  ServiceUnavailableError,
  UnauthorizedError,
  UseMiddleware,
} from '../../../src/index.js';
import { basic, bearer, gatewayAuthorizer } from '../../../src/middleware/auth.js';
import { cors } from '../../../src/middleware/cors.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger } from '../support/silent-logger.js';

const ADA: Principal = { subject: 'ada', roles: ['admin'], scheme: 'bearer', claims: { team: 'engines' } };
const INVALID = 'Bearer error="invalid_token"';
const tokens = bearer({ verify: (token) => (token === 'good' ? ADA : undefined) });

@Controller('/me')
class MeController {
  @Get()
  read(@CurrentUser() user: Principal) {
    return user;
  }

  @Get('/open')
  @Public()
  open(@CurrentUser() user?: Principal) {
    return { subject: user?.subject ?? null };
  }

  @Get('/admin')
  @Authorized('admin')
  admin() {
    return 'admin';
  }

  @Options('/own')
  @Post('/own')
  own() {
    return 'own';
  }
}

const api = (...middleware: Middleware[]) => clientOf({ controllers: [MeController], middleware });
const authorization = (value: string) => ({ headers: { authorization: value } });
const encoded = (credentials: string | Buffer) => `Basic ${Buffer.from(credentials as string).toString('base64')}`;

describe('bearer', () => {
  describe.each(EVERY_SOURCE)('over $name', (source) => {
    const client = clientOf({ controllers: [MeController], middleware: [tokens] }, source);

    it('lets a valid token in, and says who it is', async () => {
      const answer = await client.get('/me', authorization('Bearer good'));

      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual(ADA);
    });

    it('refuses a request without one', async () => {
      const answer = await client.get('/me');

      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.json()).toEqual({ statusCode: 401, error: 'UnauthorizedError', message: 'Unauthorized' });
    });

    it('refuses one that is not valid', async () => {
      const answer = await client.get('/me', authorization('Bearer bad'));

      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe(INVALID);
    });
  });

  it.each(['bearer good', 'BEARER good', 'Bearer   good', 'bEaReR good '])('takes the scheme in any letter case: %s', async (header) => {
    expect((await api(tokens).get('/me', authorization(header))).status).toBe(200);
  });

  it.each([
    ['another scheme', 'Basic good', 'Bearer'],
    ['a token without its scheme', 'good', 'Bearer'],
    ['a scheme that only starts alike', 'Bearers good', 'Bearer'],
    ['a scheme without a token', 'Bearer', 'Bearer'],
    ['a scheme with blanks only', 'Bearer  ', 'Bearer'],
    ['two tokens', 'Bearer good good', INVALID],
    ['two headers', 'Bearer good, Bearer good', INVALID],
    ['a quoted token', 'Bearer "good"', INVALID],
  ])('refuses %s', async (_what, header, challenge) => {
    const answer = await api(bearer({ verify: () => ADA })).get('/me', authorization(header));

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(challenge);
  });

  it('waits for a function that takes its time', async () => {
    const slow = bearer({ verify: async (token) => (token === 'good' ? ADA : undefined) });

    expect((await api(slow).get('/me', authorization('Bearer good'))).json()).toEqual(ADA);
    expect((await api(slow).get('/me', authorization('Bearer bad'))).status).toBe(401);
  });

  it('gives the function the token and the request', async () => {
    const byPath = bearer({ verify: (token, reqCtx) => ({ ...ADA, subject: `${token} ${reqCtx.path}` }) });

    expect((await api(byPath).get('/me/open', authorization('Bearer a.b-c_d~e+f/g==')))?.json()).toEqual({
      subject: 'a.b-c_d~e+f/g== /me/open',
    });
  });

  it.each([
    ['true', true],
    ['a text', 'ada'],
    ['an object without a subject', { roles: [] }],
  ])('takes %s for the mistake that it is', async (_what, verdict) => {
    const logger = recordingLogger();
    const client = clientOf({ controllers: [MeController], middleware: [bearer({ verify: () => verdict as never })], logger });

    expect((await client.get('/me', authorization('Bearer good'))).status).toBe(500);
    expect(String(logger.at('error')[0]?.fields?.error)).toContain('{ subject, roles, scheme, claims }');
  });

  it.each([undefined, null, false])('refuses when the function gives %p', async (verdict) => {
    const refusing = bearer({ verify: () => verdict as undefined });

    expect((await api(refusing).get('/me', authorization('Bearer good'))).status).toBe(401);
  });

  it.each([
    ['throws', () => Promise.reject(new ServiceUnavailableError('no database')), 503],
    [
      'throws at once',
      () => {
        throw new ServiceUnavailableError('no database');
      },
      503,
    ],
    [
      'throws something else',
      () => {
        throw new Error('broken');
      },
      500,
    ],
  ])('answers with what the function %s', async (_how, verify, status) => {
    expect((await api(bearer({ verify })).get('/me', authorization('Bearer good'))).status).toBe(status);
  });

  it('refuses unknown paths and wrong methods as well, which would say what there is', async () => {
    expect((await api(tokens).get('/nowhere')).status).toBe(401);
    expect((await api(tokens).delete('/me')).status).toBe(401);
    expect((await api(tokens).get('/nowhere', authorization('Bearer good'))).status).toBe(404);
  });

  it('is asked before a streamed answer as well', async () => {
    const client = streamClient({ controllers: [MeController], middleware: [tokens] });

    const refused = await client.get('/me');
    expect(refused.prelude).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect((await client.get('/me', authorization('Bearer good'))).prelude.statusCode).toBe(200);
  });

  it('can cover one controller or one method', async () => {
    @Controller('/mixed')
    class Mixed {
      @Get()
      free() {
        return 'free';
      }

      @Get('/closed')
      @UseMiddleware(tokens)
      closed() {
        return 'closed';
      }
    }
    const client = clientOf({ controllers: [Mixed] });

    expect((await client.get('/mixed')).status).toBe(200);
    expect((await client.get('/mixed/closed')).status).toBe(401);
  });
});

describe('roles', () => {
  it('are asked for after authentication', async () => {
    const plain = bearer({ verify: (token) => ({ ...ADA, roles: [token] }) });

    expect((await api(plain).get('/me/admin')).status).toBe(401);
    expect((await api(plain).get('/me/admin', authorization('Bearer user'))).status).toBe(403);
    expect((await api(plain).get('/me/admin', authorization('Bearer admin'))).status).toBe(200);
  });
});

describe('a public route', () => {
  it.each([
    ['nothing', undefined, null],
    ['a valid token', 'Bearer good', 'ada'],
    ['a token that is not valid', 'Bearer bad', null],
    ['a token that cannot be one', 'Bearer "', null],
    ['another scheme', 'Basic x', null],
  ])('answers who sends %s', async (_what, header, subject) => {
    const answer = await api(tokens).get('/me/open', header === undefined ? {} : authorization(header));

    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ subject });
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  it.each([
    [
      'at once',
      () => {
        throw new ServiceUnavailableError('no database');
      },
    ],
    ['later', () => Promise.reject(new ServiceUnavailableError('no database'))],
  ])('answers when it cannot be found out who asks, and says so in the log (%s)', async (_when, verify) => {
    const logger = recordingLogger();
    const client = clientOf({ controllers: [MeController], middleware: [bearer({ verify })], logger });

    expect((await client.get('/me/open', authorization('Bearer good'))).json()).toEqual({ subject: null });
    expect(logger.at('error').map(({ message }) => message)).toEqual(['Who asks could not be established']);
  });

  it('takes a refusal that the function throws for a refusal', async () => {
    const logger = recordingLogger();
    const verify = () => Promise.reject(new UnauthorizedError('expired'));
    const client = clientOf({ controllers: [MeController], middleware: [bearer({ verify })], logger });

    expect((await client.get('/me/open', authorization('Bearer good'))).status).toBe(200);
    expect(logger.at('error')).toEqual([]);
  });

  it('fails when the function is broken', async () => {
    const broken = bearer({ verify: () => Promise.reject(new TypeError('broken')) });

    expect((await api(broken).get('/me/open', authorization('Bearer good'))).status).toBe(500);
  });
});

describe('OPTIONS', () => {
  it('passes without credentials where the framework answers it', async () => {
    const answer = await api(tokens).options('/me');

    expect(answer.status).toBe(204);
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('lets preflights reach cors, wherever that is listed', async () => {
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'GET' };
    for (const middleware of [
      [tokens, cors()],
      [cors(), tokens],
    ]) {
      const answer = await api(...middleware).options('/me', { headers });
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([204, '*']);
    }
  });

  it('asks for credentials where a handler of the app answers it', async () => {
    expect((await api(tokens).options('/me/own')).status).toBe(401);
    expect((await api(tokens).options('/me/own', authorization('Bearer good'))).status).toBe(200);
  });
});

describe('basic', () => {
  const users = { ada: 'engine', 'grace@example.com': 'a:b', jürgen: 'pässword' };

  it.each([
    ['a listed user', 'ada:engine', 'ada'],
    ['a password with a colon', 'grace@example.com:a:b', 'grace@example.com'],
    ['names and passwords beyond ASCII, in UTF-8', 'jürgen:pässword', 'jürgen'],
  ])('lets in %s', async (_who, credentials, subject) => {
    const answer = await api(basic({ users })).get('/me', authorization(encoded(credentials)));

    expect(answer.json()).toEqual({ subject, roles: [], scheme: 'basic', claims: {} });
  });

  it.each([
    ['a wrong password', encoded('ada:wrong')],
    ['an empty password', encoded('ada:')],
    ['a password with more behind it', encoded('ada:engines')],
    ['an unknown user', encoded('bob:engine')],
    ['a name of every object', encoded('constructor:engine')],
    ['credentials without a colon', encoded('ada')],
    ['Latin-1', encoded(Buffer.from('jürgen:pässword', 'latin1'))],
    ['a control character', encoded('ada:engine\n')],
    ['what is not base64', 'Basic ada:engine'],
    ['base64 of the other alphabet', `Basic ${Buffer.from('ada:engine>>>???').toString('base64url')}`],
    ['nothing', undefined],
    ['another scheme', `Bearer ${encoded('ada:engine').slice(6)}`],
  ])('refuses %s', async (_what, header) => {
    const answer = await api(basic({ users })).get('/me', header === undefined ? {} : authorization(header));

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Restricted", charset="UTF-8"');
  });

  it('takes the scheme in any letter case', async () => {
    const header = encoded('ada:engine').replace('Basic', 'bASIC');

    expect((await api(basic({ users })).get('/me', authorization(header))).status).toBe(200);
  });

  it('asks a function, with the request', async () => {
    const verify = async (user: string, password: string, { path }: { path: string }) =>
      password === 'right' ? { ...ADA, subject: `${user} at ${path}` } : undefined;

    expect((await api(basic({ verify })).get('/me', authorization(encoded('ada:right')))).json()).toMatchObject({ subject: 'ada at /me' });
    expect((await api(basic({ verify })).get('/me', authorization(encoded('ada:wrong')))).status).toBe(401);
  });

  it.each([
    ['an option', () => basic({ users, realm: 'Back office' })],
    ['a second argument', () => basic({ users }, 'Back office')],
  ])('names the realm, given as %s', async (_how, make) => {
    const answer = await api(make()).get('/me');

    expect(answer.headers['www-authenticate']).toBe('Basic realm="Back office", charset="UTF-8"');
  });
});

describe('gatewayAuthorizer', () => {
  const overGateway = (source: 'rest-api' | 'http-api' | 'function-url' | 'alb' | 'vpc-lattice', requestContext: object, options = {}) => {
    const over = EVERY_SOURCE.findLast((each) => each.source === source)!;
    const client = clientOf({ controllers: [MeController], middleware: [gatewayAuthorizer(options)] }, over);
    return client.get('/me', { event: { requestContext } });
  };

  it.each([
    [
      'a Cognito authorizer of a REST API',
      'rest-api',
      { authorizer: { claims: { sub: 'u1', 'cognito:groups': 'admin,staff', exp: 'Sat Nov 21 2026' } } },
      { subject: 'u1', scheme: 'jwt', roles: ['admin', 'staff'] },
    ],
    [
      'a Lambda authorizer of a REST API',
      'rest-api',
      { authorizer: { principalId: 'u2', sub: 'other', tenant: 't', integrationLatency: 3 } },
      { subject: 'u2', scheme: 'lambda', roles: [], claims: { principalId: 'u2', sub: 'other', tenant: 't', integrationLatency: 3 } },
    ],
    [
      'IAM in front of a REST API',
      'rest-api',
      { identity: { userArn: 'arn:aws:iam::1:user/ada', caller: 'AIDA' } },
      { subject: 'arn:aws:iam::1:user/ada', scheme: 'iam' },
    ],
    [
      'a JWT authorizer of an HTTP API',
      'http-api',
      { authorizer: { jwt: { claims: { sub: 'u3', 'cognito:groups': '[admin staff]' }, scopes: null } } },
      { subject: 'u3', scheme: 'jwt', roles: ['admin', 'staff'] },
    ],
    [
      'a Lambda authorizer of an HTTP API, by its context',
      'http-api',
      { authorizer: { lambda: { sub: 'u4', roles: ['staff', 1] } } },
      { subject: 'u4', scheme: 'lambda', roles: ['staff'] },
    ],
    [
      'a Lambda authorizer of an HTTP API, by its principal',
      'http-api',
      { authorizer: { lambda: { principalId: 'u5', sub: 'other' } } },
      { subject: 'u5', scheme: 'lambda' },
    ],
    ['a Lambda authorizer that names nobody', 'http-api', { authorizer: { lambda: { tenant: 't' } } }, { subject: '', scheme: 'lambda' }],
    [
      'IAM in front of an HTTP API',
      'http-api',
      { authorizer: { iam: { userArn: 'arn:aws:sts::1:assumed-role/r/s', accountId: '1' } } },
      { subject: 'arn:aws:sts::1:assumed-role/r/s', scheme: 'iam' },
    ],
    [
      'IAM in front of a function URL',
      'function-url',
      { authorizer: { iam: { userArn: 'arn:aws:iam::1:user/bob' } } },
      { subject: 'arn:aws:iam::1:user/bob', scheme: 'iam' },
    ],
  ] as const)('knows whom %s let in', async (_what, source, requestContext, principal) => {
    const answer = await overGateway(source, requestContext);

    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject(principal);
  });

  it.each([
    ['no authorizer of a REST API', 'rest-api', {}],
    ['an empty authorizer', 'rest-api', { authorizer: { integrationLatency: 3 } }],
    ['no authorizer of an HTTP API', 'http-api', {}],
    ['an authorizer that gave nothing', 'http-api', { authorizer: { lambda: null, jwt: null, iam: null } }],
    ['claims that are a text', 'rest-api', { authorizer: { claims: '{"sub":"u1"}' } }],
    ['claims that are a list', 'http-api', { authorizer: { jwt: { claims: ['u1'] } } }],
    ['a load balancer, which has no authorizers', 'alb', { authorizer: { claims: { sub: 'u1' } } }],
    ['VPC Lattice, which has no authorizers', 'vpc-lattice', { authorizer: { claims: { sub: 'u1' } } }],
  ] as const)('refuses requests that came through %s', async (_what, source, requestContext) => {
    const answer = await overGateway(source, requestContext);

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('takes roles from where it is told', async () => {
    const requestContext = { authorizer: { jwt: { claims: { sub: 'u1', scope: 'read write' } } } };
    const roles = (claims: Readonly<Record<string, unknown>>) => String(claims.scope).split(' ');

    expect((await overGateway('http-api', requestContext, { roles })).json()).toMatchObject({ roles: ['read', 'write'] });
  });

  it.each([
    ['a text of roles', { roles: 'admin' }],
    ['a role that is half a text', { roles: 'super admin' }],
  ])('makes no roles of %s, which could be cut in the wrong place', async (_what, claims) => {
    expect((await overGateway('http-api', { authorizer: { jwt: { claims } } })).json()).toMatchObject({ roles: [] });
  });
});
