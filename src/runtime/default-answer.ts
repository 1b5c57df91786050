// The framework's own answers where no handler of the app's is: 404, 405, the implied OPTIONS, and the redirect of a trailing slash.

import type { HttpError } from '../errors/http-error.js';
import { MethodNotAllowedError, NotFoundError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { HttpResponse } from '../http/http-response.js';
import { type ErrorBody, errorResponse } from './error-answer.js';
import type { RequestState } from './request-state.js';

/** What answers before any method of the app's is asked; `undefined` when one may be asked. */
export function impliedAnswer(ctx: RequestState): HttpResponse | undefined {
  const { match, method, allow } = ctx;
  if (match.kind === 'redirect') return redirectAnswer(ctx, match.path);
  // RFC 9110 section 9.3.7: OPTIONS of a resource says what it allows; `OPTIONS *` asks about the server as a whole.
  if (method !== 'OPTIONS') return undefined;
  if (allow) return new HttpResponse(null, { status: 204, headers: { allow: allow.join(', ') } });
  return ctx.path === '*' || ctx.path === '/*' ? new HttpResponse(null, { status: 204 }) : undefined;
}

/** The default 404 or 405, as data. */
export function fallbackBody(ctx: RequestState): ErrorBody {
  return ctx.allow
    ? { statusCode: 405, error: 'MethodNotAllowedError', message: wrongMethodMessage(ctx) }
    : { statusCode: 404, error: 'NotFoundError', message: notFoundMessage(ctx) };
}

/** The default 404 or 405, as a response. */
export function fallbackResponse(ctx: RequestState, body: ErrorBody): HttpResponse {
  return errorResponse(ctx, body, ctx.allow && { allow: ctx.allow.join(', ') });
}

/** The error that `@NotFound` and `@MethodNotAllowed` methods get. */
export function fallbackError(ctx: RequestState): HttpError {
  const { allow } = ctx;
  if (!allow) return withoutStack(() => new NotFoundError(notFoundMessage(ctx)));
  return withoutStack(() => new MethodNotAllowedError(wrongMethodMessage(ctx), { headers: { allow: allow.join(', ') } }));
}

/** To the same address without the slash at its end. */
function redirectAnswer({ eventSource, event, app }: RequestState, path: string): HttpResponse {
  const query = eventSource.readQuery(event);
  const target = eventSource.hidesPrefix?.(event) ? climb(path) : `${app.settings.basePath}${path}`;
  return new HttpResponse(null, { status: 308, headers: { location: query ? `${target}?${query}` : target } });
}

/**
 * A path relative to the address that has it at its end, with a slash behind it: whatever stands in front of it there stays
 * (RFC 3986 section 5.2.4), also where a CDN has put it.
 *
 * All of the path, not its last segment only: where a gateway has decoded a `%2F` the address has fewer segments, and too many steps up lead
 * out of the app, never to another of its resources.
 *
 * @example climb('/users/7') // '../../users/7'
 */
function climb(path: string): string {
  return `${'../'.repeat(path.split('/').length - 1)}${path.slice(1)}`;
}

function notFoundMessage(ctx: RequestState): string {
  return `No route for ${ctx.method} ${shorten(ctx.path)}`;
}

function wrongMethodMessage(ctx: RequestState): string {
  return `${ctx.method} is not allowed for ${shorten(ctx.path)}`;
}

/** Paths come from clients and may be long; an error body need not be. */
function shorten(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}
