// Who asks, as the authorizer of the gateway has found out: what it left in the event.
import type { InvocationContext, Principal } from '../../http/request-context.js';
import type { Claims } from './token-check.js';

/** Roles from what an authorizer knows. */
export type RolesOf = (claims: Claims) => readonly string[];

interface AuthorizedEvent {
  readonly requestContext?: { readonly authorizer?: unknown; readonly identity?: { readonly userArn?: unknown } | null } | null;
}

/** The sources that have authorizers. Others leave `requestContext` to whoever sends the event. */
const GATEWAYS: ReadonlySet<string> = new Set(['rest-api', 'http-api', 'function-url']);

/** Who asks; `undefined` where no authorizer has let the request in. */
export function readAuthorizer(ctx: InvocationContext, rolesOf: RolesOf): Principal | undefined {
  if (!GATEWAYS.has(ctx.source)) return undefined;
  const { authorizer, identity } = (ctx.event as AuthorizedEvent).requestContext ?? {};
  const known = recordOf(authorizer) ?? {};
  // Payload 1.0 has the claims themselves, payload 2.0 names the kind of authorizer.
  const claims = recordOf(recordOf(known.jwt)?.claims) ?? recordOf(known.claims);
  if (claims) return principal('jwt', textOf(claims.sub), claims, rolesOf);
  const iam = recordOf(known.iam);
  if (iam) return principal('iam', textOf(iam.userArn), iam, rolesOf);
  const context = recordOf(known.lambda) ?? (known.principalId === undefined && known.sub === undefined ? undefined : known);
  if (context) return principal('lambda', textOf(context.principalId) || textOf(context.sub), context, rolesOf);
  const arn = textOf(identity?.userArn);
  return arn === '' ? undefined : principal('iam', arn, recordOf(identity) as Claims, rolesOf);
}

/**
 * Groups of a Cognito user, and `roles` where that is a list. Gateways flatten lists: REST APIs to `a,b`, HTTP APIs to `[a b]`.
 */
export function rolesOfAuthorizer(claims: Claims): string[] {
  const groups = claims['cognito:groups'];
  return typeof groups === 'string' ? groups.split(/[[\],\s]+/).filter((group) => group !== '') : rolesOfClaims(claims);
}

/** `roles`, else the groups of a Cognito user: only where they are lists, since a text could be cut in the wrong places. */
export function rolesOfClaims(claims: Claims): string[] {
  const roles = claims.roles ?? claims['cognito:groups'];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}

function principal(scheme: string, subject: string, claims: Claims, rolesOf: RolesOf): Principal {
  return { subject, roles: rolesOf(claims), scheme, claims };
}

function recordOf(value: unknown): Claims | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
