// One log line for each request, written when its answer is final.
import type { HttpResponse } from '../http/http-response.js';
import type { SourceName } from '../http/http-source.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext, RequestContext } from '../http/request-context.js';
import { isBodilessStatus } from '../http/status.js';
import type { Logger, LoggerLike } from '../logging/logger.js';
import { safeLog } from '../logging/safe-log.js';
import { isSecretKey } from '../logging/secret-key.js';
import { checkOptions } from './internal/check-options.js';
import { callback, tokens, withMethods } from './internal/option-rules.js';
import { startStopwatch } from './internal/stopwatch.js';

/** Options of `accessLog`. */
export interface AccessLogOptions {
  /** Takes the lines. Default: the app's logger. */
  readonly logger?: Pick<LoggerLike, 'info'> | undefined;
  /** Fields and request headers whose values are replaced by `[redacted]`. Those of credentials and cookies always are. */
  readonly redact?: readonly string[] | undefined;
  /** Request headers that are logged too, as the field `requestHeaders`. Default none. */
  readonly requestHeaders?: readonly string[] | undefined;
  /** Asked when the answer is final; `true` writes no line. */
  readonly skip?: ((reqCtx: RequestContext) => boolean) | undefined;
}

/** The fields of an access log line. */
export interface AccessLogFields {
  readonly method: string;
  /** The route's pattern; `null` when none matched. */
  readonly route: string | null;
  /** Without the query, which may hold anything. */
  readonly path: string;
  readonly status: number;
  /** From the middleware to the final answer, with fractions. Streaming the body comes after it. */
  readonly durationMs: number;
  readonly requestId: string;
  /** Whether this is the first request of the environment. */
  readonly coldStart: boolean;
  readonly source: SourceName;
  /** Bytes of the body as it is sent, before any base64; 0 without a body, `undefined` for one that is streamed. */
  readonly responseBytes: number | undefined;
  readonly userAgent: string | undefined;
  readonly clientIp: string | undefined;
}

const REDACTED = '[redacted]';
const WARM = Symbol('lambent.access-log.warm');

/**
 * Writes one `info` line `request` for each request, whatever became of it: errors, unknown paths and timeouts too. List it first, so
 * that it sees what everything else did to the answer.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example createApp({ middleware: [accessLog({ skip: (reqCtx) => reqCtx.path === '/health' })], controllers });
 */
export function accessLog(options?: AccessLogOptions): Middleware {
  const {
    logger,
    redact = [],
    requestHeaders = [],
    skip,
  } = checkOptions<AccessLogOptions>('accessLog', options, {
    logger: withMethods('a logger', ['info']),
    redact: tokens('names of fields and headers'),
    requestHeaders: tokens('names of headers'),
    skip: callback,
  });
  const hidden = new Set(redact.map(plainName));
  const headers = requestHeaders.map((name) => name.toLowerCase());
  return ({ reqCtx, next }) => {
    const elapsed = startStopwatch();
    const ctx = reqCtx as InvocationContext;
    const coldStart = !ctx.shared.has(WARM);
    if (coldStart) ctx.shared.set(WARM, true);
    ctx.onResponse((response) => {
      if (skip?.(reqCtx) === true) return;
      const fields: Record<string, unknown> = { ...readFields(ctx, response, elapsed(), coldStart) };
      if (hidden.size > 0) for (const name of Object.keys(fields)) if (hidden.has(plainName(name))) fields[name] = REDACTED;
      if (headers.length > 0) fields.requestHeaders = readHeaders(ctx, headers, hidden);
      safeLog((logger ?? ctx.logger) as Logger, 'info', 'request', fields);
    });
    void next();
  };
}

function readFields(ctx: InvocationContext, response: HttpResponse, durationMs: number, coldStart: boolean): AccessLogFields {
  return {
    method: ctx.method,
    route: ctx.route,
    path: ctx.path,
    status: response.status,
    durationMs,
    requestId: ctx.requestId,
    coldStart,
    source: ctx.source,
    responseBytes: countBytes(ctx, response),
    userAgent: ctx.headerValue('user-agent'),
    clientIp: ctx.clientIp,
  };
}

function countBytes(ctx: InvocationContext, response: HttpResponse): number | undefined {
  const { content } = response;
  if (content === null || ctx.method === 'HEAD' || isBodilessStatus(response.status)) return 0;
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.byteLength : undefined;
}

function readHeaders(ctx: InvocationContext, names: readonly string[], hidden: ReadonlySet<string>): Record<string, string | undefined> {
  return Object.fromEntries(
    names.map((name) => {
      const value = ctx.headerValue(name);
      return [name, value !== undefined && (hidden.has(plainName(name)) || isSecretKey(name)) ? REDACTED : value];
    }),
  );
}

/** `user-agent`, `User-Agent` and `userAgent` are one name. */
function plainName(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}
