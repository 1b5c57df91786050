// The answers that errors get when no handler of the app's takes them, and what is logged about them.
import { HttpError } from '../errors/http-error.js';
import { HttpResponse } from '../http/http-response.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import { reasonPhrase } from '../http/status.js';
import { logRequest } from './log-request.js';
import type { RequestState } from './request-state.js';

/** What goes into an error body, in either format. */
export interface ErrorBody {
  readonly statusCode: number;
  readonly error: string;
  readonly message: string;
  readonly details?: unknown;
  readonly requestId?: string;
  readonly stack?: string;
}

/** The default answer to anything thrown, which is never a failure itself. 5xx are logged as errors with all that is known, 4xx as debug. */
export function answerError(ctx: RequestState, error: unknown): HttpResponse {
  try {
    if (HttpError.is(error)) {
      const { status } = error;
      const response = errorResponse(ctx, error.toJSON() as ErrorBody, error.headers, status);
      if (status < 500) logRequest(ctx, 'debug', 'The request was refused', { status, error });
      else logFailure(ctx, error);
      return response;
    }
    logFailure(ctx, error);
  } catch (cause) {
    // Details that JSON cannot hold, a `toJSON` of the app's own that throws, a value that cannot even be looked at.
    logRequest(ctx, 'error', 'An error was thrown that cannot be answered as it is', { error: cause, thrown: error });
  }
  const { isDebug } = ctx.app.settings;
  const body: ErrorBody = { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: ctx.requestId };
  return errorResponse(ctx, isDebug ? { ...body, ...describeForDebugging(error) } : body);
}

/** An error body in the app's format. */
export function errorResponse(
  ctx: RequestState,
  body: ErrorBody,
  headers?: Readonly<Record<string, string>> | undefined,
  status: number = body.statusCode,
): HttpResponse {
  const isProblem = ctx.app.settings.errorFormat === 'problem';
  const response = HttpResponse.json(isProblem ? toProblem(body, status) : body, { status });
  if (isProblem) response.headers.set('content-type', 'application/problem+json');
  if (headers) setEach(ctx, response.headers, headers);
  return response;
}

/** Puts the headers of an error on its answer. One that cannot be sent costs a line in the log, not the answer. */
export function setEach(ctx: RequestState, headers: ResponseHeaders, given: Readonly<Record<string, string>>): ResponseHeaders {
  for (const name of Object.keys(given)) {
    try {
      headers.set(name, given[name]!);
    } catch (cause) {
      logRequest(ctx, 'error', `The header ${JSON.stringify(name)} of an error cannot be sent`, { error: cause });
    }
  }
  return headers;
}

/** RFC 9457: title and status describe the kind, detail the occurrence; the rest are extension members. */
function toProblem({ statusCode: _, error, message, ...extensions }: ErrorBody, status: number): object {
  return { type: 'about:blank', title: reasonPhrase(status), status, detail: message, error, ...extensions };
}

function describeForDebugging(error: unknown): { message: string; stack?: string; details: unknown } {
  const text = readSafely(() => (error instanceof Error ? error.message : `Thrown: ${String(error)}`)) ?? 'An error that cannot be read';
  const stack = readSafely(() => (error as Error | undefined)?.stack);
  const errorName = readSafely(() => (error as Error | undefined)?.name) ?? typeof error;
  return { message: text, ...(typeof stack === 'string' && { stack }), details: { errorName } };
}

/** Thrown values may have getters that throw. */
function readSafely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function logFailure(ctx: RequestState, error: unknown): void {
  logRequest(ctx, 'error', 'The request failed', {
    error: typeof error === 'object' && error !== null ? error : `${String(error)} was thrown`,
  });
}
