// The part that all authentication has in common: who asks is established, or refused unless the route is for everybody.
import { HttpError } from '../../errors/http-error.js';
import { UnauthorizedError } from '../../errors/http-errors.js';
import { withoutStack } from '../../errors/without-stack.js';
import type { Middleware } from '../../http/middleware.js';
import type { InvocationContext, Principal } from '../../http/request-context.js';
import { safeLog } from '../../logging/safe-log.js';
import { ACCESS } from '../../shared/access.js';
import { isThenable } from '../../shared/thenable.js';
import { answerOrGoOn } from './go-on.js';

/** Who asks; nothing when the credentials are not valid. */
export type Verdict = Principal | null | undefined;

/** One way to establish who asks. */
export interface Authentication<Credentials> {
  /** `WWW-Authenticate` for a request without credentials. */
  readonly challenge: string;
  /** The same for credentials that are not valid. Default: the challenge. */
  readonly refusal?: string;
  /** What was sent; `undefined` for nothing. */
  read(ctx: InvocationContext): Credentials | undefined;
  /** May throw, and reject, when that cannot be found out. */
  verify(credentials: Credentials, ctx: InvocationContext): Verdict | PromiseLike<Verdict>;
}

/** Middleware that sets `reqCtx.principal`. The framework's own answers to OPTIONS pass: preflights carry no credentials. */
export function authenticate<Credentials>({ challenge, refusal = challenge, read, verify }: Authentication<Credentials>): Middleware {
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    if (ctx.isImpliedOptions) return void next();
    const credentials = read(ctx);
    const verdict = credentials === undefined ? undefined : ask(credentials, ctx, verify);
    return answerOrGoOn(verdict, next, (principal) => {
      if (principal) ctx.principal = demandPrincipal(principal);
      else if (!isPublic(ctx)) throw unauthorized(credentials === undefined ? challenge : refusal);
      return undefined;
    });
  };
}

/** Where everybody may enter, not knowing who asks is no reason to keep anybody out. */
function ask<Credentials>(
  credentials: Credentials,
  ctx: InvocationContext,
  verify: Authentication<Credentials>['verify'],
): Verdict | PromiseLike<Verdict> {
  if (!isPublic(ctx)) return verify(credentials, ctx);
  const forgive = (error: unknown): undefined => {
    if (!HttpError.is(error)) throw error;
    if (error.status >= 500) safeLog(ctx.logger, 'error', 'Who asks could not be established', { error });
  };
  try {
    const verdict = verify(credentials, ctx);
    return isThenable(verdict) ? (verdict as PromiseLike<Verdict>).then((settled) => settled, forgive) : verdict;
  } catch (error) {
    return forgive(error);
  }
}

function isPublic(ctx: InvocationContext): boolean {
  return ctx.metadata(ACCESS) === 'public';
}

/** A `true` would be somebody without a name: it has to be a mistake. */
function demandPrincipal(verdict: Principal): Principal {
  if (typeof verdict === 'object' && typeof verdict.subject === 'string') return verdict;
  throw new TypeError(
    'verify() of an authentication gives { subject, roles, scheme, claims }, or undefined for credentials that are not valid.',
  );
}

function unauthorized(challenge: string): UnauthorizedError {
  return withoutStack(() => new UnauthorizedError(undefined, { headers: { 'www-authenticate': challenge } }));
}
