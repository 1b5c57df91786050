// Refuses what another site's page made a browser send.
import { ForbiddenError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { parseMediaType } from '../http/media-type.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext, RequestContext } from '../http/request-context.js';
import { checkOptions } from './internal/check-options.js';
import { isOrigin, normalizeOrigin } from './internal/origin.js';

/** Options of `csrf`. */
export interface CsrfOptions {
  /** Origins whose pages may send forms, or a function that decides. Default: the request's own host. */
  readonly origin?: string | readonly string[] | ((origin: string, reqCtx: RequestContext) => boolean) | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** What a form, or a script without a preflight, can send (Fetch standard, CORS-safelisted request headers). */
const FORM_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/**
 * Answers 403 to unsafe methods whose content type a form could send, or that have none, unless the browser says that they come from
 * here: an allowed `Origin`, or `Sec-Fetch-Site: same-origin`. Other content types need a preflight, which is `cors`' matter.
 *
 * Only what a browser sends along by itself needs this: cookies, basic authentication. Clients that are no browsers send neither header,
 * and a JSON body then.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example csrf({ origin: ['https://www.example.com', 'https://admin.example.com'] })
 */
export function csrf(options?: CsrfOptions): Middleware {
  const { origin } = checkOptions<CsrfOptions>('csrf', options, {
    origin: {
      expected: "an origin such as 'https://example.com' (no path, no slash at its end), a list of them, or a function",
      accepts: (value) => typeof value === 'function' || (Array.isArray(value) ? value.every(isOrigin) : isOrigin(value)),
    },
  });
  const isAllowed = compileOrigin(origin);
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    if (!SAFE.has(ctx.method) && couldBeForm(ctx.headerValue('content-type')) && !isFromHere(ctx, isAllowed)) {
      throw withoutStack(() => new ForbiddenError('The request comes from another site'));
    }
    void next();
  };
}

/** What cannot be read might be read as a form by the browser that sent it. */
function couldBeForm(contentType: string | undefined): boolean {
  const mediaType = parseMediaType(contentType);
  return mediaType === undefined || FORM_TYPES.has(mediaType.essence);
}

function isFromHere(ctx: InvocationContext, isAllowed: (origin: string, ctx: InvocationContext) => boolean): boolean {
  if (ctx.headerValue('sec-fetch-site') === 'same-origin') return true;
  const origin = ctx.headerValue('origin');
  return origin !== undefined && isAllowed(origin, ctx);
}

function compileOrigin(origin: CsrfOptions['origin']): (origin: string, ctx: InvocationContext) => boolean {
  // A promise would be truthy whatever it decides: only `true` itself lets a request pass.
  if (typeof origin === 'function') return (given, ctx) => origin(given, ctx) === true;
  if (origin === undefined) return isOwnHost;
  const allowed = new Set([origin].flat().map(normalizeOrigin));
  return (given) => allowed.has(given.toLowerCase());
}

/** A page served without encryption is another origin than the same host's encrypted one; behind a proxy that decrypts, not the reverse. */
function isOwnHost(origin: string, ctx: InvocationContext): boolean {
  const given = origin.toLowerCase();
  const own = normalizeOrigin(ctx.origin);
  return given === own || given === own.replace(/^http:/, 'https:');
}
