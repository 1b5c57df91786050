// The notes that decorators leave on classes: plain data, written once, read only by the planner.

import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import type { RequestContext } from '../http/request-context.js';
import type { StandardSchemaV1 } from '../http/standard-schema.js';
import type { AbstractConstructor, Constructor } from '../shared/constructor.js';

/** How long an injected object lives. */
export type Scope = 'singleton' | 'request' | 'transient';

/** Where the value of an argument comes from. */
export type ArgumentKind =
  | 'param'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body'
  | 'raw-body'
  | 'file'
  | 'files'
  | 'context'
  | 'request'
  | 'response'
  | 'event'
  | 'lambda-context'
  | 'ip'
  | 'principal'
  | 'error'
  | 'custom';

/** What every argument decorator accepts besides its name. */
export interface ArgumentOptions {
  /** The type to convert to or validate as, when the compiler's metadata does not say it; `[T]` for a list of T. */
  readonly type?: unknown;
  /** A Standard Schema object (zod, valibot, arktype). */
  readonly schema?: StandardSchemaV1;
  /** Whether a missing value is a 400. */
  readonly required?: boolean;
  /** The value used when there is none. */
  readonly default?: unknown;
  /** Whether repeated values are collected into a list. */
  readonly isArray?: boolean;
  /** `false` takes a body as it is parsed, with content type and limits still checked. */
  readonly validate?: boolean;
  /** class-validator groups to validate with. */
  readonly groups?: readonly string[];
}

/** One decorated parameter of a method. */
export interface ArgumentNote {
  readonly kind: ArgumentKind;
  readonly index: number;
  /** The name of the field; `undefined` for the whole group. */
  readonly name: string | undefined;
  readonly options: ArgumentOptions;
  /** The decorator as users write it; `undefined` for what parameters without one get. */
  readonly decorator?: string;
  /** What checks and reads it, an `ArgumentBinding`: it comes with its decorator, so that bundles hold only what an app uses. */
  readonly binding?: unknown;
  /** For `custom`: the function given to `createParamDecorator`, and the data given to the decorator. */
  readonly resolve?: ((data: unknown, reqCtx: RequestContext) => unknown) | undefined;
  readonly data?: unknown;
}

/** One route decorator on a method. */
export interface RouteNote {
  /** Upper-case methods; `*` for all of them. */
  readonly methods: readonly string[];
  readonly paths: readonly string[];
}

/** `@Produces`: the media types that a client may choose from. */
export interface ProducesNote {
  /** The best first. */
  readonly types: readonly string[];
  /** What chooses, a `Negotiation`: see `ArgumentNote.binding`. */
  readonly binding: unknown;
}

/** `@Returns`: how a method's value is serialised or validated. */
export interface ReturnsNote {
  readonly type: unknown;
  readonly status?: number | undefined;
  readonly groups?: readonly string[] | undefined;
  /** What checks and serialises it, a `ReturnsBinding`: see `ArgumentNote.binding`. */
  readonly binding?: unknown;
}

/** What runs around a method or all methods of a class, and what it may read of it. Lists are in the order read, top-down. */
export interface PipelineNotes {
  middleware: readonly MiddlewareLike[];
  guards: readonly GuardLike[];
  metadata?: Map<unknown, unknown>;
  produces?: ProducesNote;
}

/** Everything noted about one method. Lists are in the order read, top-down. */
export interface MethodNotes extends PipelineNotes {
  readonly member: string | symbol;
  routes: readonly RouteNote[];
  arguments: readonly ArgumentNote[];
  headers: readonly (readonly [name: string, value: string])[];
  status?: number;
  contentType?: string;
  redirect?: { readonly url: string; readonly status: number };
  returns?: ReturnsNote;
  errorHandler?: readonly AbstractConstructor[];
  notFound?: boolean;
  methodNotAllowed?: boolean;
}

/** Everything noted about one class itself (never what it inherits). */
export interface ClassNotes extends PipelineNotes {
  /** Prefixes given to `@Controller`; `undefined` for a class that is not a controller. */
  prefixes?: readonly string[];
  injectable?: boolean;
  scope?: Scope;
  readonly methods: Map<string | symbol, MethodNotes>;
  /** Tokens given to `@Inject` on constructor parameters, by index. */
  injections?: Map<number, unknown>;
  /** Mistakes that decorators saw; they never throw. */
  mistakes?: NotedMistake[];
}

/** A mistake seen by a decorator, reported when the app is planned. */
export interface NotedMistake {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly member?: string | undefined;
  readonly parameter?: number | undefined;
}

export type NotedClass = Constructor | AbstractConstructor;
