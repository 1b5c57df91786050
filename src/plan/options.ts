// What an app is made of, as users write it.
import type { Provider } from '../container/providers.js';
import type { ValidationIssue } from '../errors/validation-error.js';
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import type { RequestContext } from '../http/request-context.js';
import type { LoggerLike } from '../logging/logger.js';
import type { Constructor } from '../shared/constructor.js';

/** A part of an app: its controllers below a prefix, with what covers them. Nothing leaks to parents or siblings. */
export interface ModuleOptions {
  /** Path prefix of everything in the module; nested prefixes add up. */
  prefix?: string;
  controllers?: readonly Constructor[];
  /** Runs around everything below this module, 404 and 405 included. */
  middleware?: readonly MiddlewareLike[];
  /** Run before every handler below this module. */
  guards?: readonly GuardLike[];
  /** Classes whose `@ErrorHandler`, `@NotFound` and `@MethodNotAllowed` methods cover this module. */
  errorHandlers?: readonly Constructor[];
  /** Services; visible in the whole app wherever they are listed. */
  providers?: readonly Provider[];
  modules?: readonly ModuleOptions[];
}

/** Bounds on what a request may hold. */
export interface LimitOptions {
  /** Decoded bytes of a body: 1 MiB. More is a 413. */
  bodyBytes?: number;
  /** Nesting of a JSON body: 64. */
  jsonDepth?: number;
  /** Keys of one JSON object: 1000. */
  objectKeys?: number;
  /** Pairs of a query: 1000. */
  queryPairs?: number;
}

/** How failures of validation are answered. */
export interface ValidationOptions {
  /** 400 by default. */
  status?: 400 | 422;
  /** What happens to properties that a DTO does not declare: `strip` by default. */
  unknownProperties?: 'strip' | 'reject' | 'allow';
  /** Replaces the message of an issue, for example with a translation; returning `undefined` keeps it. */
  translate?: (issue: ValidationIssue, reqCtx: RequestContext) => string | undefined;
}

/** What `createApp` takes. */
export interface AppOptions extends ModuleOptions {
  /** Stripped from the request path on a segment boundary: API mappings, base path mappings. */
  basePath?: string;
  /**
   * `ignore` (default): `/a/` is `/a`; `strict`: it is not; `redirect`: a 308 to `/a`, said relative to the address that was asked for where a
   * stage or an API mapping may stand in front of it.
   */
  trailingSlash?: 'ignore' | 'strict' | 'redirect';
  limits?: LimitOptions;
  validation?: ValidationOptions;
  /** The answer 503 is given this many milliseconds before Lambda would end the invocation: 250. */
  deadlineReserveMs?: number;
  /** JSON lines on standard output by default. */
  logger?: LoggerLike;
  /** Shows messages and stacks of unexpected errors to clients. Default: `POWERTOOLS_DEV` or `LAMBENT_DEBUG` is truthy. */
  debug?: boolean;
  /** `problem` answers errors as RFC 9457 `application/problem+json`. */
  errorFormat?: 'json' | 'problem';
}
