// The decorators that say who may reach a handler, and the argument that says who it is.
import { principalArgument } from '../binding/plain-arguments.js';
import { UnauthorizedError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { RequestContext } from '../http/request-context.js';
import { prepend } from '../metadata/note-store.js';
import type { NotedMistake } from '../metadata/notes.js';
import { ACCESS, type Access } from '../shared/access.js';
import { argumentDecorator } from './arguments.js';
import { onClassOrMethod } from './pipeline.js';
import { type ClassOrMethodDecorator, noteMistake, type ParameterDecoratorOf } from './targets.js';

const BAD_ROLE: NotedMistake = {
  code: 'bad-role',
  message: '@Authorized was given a role that is not a text with something in it',
  fix: 'give the names of roles; a circular import leaves an enum or a constant undefined here',
};

const SECOND: NotedMistake = {
  code: 'contradictory-access',
  message: 'has more than one @Authorized or @Public',
  fix: "keep one of them: @Authorized('a', 'b') lets in whoever has any of the roles",
};

/**
 * Lets in whoever has any of the roles; without roles, whoever is known. Nobody known is a 401, none of the roles a 403.
 *
 * Runs as a guard, in its place among those of `@UseGuards`. What a method says counts, not what its class says.
 *
 * @example
 * \@Controller('/orders') @Authorized()
 * class OrderController {
 *   \@Delete('/:id') @Authorized('admin', 'support')
 *   remove(@Param('id') id: string) { … }
 * }
 */
export function Authorized(...roles: string[]): ClassOrMethodDecorator {
  const needed: readonly unknown[] = roles.flat();
  return setAccess('Authorized', needed as string[], needed.every(isRole) ? undefined : BAD_ROLE);
}

/**
 * Lets everybody in: authentication that covers the route refuses nobody, and whoever sends a token that is not valid is anonymous.
 *
 * What a method says counts, not what its class says.
 *
 * @example
 * \@Controller('/articles') @Authorized('author')
 * class ArticleController {
 *   \@Get('/:id') @Public()
 *   read(@Param('id') id: string, @CurrentUser() reader: Principal | undefined) { … }
 * }
 */
export function Public(): ClassOrMethodDecorator {
  return setAccess('Public', 'public');
}

/** Who is asking, as authentication has established it: a `Principal`, or `undefined` when nobody is known. */
export function CurrentUser(): ParameterDecoratorOf {
  return argumentDecorator('CurrentUser', 'principal', principalArgument);
}

function setAccess(name: string, access: Access, mistake?: NotedMistake): ClassOrMethodDecorator {
  return (target, member, descriptor) => {
    const report = (found: NotedMistake) => noteMistake(target, typeof member === 'string' ? { ...found, member } : found);
    if (mistake) report(mistake);
    const decorate = onClassOrMethod(name, (notes) => {
      notes.metadata ??= new Map();
      if (notes.metadata.has(ACCESS)) report(SECOND);
      notes.metadata.set(ACCESS, access);
      if (access !== 'public') notes.guards = prepend([authorize], notes.guards);
    });
    decorate(target, member, descriptor);
  };
}

function isRole(role: unknown): boolean {
  return typeof role === 'string' && role !== '';
}

/** Asks the route, not the decorator it came from: a class's guard stands on methods that say something else as well. */
function authorize(reqCtx: RequestContext): boolean {
  const access = reqCtx.metadata(ACCESS) as Access | undefined;
  if (access === 'public') return true;
  const { principal } = reqCtx;
  if (!principal) throw unauthorized(reqCtx);
  // Both have to be lists: a text includes parts of itself, and whatever else is there lets nobody in.
  if (!Array.isArray(access)) return false;
  const roles: unknown = principal.roles;
  return access.length === 0 || (Array.isArray(roles) && access.some((role) => roles.includes(role)));
}

/** A 401 names a way to authenticate (RFC 9110 section 15.5.2): what middleware left on the response, else the usual one. */
function unauthorized({ res }: RequestContext): UnauthorizedError {
  const challenge = res.headers.get('www-authenticate') ?? 'Bearer';
  return withoutStack(() => new UnauthorizedError(undefined, { headers: { 'www-authenticate': challenge } }));
}
