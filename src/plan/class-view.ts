// What a class says of itself and of its methods, its base classes included: read once, whatever lists the class.
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { lineageOf, readNotes } from '../metadata/note-store.js';
import type { ClassNotes, MethodNotes, NotedClass, PipelineNotes, ProducesNote } from '../metadata/notes.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** One method with everything noted about it, by base classes as well. */
export type MethodView = Readonly<MethodNotes>;

/** A class with everything noted about it, its methods by what they are. A method may be in several lists. */
export interface ClassView {
  readonly type: NotedClass;
  /** `undefined` for a class that is not a controller. */
  readonly prefixes: readonly string[] | undefined;
  readonly middleware: readonly MiddlewareLike[];
  readonly guards: readonly GuardLike[];
  readonly metadata: ReadonlyMap<unknown, unknown> | undefined;
  readonly produces: ProducesNote | undefined;
  readonly routes: readonly MethodView[];
  readonly errorHandlers: readonly MethodView[];
  readonly notFound: readonly MethodView[];
  readonly methodNotAllowed: readonly MethodView[];
}

/** A method, and the class on which it was found. */
export interface FoundMethod {
  readonly view: ClassView;
  readonly method: MethodView;
}

const NONE: readonly never[] = [];
const NO_NOTES: ClassNotes = { middleware: NONE, guards: NONE, methods: new Map() };

/** Reads a class and its base classes: a subclass inherits routes and notes, and adds to them or replaces them. */
export function viewClass(type: NotedClass, problems: ProblemList): ClassView {
  let notes: ClassNotes | undefined;
  for (const at of lineageOf(type)) {
    const own = readNotes(at);
    if (!own) continue;
    // Most classes inherit nothing, and their notes are read as they are.
    notes = notes ? { ...mergePipeline(notes, own), methods: mergeMethods(notes.methods, own.methods) } : own;
    if (own.mistakes) for (const mistake of own.mistakes) problems.add({ ...mistake, className: nameOf(at) });
  }
  const { prefixes, middleware, guards, metadata, produces, methods } = notes ?? NO_NOTES;
  const routes: MethodView[] = [];
  const errorHandlers: MethodView[] = [];
  const notFound: MethodView[] = [];
  const methodNotAllowed: MethodView[] = [];
  for (const method of methods.values()) {
    if (method.routes.length > 0) routes.push(method);
    if (method.errorHandler) errorHandlers.push(method);
    if (method.notFound) notFound.push(method);
    if (method.methodNotAllowed) methodNotAllowed.push(method);
  }
  return { type, prefixes, middleware, guards, metadata, produces, routes, errorHandlers, notFound, methodNotAllowed };
}

/** What a subclass or an override says again wins; middleware, guards and metadata add up. */
function mergePipeline<T extends PipelineNotes>(base: T, own: T): T {
  const merged = { ...base, ...own, middleware: joinLists(base.middleware, own.middleware), guards: joinLists(base.guards, own.guards) };
  if (base.metadata && own.metadata) merged.metadata = new Map([...base.metadata, ...own.metadata]);
  return merged;
}

/** An override keeps what it does not say again; its own route decorators replace the inherited ones. */
function mergeMethods(base: ClassNotes['methods'], own: ClassNotes['methods']): ClassNotes['methods'] {
  const methods = new Map(base);
  for (const [member, notes] of own) {
    const inherited = methods.get(member);
    const merged = inherited && {
      ...mergePipeline(inherited, notes),
      routes: notes.routes.length > 0 ? notes.routes : inherited.routes,
      arguments: notes.arguments.length > 0 ? notes.arguments : inherited.arguments,
      headers: joinLists(inherited.headers, notes.headers),
    };
    methods.set(member, merged ?? notes);
  }
  return methods;
}

/** Two lists as one, copied only where both hold something. */
export function joinLists<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}
