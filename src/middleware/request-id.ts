// One id for a request, from whoever asked to every log line and back.
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import { checkOptions } from './internal/check-options.js';
import { callback, count, flag, headerName } from './internal/option-rules.js';

/** Options of `requestId`. */
export interface RequestIdOptions {
  /** The header that carries the id, both ways. Default `x-request-id`. */
  readonly headerName?: string | undefined;
  /** Makes an id where none came in. Default: the id the platform gave this request, so that its own logs can be found by it. */
  readonly generate?: (() => string) | undefined;
  /** Whether an id that came in is taken. Default `true`. */
  readonly trustIncoming?: boolean | undefined;
  /** Longest id that is taken, in characters. Default 128. */
  readonly maxLength?: number | undefined;
}

const LEGAL = /^[\w.:\-=+/]+$/;

/**
 * Takes the id that came in with the request, if it consists of `[\w.:\-=+/]`, else one of its own; it is `reqCtx.requestId`, the
 * `requestId` of every log line, and a header of the answer.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example createApp({ middleware: [requestId({ headerName: 'x-correlation-id' })], controllers });
 */
export function requestId(options?: RequestIdOptions): Middleware {
  const given = checkOptions<RequestIdOptions>('requestId', options, {
    headerName,
    generate: callback,
    trustIncoming: flag,
    maxLength: count('characters', 1),
  });
  const { generate, trustIncoming = true, maxLength = 128 } = given;
  const name = (given.headerName ?? 'x-request-id').toLowerCase();
  const isLegal = (id: unknown): id is string => typeof id === 'string' && id.length <= maxLength && LEGAL.test(id);
  return ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    const incoming = trustIncoming ? ctx.headerValue(name) : undefined;
    if (isLegal(incoming)) ctx.requestId = incoming;
    else ctx.requestId = ownId(generate, ctx, isLegal);
    ctx.onResponse((response) => response.headers.set(name, ctx.requestId));
    void next();
  };
}

/** The first that may stand in the header; the platform's own may have characters that it may not (`x-amzn-trace-id`). */
function ownId(generate: (() => string) | undefined, ctx: InvocationContext, isLegal: (id: unknown) => id is string): string {
  const generated = generate?.();
  if (isLegal(generated)) return generated;
  if (isLegal(ctx.requestId)) return ctx.requestId;
  return isLegal(ctx.context?.awsRequestId) ? ctx.context.awsRequestId : randomId();
}

/** Only where the platform gave none, which is outside of Lambda: loading node:crypto takes milliseconds that other apps keep. */
function randomId(): string {
  return process.getBuiltinModule('node:crypto').randomUUID();
}
