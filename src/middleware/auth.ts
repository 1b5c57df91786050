// Who asks: each of these establishes `reqCtx.principal`, and refuses whom it does not know unless the route is `@Public()`.
import { MIDDLEWARE_START, type Middleware } from '../http/middleware.js';
import type { InvocationContext, Principal, RequestContext } from '../http/request-context.js';
import { authenticate, type Verdict } from './internal/authenticate.js';
import { readAuthorizer, rolesOfAuthorizer, rolesOfClaims } from './internal/authorizer-principal.js';
import { compileUsers, users } from './internal/basic-users.js';
import { type Contradiction, checkOptions, type OptionRule } from './internal/check-options.js';
import { decodeBasic, isBearerToken, readCredentials } from './internal/credentials.js';
import { JWT_RULES, type KeyOptions, readKeySource } from './internal/jwt-options.js';
import type { KeySource } from './internal/key-source.js';
import { loadJose } from './internal/load-jose.js';
import { callback, isHeaderValue, required } from './internal/option-rules.js';
import { RemoteKeys } from './internal/remote-keys.js';
import { type Claims, compileTokenCheck, type TokenRules } from './internal/token-check.js';

export type { Claims } from './internal/token-check.js';
export type { PublishedKey } from './internal/verification-key.js';

/** Options of `bearer`. */
export interface BearerOptions {
  /** Gives who a token stands for, nothing when it is not valid. An error thrown is an error, not a refusal. */
  readonly verify: (token: string, reqCtx: RequestContext) => Verdict | PromiseLike<Verdict>;
}

/** Options of `basic`: a function, or a list. */
export interface BasicOptions {
  /** Gives who a user is, nothing when the password is wrong. Compare in constant time: `crypto.timingSafeEqual`. */
  readonly verify?: ((user: string, password: string, reqCtx: RequestContext) => Verdict | PromiseLike<Verdict>) | undefined;
  /** Passwords by user name. */
  readonly users?: Readonly<Record<string, string>> | undefined;
  /** What browsers show to whom they ask for a password. Default `Restricted`. */
  readonly realm?: string | undefined;
}

/** Options of `jwt`. Exactly one of `secret`, `publicKey`, `jwksUri` and `keys` is given. */
export interface JwtOptions extends KeyOptions, TokenRules {
  /** Roles of whom the claims are about. Default: `roles`, else `cognito:groups`, where it is a list. */
  readonly roles?: ((claims: Claims) => readonly string[]) | undefined;
  /** A cookie that holds the token where there is none in `Authorization`. Use `csrf` with it. */
  readonly cookie?: string | undefined;
}

/** Options of `cognito`. */
export interface CognitoOptions {
  /** Such as `eu-central-1_AbCdEfGhI`. */
  readonly userPoolId: string;
  /** The app clients that tokens may be made for. */
  readonly clientId: string | readonly string[];
  readonly tokenUse: 'access' | 'id';
}

/** Options of `gatewayAuthorizer`. */
export interface GatewayAuthorizerOptions {
  /** Roles of whom the claims, or the context of a Lambda authorizer, are about. Default: `cognito:groups`, or `roles` where it is a list. */
  readonly roles?: ((claims: Claims) => readonly string[]) | undefined;
}

const REFUSED = 'Bearer error="invalid_token"';

/**
 * Takes the token of `Authorization: Bearer …` to a function of yours.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example bearer({ verify: async (token) => sessions.find(token) })
 */
export function bearer(options: BearerOptions): Middleware {
  const { verify } = checkOptions<BearerOptions>('bearer', options, { verify: required(callback) });
  return authenticate({
    challenge: 'Bearer',
    refusal: REFUSED,
    read: readBearer,
    verify: (token, ctx) => (isBearerToken(token) ? verify(token, ctx) : undefined),
  });
}

/**
 * Takes user and password of `Authorization: Basic …` to a function of yours, or compares them with a list.
 *
 * @param realm another place for the option of the same name
 * @throws {ConfigurationError} for wrong options.
 * @example basic({ users: { admin: process.env.ADMIN_PASSWORD } }, 'Back office')
 */
export function basic(options: BasicOptions, realm?: string): Middleware {
  const given = checkOptions<BasicOptions>(
    'basic',
    realm === undefined || typeof options !== 'object' || options === null ? options : { ...options, realm },
    { verify: callback, users, realm: { expected: 'a text that may stand in a header, without quotes', accepts: isRealm } },
    findBasicContradictions,
  );
  const verify = given.users ? compileUsers(given.users) : (given.verify as NonNullable<BasicOptions['verify']>);
  return authenticate({
    // RFC 7617 section 2: the realm is required, and the only charset there is says which one is meant.
    challenge: `Basic realm="${given.realm ?? 'Restricted'}", charset="UTF-8"`,
    read: (ctx) => readCredentials(ctx.headerValue('authorization'), 'basic'),
    verify: (credentials, ctx) => {
      const decoded = decodeBasic(credentials);
      return decoded && verify(decoded[0], decoded[1], ctx);
    },
  });
}

function* findBasicContradictions({ verify, users: listed }: BasicOptions): Iterable<Contradiction> {
  if ((verify === undefined) === (listed === undefined)) {
    yield { message: verify ? 'verify and users exclude each other' : 'nobody would be let in', fix: 'Give it either verify or users.' };
  }
}

function isRealm(value: unknown): boolean {
  return isHeaderValue(value) && !/["\\]/.test(value);
}

/**
 * Takes JSON Web Tokens that are signed with one of your keys, or published ones. Needs the package `jose`, which is loaded when an app
 * starts; published keys are fetched then, and start-up waits for them no longer than a second.
 *
 * Tokens of `exp` or `nbf` out of time, of another issuer or audience than given, and with an algorithm that is not listed are refused. The
 * principal's subject is `sub`, else `client_id` or `azp`.
 *
 * @throws {ConfigurationError} for wrong options, and for algorithms that do not fit the key.
 * @example
 * jwt({ jwksUri: 'https://id.example.com/jwks.json', algorithms: ['RS256'], issuer: 'https://id.example.com/', audience: 'orders' })
 */
export function jwt(options: JwtOptions): Middleware {
  let source: KeySource | undefined;
  const { roles = rolesOfClaims, cookie } = checkOptions<JwtOptions>('jwt', options, JWT_RULES, (given) => {
    const mistakes: Contradiction[] = [];
    source = readKeySource(given, mistakes);
    return mistakes;
  });
  return checkTokens(source as KeySource, options, cookie, (claims) => principalOf('jwt', claims, roles));
}

/**
 * Takes the tokens of an Amazon Cognito user pool; a `jwt` that knows where its keys are and what its tokens look like. Roles are the
 * user's groups.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example cognito({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: '1example23456789', tokenUse: 'access' })
 */
export function cognito(options: CognitoOptions): Middleware {
  const { userPoolId, clientId, tokenUse } = checkOptions<CognitoOptions>('cognito', options, {
    userPoolId: required(USER_POOL),
    clientId: required(JWT_RULES.audience),
    tokenUse: required({ expected: "'access' or 'id'", accepts: (value) => value === 'access' || value === 'id' }),
  });
  const clients: readonly unknown[] = [clientId].flat();
  const region = userPoolId.slice(0, userPoolId.indexOf('_'));
  const issuer = `https://cognito-idp.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${userPoolId}`;
  return checkTokens(new RemoteKeys(`${issuer}/.well-known/jwks.json`), { algorithms: ['RS256'], issuer }, undefined, (claims) => {
    // Access tokens have no audience: the client is a claim of its own.
    const client = tokenUse === 'access' ? claims.client_id : claims.aud;
    return claims.token_use === tokenUse && clients.includes(client) ? principalOf('cognito', claims, rolesOfClaims) : undefined;
  });
}

const USER_POOL: OptionRule = {
  expected: "the id of a user pool, such as 'eu-central-1_AbCdEfGhI'",
  accepts: (value) => typeof value === 'string' && /^[a-z]+(?:-[a-z]+)+-\d+_[A-Za-z\d]+$/.test(value),
};

/**
 * Takes whom an authorizer of API Gateway, or the IAM authentication of API Gateway and function URLs, has let in. Requests that no
 * authorizer has seen are refused.
 *
 * The subject is `sub` of a token's claims, `principalId` of a Lambda authorizer or else `sub` of its context, or the ARN of a caller.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example gatewayAuthorizer({ roles: (claims) => String(claims.scope ?? '').split(' ') })
 */
export function gatewayAuthorizer(options?: GatewayAuthorizerOptions): Middleware {
  const { roles = rolesOfAuthorizer } = checkOptions<GatewayAuthorizerOptions>('gatewayAuthorizer', options, { roles: callback });
  return authenticate({ challenge: 'Bearer', read: (ctx) => readAuthorizer(ctx, roles), verify: (known) => known });
}

function checkTokens(
  source: KeySource,
  rules: TokenRules,
  cookie: string | undefined,
  identify: (claims: Claims) => Principal | undefined,
): Middleware {
  const check = compileTokenCheck(source, rules);
  const middleware = authenticate({
    challenge: 'Bearer',
    refusal: REFUSED,
    read: (ctx) => readBearer(ctx) ?? (cookie === undefined ? undefined : ctx.cookies.get(cookie)),
    verify: (token, ctx) => check(token, ctx).then((claims) => claims && identify(claims)),
  });
  const start = () => Promise.all([loadJose(), source.start?.()]);
  return Object.assign(middleware, { [MIDDLEWARE_START]: start });
}

function readBearer(ctx: InvocationContext): string | undefined {
  return readCredentials(ctx.headerValue('authorization'), 'bearer');
}

function principalOf(scheme: string, claims: Claims, rolesOf: (claims: Claims) => readonly string[]): Principal {
  const subject = claims.sub ?? claims.client_id ?? claims.azp;
  const isNamed = typeof subject === 'string' || typeof subject === 'number';
  return { subject: isNamed ? String(subject) : '', roles: rolesOf(claims), scheme, claims };
}
