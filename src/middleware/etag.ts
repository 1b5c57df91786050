// Conditional requests: not sending what the client has (`etag`), not overwriting what it has not seen (`requireMatch`).
import { HttpError } from '../errors/http-error.js';
import { PreconditionFailedError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { HttpResponse } from '../http/http-response.js';
import type { Middleware } from '../http/middleware.js';
import { releaseContent } from '../http/release-content.js';
import type { InvocationContext, RequestContext } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { checkOptions } from './internal/check-options.js';
import { hasEntityTag, isEntityTag } from './internal/entity-tags.js';
import { flag } from './internal/option-rules.js';

/** Options of `etag`. */
export interface EtagOptions {
  /** Whether tags are weak: for answers that mean the same without being the same bytes. Default `false`. */
  readonly weak?: boolean | undefined;
}

/** Options of `requireMatch`. */
export interface RequireMatchOptions {
  /** Whether a request without `If-Match` is refused with 428. Default `false`. */
  readonly required?: boolean | undefined;
}

/** What describes a body that a 304 does not have (RFC 9110 section 15.4.5). */
const BODY_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-disposition',
  'content-range',
  'content-digest',
  'repr-digest',
  'last-modified',
  'accept-ranges',
];

/**
 * Gives successful answers to GET and HEAD an `ETag` of their bytes, and answers 304 to clients that have them already.
 *
 * A handler's own `ETag` is used as it is, and saves the hashing. Bodies that are streamed get none. `If-Modified-Since` counts where the
 * handler sets `Last-Modified` and there is no `If-None-Match`.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example createApp({ middleware: [compress(), etag()], controllers });
 */
export function etag(options?: EtagOptions): Middleware {
  const { weak = false } = checkOptions<EtagOptions>('etag', options, { weak: flag });
  // At start-up, where its 4 ms do not keep a request waiting: nearly every GET needs it.
  const { hash } = process.getBuiltinModule('node:crypto');
  const tagOf = (content: string | Uint8Array) => `${weak ? 'W/' : ''}"${hash('sha256', content, 'base64url').slice(0, 27)}"`;
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    if (ctx.method === 'GET' || ctx.method === 'HEAD') {
      ctx.onResponse((response) => {
        if (!response.ok || response.status === 206) return undefined;
        const { headers, content } = response;
        const isEmptyHead = ctx.method === 'HEAD' && (content === null || content === '');
        if (!headers.has('etag') && !response.isStream && content !== null && !isEmptyHead) {
          headers.set('etag', tagOf(content as string | Uint8Array));
        }
        return isUnchanged(ctx, headers) ? notModified(ctx, response) : undefined;
      });
    }
    void next();
  };
}

/** `If-None-Match` is compared weakly, and keeps `If-Modified-Since` from counting (RFC 9110 section 13.2.2). */
function isUnchanged(ctx: InvocationContext, headers: ResponseHeaders): boolean {
  const known = ctx.headerValue('if-none-match');
  if (known !== undefined) {
    const tag = headers.get('etag');
    return tag !== null && hasEntityTag(known, tag, false);
  }
  const modified = headers.get('last-modified');
  const since = modified === null ? undefined : ctx.headerValue('if-modified-since');
  // A date that cannot be read is NaN, which is not before anything.
  return since !== undefined && readDate(modified as string) <= readDate(since);
}

/** Milliseconds of an HTTP date (RFC 9110 section 5.6.7), which are always GMT; NaN for anything else. */
function readDate(text: string): number {
  return text.length < 40 && text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
}

function notModified(ctx: InvocationContext, response: HttpResponse): HttpResponse {
  releaseContent(response.content);
  const answer = new HttpResponse(null, { status: 304, headers: response.headers });
  const { headers } = answer;
  for (const name of BODY_HEADERS) headers.delete(name);
  // A client that knows the weak form, because the body was compressed on its way, would find nothing by the strong one (RFC 9111 4.3.4).
  const tag = headers.get('etag');
  const known = ctx.headerValue('if-none-match');
  if (tag?.startsWith('"') && known !== undefined && !hasEntityTag(known, tag, true)) headers.set('etag', `W/${tag}`);
  return answer;
}

/**
 * Makes sure that a client changes what it has seen: call it before acting, with the tag of what is there now.
 *
 * Compares strongly, so a weak tag never matches (RFC 9110 section 13.1.1).
 *
 * @param currentTag with its quotes, or just what is between them; `undefined` when there is nothing yet
 * @throws {ConfigurationError} for wrong options.
 * @throws {PreconditionFailedError} when `If-Match` does not hold.
 * @throws {HttpError} 428 when it is required and absent.
 * @example
 * @Put('/:id')
 * async replace(@Param('id') id: string, @Body() draft: TodoDraft, @Ctx() reqCtx: RequestContext) {
 *   const todo = await this.store.read(id);
 *   requireMatch(reqCtx, `"${todo.version}"`, { required: true });
 *   return this.store.replace(id, draft);
 * }
 */
export function requireMatch(reqCtx: RequestContext, currentTag: string | null | undefined, options?: RequireMatchOptions): void {
  const { required = false } = options === undefined ? {} : checkOptions<RequireMatchOptions>('requireMatch', options, { required: flag });
  const list = (reqCtx as InvocationContext).headerValue('if-match');
  if (list === undefined) {
    if (!required) return;
    throw withoutStack(() => new HttpError(428, 'This request must say in If-Match which version it is for'));
  }
  if (typeof currentTag !== 'string' || !hasEntityTag(list, isEntityTag(currentTag) ? currentTag : `"${currentTag}"`, true)) {
    throw withoutStack(() => new PreconditionFailedError('What this request is for has changed in the meantime'));
  }
}
