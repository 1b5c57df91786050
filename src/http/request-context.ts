// What a request is to user code: middleware, guards, handlers and error handlers all see this one object.
import type { Context } from 'aws-lambda';
import type { Logger } from '../logging/logger.js';
import type { CookieValues } from './cookie-values.js';
import type { HeaderValues } from './header-values.js';
import type { HttpResponse } from './http-response.js';
import type { SourceName } from './http-source.js';
import type { QueryValues } from './query-values.js';
import type { RequestBody } from './request-body.js';
import type { RequestStore, SharedStore, Store } from './store.js';

/** Sees the final answer of a request and may replace it by returning another. */
export type ResponseHook = (response: HttpResponse) => void | HttpResponse | Promise<void | HttpResponse>;

/** Who is asking, as established by authentication. */
export interface Principal {
  /** Identifies the caller within its scheme. */
  readonly subject: string;
  readonly roles: readonly string[];
  /** How it was established: `bearer`, `basic`, `jwt`, … */
  readonly scheme: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * One request, from the event that carried it to the answer it gets.
 *
 * @example
 * const audit: Middleware = async ({ reqCtx, next }) => {
 *   await next();
 *   reqCtx.logger.info('done', { path: reqCtx.path, status: reqCtx.res.status });
 * };
 */
export interface RequestContext extends Store<RequestStore> {
  /** The event as Lambda gave it. */
  readonly event: unknown;
  /** The invocation's context as Lambda gave it. */
  readonly context: Context;
  readonly source: SourceName;
  /** In upper case. */
  readonly method: string;
  /** Canonical and still percent-encoded, prefix included, `basePath` stripped. */
  readonly path: string;
  /** The pattern of the route, `/v1/todos/:id`; `null` when none matched. */
  readonly route: string | null;
  /** Decoded once; without a prototype. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryValues;
  readonly headers: HeaderValues;
  readonly cookies: CookieValues;
  readonly body: RequestBody;
  /** A web `Request`, made on first touch: it makes Node load its fetch implementation. */
  readonly req: Request;
  /** The current response. A web `Response` may be assigned; it is adopted. */
  get res(): HttpResponse;
  set res(response: HttpResponse | Response);
  /** Lives as long as the environment, shared by its requests. */
  readonly shared: Store<SharedStore>;
  readonly requestId: string;
  readonly clientIp: string | undefined;
  /** Aborted when the deadline reserve is reached. */
  readonly signal: AbortSignal;
  /** Carries requestId, method and route. */
  readonly logger: Logger;
  /** Who is asking; `undefined` until authentication has established it. */
  principal: Principal | undefined;
  /** What `@SetMetadata` left on the method, else on the class. */
  metadata(key: unknown): unknown;
  /** Registers a hook for the final answer: errors, 404 and HEAD too; latest registered first. */
  onResponse(hook: ResponseHook): void;
}

/** What the framework itself may ask of a request; user code sees `RequestContext`. */
export interface InvocationContext extends RequestContext {
  /** Given by the platform; middleware may put a correlation id in its place. */
  requestId: string;
  /** Whether this is the implied answer to OPTIONS: no route's handler will run. */
  readonly isImpliedOptions: boolean;
  /** Whether the answer goes out through a response stream, rather than as a whole result. */
  readonly isStreamed: boolean;
  /** Scheme and host that the request is addressed to: `https://api.example.com`. */
  readonly origin: string;
  /** The hooks registered so far, latest first. */
  readonly hooks: readonly ResponseHook[];
  /** Whether something has answered: a handler's value, a returned value, or an assigned response. */
  readonly isAnswered: boolean;
  /** A path parameter by its position in the pattern, decoded. */
  pathValue(index: number): string | undefined;
  /** One request header by lower-case name, without building all of them. */
  headerValue(name: string): string | undefined;
  /** Answers with what a middleware returned. */
  acceptReturned(value: unknown): void;
  /** Aborts `signal`: what is still running should stop. */
  abort(reason: unknown): void;
}
