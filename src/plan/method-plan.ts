// What a class says of its methods, its base classes included: one merged view per method.

import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { lineageOf, readNotes } from '../metadata/note-store.js';
import type { ArgumentNote, ClassNotes, MethodNotes, NotedClass, RouteNote } from '../metadata/notes.js';

/** One method with everything noted about it, lists in the order read. */
export interface MethodView {
  readonly member: string | symbol;
  readonly routes: readonly RouteNote[];
  readonly arguments: readonly ArgumentNote[];
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
  readonly headers: readonly (readonly [string, string])[];
  readonly metadata: ReadonlyMap<unknown, unknown>;
  readonly status: number | undefined;
  readonly contentType: string | undefined;
  readonly produces: readonly string[] | undefined;
  readonly redirect: MethodNotes['redirect'];
  readonly returns: MethodNotes['returns'];
  readonly errorHandler: MethodNotes['errorHandler'];
  readonly notFound: boolean;
  readonly methodNotAllowed: boolean;
}

/** A class with everything noted about it and its methods. */
export interface ClassView {
  readonly type: NotedClass;
  readonly prefixes: readonly string[] | undefined;
  readonly produces: readonly string[] | undefined;
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
  readonly metadata: ReadonlyMap<unknown, unknown>;
  readonly methods: readonly MethodView[];
}

/** Lists are noted bottom-up, one entry per decorator: read top-down. */
function topDown<T>(groups: readonly (readonly T[])[]): T[] {
  return groups.toReversed().flat();
}

/** Reads a class and its base classes: a subclass inherits routes and notes, and adds to them or replaces them. */
export function viewClass(type: NotedClass): ClassView {
  const lineage = lineageOf(type)
    .map(readNotes)
    .filter((notes): notes is ClassNotes => notes !== undefined);
  const methods = new Map<string | symbol, MethodView>();
  let prefixes: readonly string[] | undefined;
  let produces: readonly string[] | undefined;
  for (const notes of lineage) {
    prefixes = notes.prefixes ?? prefixes;
    produces = notes.produces ?? produces;
    for (const [member, own] of notes.methods) methods.set(member, mergeMethod(member, methods.get(member), own));
  }
  return {
    type,
    prefixes,
    produces,
    middleware: lineage.flatMap((notes) => topDown(notes.middleware)),
    guards: lineage.flatMap((notes) => topDown(notes.guards)),
    metadata: mergeMaps(lineage.map((notes) => notes.metadata)),
    methods: [...methods.values()],
  };
}

/** An override keeps what it does not say again; its own route decorators replace the inherited ones. */
function mergeMethod(member: string | symbol, base: MethodView | undefined, own: MethodNotes): MethodView {
  return {
    member,
    routes: own.routes.length > 0 || !base ? own.routes.toReversed() : base.routes,
    arguments: own.arguments.length > 0 || !base ? own.arguments : base.arguments,
    middleware: [...(base?.middleware ?? []), ...topDown(own.middleware)],
    guards: [...(base?.guards ?? []), ...topDown(own.guards)],
    headers: base ? [...base.headers, ...own.headers] : own.headers,
    metadata: base ? mergeMaps([base.metadata, own.metadata]) : own.metadata,
    status: own.status ?? base?.status,
    contentType: own.contentType ?? base?.contentType,
    produces: own.produces ?? base?.produces,
    redirect: own.redirect ?? base?.redirect,
    returns: own.returns ?? base?.returns,
    errorHandler: own.errorHandler ?? base?.errorHandler,
    notFound: own.notFound ?? base?.notFound ?? false,
    methodNotAllowed: own.methodNotAllowed ?? base?.methodNotAllowed ?? false,
  };
}

/** Later maps win. */
export function mergeMaps(maps: readonly ReadonlyMap<unknown, unknown>[]): ReadonlyMap<unknown, unknown> {
  const filled = maps.filter((map) => map.size > 0);
  if (filled.length === 1) return filled[0]!;
  return new Map(filled.flatMap((map) => [...map]));
}
