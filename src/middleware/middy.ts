// Middleware that was written for Middy: hooks before and after, on the event and the result of a Lambda function.
import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.js';
import { HttpError } from '../errors/http-error.js';
import type { Middleware } from '../http/middleware.js';
import type { InvocationContext } from '../http/request-context.js';
import { fromGatewayResult, type GatewayResult, toGatewayResult } from './internal/gateway-result.js';

/** What a hook is called with, and changes. */
export interface MiddyRequest {
  event: unknown;
  context: unknown;
  /** `undefined` until there is one. */
  response: unknown;
  error: unknown;
  /** Set, to anything, by a hook that answers by itself. */
  earlyResponse?: unknown;
  readonly internal: Record<string, unknown>;
}

/** A middleware for Middy: at least one of the three. */
export interface MiddyMiddleware {
  readonly before?: ((request: never) => unknown) | undefined;
  readonly after?: ((request: never) => unknown) | undefined;
  readonly onError?: ((request: never) => unknown) | undefined;
}

type Hook = (request: MiddyRequest) => unknown;

const HOOKS = ['before', 'after', 'onError'] as const;

/**
 * Runs middleware of the Middy ecosystem: `before` from the first to the last, `after` and `onError` from the last to the first. A hook that
 * returns something answers with it.
 *
 * They see the event itself and the same Lambda context as everybody, and the response as a gateway result with header names in lower case;
 * what they change in it is changed. What they do to the body of the event is for `reqCtx.event` only: arguments are bound from what was
 * sent. An event that is put in the place of the event is for later hooks only. Errors with a `statusCode` that are meant to be exposed are
 * answered like an `HttpError`. `onError` sees errors of handlers, guards and inner middleware; an unknown path is no error.
 *
 * @throws {ConfigurationError} for what is no such middleware.
 * @example createApp({ middleware: [middy(inputOutputLogger(), httpSecurityHeaders())], controllers });
 */
export function middy(...middyMiddlewares: (MiddyMiddleware | readonly MiddyMiddleware[])[]): Middleware {
  const given = middyMiddlewares.flat() as MiddyMiddleware[];
  const problems = given.flatMap(findProblem);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const hooksOf = (name: (typeof HOOKS)[number]) =>
    given.map((each) => each[name] as Hook | undefined).filter((hook) => hook !== undefined);
  const before = hooksOf('before');
  const after = hooksOf('after').reverse();
  const onError = hooksOf('onError').reverse();
  return async ({ reqCtx, next }) => {
    const ctx = reqCtx as InvocationContext;
    // Taken before somebody puts something else into the event.
    void ctx.body;
    const request = requestOf(ctx);
    try {
      if (await runHooks(before, request)) return fromGatewayResult(request.response);
      await next();
      return after.length > 0 ? await runAfter(after, request, ctx) : undefined;
    } catch (error) {
      Object.assign(request, { response: undefined, error });
      delete request.earlyResponse;
      await runHooks(onError, request).catch((thrown: unknown) => {
        throw exposed(thrown);
      });
      if (request.response === undefined) throw exposed(request.error);
      return fromGatewayResult(request.response);
    }
  };
}

function requestOf({ event, context }: InvocationContext): MiddyRequest {
  return { event, context, response: undefined, error: undefined, internal: Object.create(null) as Record<string, unknown> };
}

async function runAfter(after: readonly Hook[], request: MiddyRequest, ctx: InvocationContext): Promise<unknown> {
  // Sent as a whole, so that hooks may have it as a whole.
  if (!ctx.isStreamed && ctx.res.isStream) await ctx.res.bytes();
  const { content } = ctx.res;
  const result: GatewayResult = toGatewayResult(ctx.res);
  const { body } = result;
  request.response = result;
  await runHooks(after, request);
  return fromGatewayResult(request.response, { body, content });
}

/** Runs hooks until one answers; tells whether one did. */
async function runHooks(hooks: readonly Hook[], request: MiddyRequest): Promise<boolean> {
  for (const hook of hooks) {
    const returned = await hook(request);
    if (returned !== undefined) request.earlyResponse = returned;
    if ('earlyResponse' in request) {
      request.response = request.earlyResponse;
      return true;
    }
  }
  return false;
}

/** Middy's own way to say what a client may see. */
function exposed(error: unknown): unknown {
  const { statusCode, expose, message, headers } = (error ?? {}) as Partial<HttpError> & { message?: string };
  if (HttpError.is(error) || expose !== true || !Number.isInteger(statusCode)) return error;
  if ((statusCode as number) < 400 || (statusCode as number) > 599) return error;
  return new HttpError(statusCode as number, message, { cause: error, ...(headers && { headers }) });
}

function findProblem(given: unknown, index: number): ConfigurationProblem[] {
  const isMiddleware =
    typeof given === 'object' &&
    given !== null &&
    HOOKS.some((name) => name in given) &&
    HOOKS.every((name) => ['undefined', 'function'].includes(typeof (given as MiddyMiddleware)[name]));
  if (isMiddleware) return [];
  return [
    {
      code: 'not-a-middleware',
      message: `middy() cannot run its argument ${index + 1}: it is not an object with before, after or onError`,
      fix: 'Call the factory of the middleware: middy(httpSecurityHeaders()). Middleware of your own needs no adapter.',
    },
  ];
}
