// What class-transformer's decorators noted: the only place that knows how that library keeps it.
import '../metadata/reflect.js';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import type { NotedClass } from '../metadata/notes.js';
import type { Mistake } from './argument-binding.js';

// The library keeps its notes in a module of its own and exports no way to read them. Its files cjs/storage.js and esm5/storage.js are two
// instances, and which one an app writes to depends on the main fields its bundler was told: naming a path reads the wrong one for half of
// the users, silently, and an @Exclude()d password is answered. The decorators themselves, imported by the bare name, are the app's own in
// every arrangement (Node, jest, esbuild with either order of main fields, rolldown), and tree-shake to 5 KB where the library's own
// executor takes 14. So each is applied once to a class of ours while `Map.prototype.has` tells which map is asked about that class. That
// happens when notes are first asked for, synchronously, and not finding a map is an error: nothing is ever silently ignored.

/** How the library's direction options are read here. */
type Direction = 'toClass' | 'toPlain';

interface DirectionOptions {
  readonly groups?: readonly string[];
  readonly toClassOnly?: boolean;
  readonly toPlainOnly?: boolean;
}

/** What `@Type` noted. */
export interface TypeNote {
  readonly reflectedType: unknown;
  readonly typeFunction?: ((options: unknown) => unknown) | undefined;
  readonly options: {
    readonly keepDiscriminatorProperty?: boolean;
    readonly discriminator?: {
      readonly property: string;
      readonly subTypes: readonly { readonly value: unknown; readonly name: string }[];
    };
  };
}

/** What `@Expose` noted. */
interface ExposeNote {
  readonly propertyName: string | undefined;
  readonly options: DirectionOptions & { readonly name?: string };
}

interface ExcludeNote {
  readonly propertyName: string | undefined;
  readonly options: DirectionOptions;
}

/** What a `@Transform` function is called with. */
interface TransformArguments {
  readonly value: unknown;
  readonly key: string;
  readonly obj: unknown;
  /** The library's `TransformationType`: 0 to a class, 1 to plain. */
  readonly type: 0 | 1;
  readonly options: object;
}

/** A `@Transform` function. */
export type TransformFunction = (params: TransformArguments) => unknown;

interface TransformNote {
  readonly transformFn: TransformFunction;
  readonly options: DirectionOptions;
}

type NotesByClass<Note> = Map<unknown, Map<string | undefined, Note>>;

function captureNotes<Note>(decorator: (target: object, property: string) => void): NotesByClass<Note> {
  class Probe {}
  const { has } = Map.prototype;
  let found: NotesByClass<Note> | undefined;
  Map.prototype.has = function (this: Map<unknown, never>, key) {
    if (key === Probe) found ??= this;
    return has.call(this, key);
  };
  try {
    decorator(Probe.prototype, 'probe');
  } finally {
    Map.prototype.has = has;
  }
  if (!found) throw new Error('The notes of class-transformer cannot be read: this version of it, or a frozen Map, is not supported');
  found.delete(Probe);
  return found;
}

interface LibraryNotes {
  readonly types: NotesByClass<TypeNote>;
  readonly exposes: NotesByClass<ExposeNote>;
  readonly excludes: NotesByClass<ExcludeNote>;
  readonly transforms: NotesByClass<TransformNote[]>;
}

let captured: LibraryNotes | undefined;

/** Start-up: what keeps notes from being read once a request needs them. */
export function checkNotes(): Mistake[] {
  return captured || Object.getOwnPropertyDescriptor(Map.prototype, 'has')?.writable ? [] : [frozenMap()];
}

function frozenMap(): Mistake {
  return {
    code: 'frozen-map',
    message: 'needs the notes of class-transformer, which cannot be read once Map.prototype is frozen',
    fix: 'leave Map.prototype as it is, or use a schema',
  };
}

function libraryNotes(): LibraryNotes {
  captured ??= {
    types: captureNotes(Type(() => Object)),
    exposes: captureNotes(Expose()),
    excludes: captureNotes(Exclude()),
    transforms: captureNotes(Transform(({ value }) => value)),
  };
  return captured;
}

/** A class and its base classes, nearest first. */
function ancestryOf(type: NotedClass): NotedClass[] {
  const ancestry: NotedClass[] = [];
  for (let at: unknown = type; typeof at === 'function' && at.prototype !== undefined; at = Object.getPrototypeOf(at)) {
    ancestry.push(at as NotedClass);
  }
  return ancestry;
}

function nearestOf<Note>(notes: NotesByClass<Note>, type: NotedClass, property: string): Note | undefined {
  for (const at of ancestryOf(type)) {
    const found = notes.get(at)?.get(property);
    if (found) return found;
  }
  return undefined;
}

/** Of base classes first, the class's own last; without those on the class itself. */
function allOf<Note extends { readonly propertyName: string | undefined }>(notes: NotesByClass<Note>, type: NotedClass): Note[] {
  const [own, ...bases] = ancestryOf(type).map((at) => [...(notes.get(at)?.values() ?? [])]);
  return [...bases.flat(), ...(own ?? [])].filter((note) => note.propertyName !== undefined);
}

function goes(options: DirectionOptions | undefined, direction: Direction): boolean {
  const { toClassOnly, toPlainOnly } = options ?? {};
  return !toClassOnly === !toPlainOnly || Boolean(direction === 'toClass' ? toClassOnly : toPlainOnly);
}

/** Whether something with these groups takes part: with groups chosen, what shares one or has none declared; else what has none. */
function isInGroups(groups: readonly string[] | undefined, chosen: readonly string[]): boolean {
  if (chosen.length === 0) return !groups?.length;
  return !groups || chosen.some((group) => groups.includes(group));
}

/** What `@Type` says of a property, own or inherited. */
export function typeNoteOf(type: NotedClass, property: string): TypeNote | undefined {
  return nearestOf(libraryNotes().types, type, property);
}

/** The `@Transform` functions of a property, in the order they run. */
export function transformsOf(type: NotedClass, property: string, direction: Direction, groups: readonly string[]): TransformFunction[] {
  const { transforms } = libraryNotes();
  const [own, ...bases] = ancestryOf(type).map((at) => transforms.get(at)?.get(property) ?? []);
  return [...bases.flat().reverse(), ...(own ?? []).toReversed()]
    .filter(({ options }) => goes(options, direction) && isInGroups(options?.groups, groups))
    .map((note) => note.transformFn);
}

/** Which keys of a value take part in a transformation, and under which names. */
export interface KeyRules {
  /** Whether keys that nothing names take part. */
  readonly takesAll: boolean;
  /** Keys that take part even when the value lacks them: properties to plain, keys of the plain value to a class. */
  readonly exposed: ReadonlySet<string>;
  /** Whether a key takes part, if it is there. */
  readonly takes: (key: string) => boolean;
  /** From a key of the plain value to the property it fills, where the names differ. */
  readonly propertyOf: ReadonlyMap<string, string>;
  /** From a property to its key in the plain value. */
  readonly keyOf: (property: string) => string;
}

/** The rules of `@Expose` and `@Exclude` for a class, as the library applies them. */
export function keyRulesOf(type: NotedClass, direction: Direction, groups: readonly string[]): KeyRules {
  const { exposes, excludes } = libraryNotes();
  const isExcluded = excludes.get(type)?.has(undefined) && !exposes.get(type)?.has(undefined);
  const noted = allOf(exposes, type);
  const nearest = new Map(noted.map((note) => [note.propertyName!, nearestOf(exposes, type, note.propertyName!)!]));
  const keyOf = (property: string) => nearest.get(property)?.options?.name || property;
  const excluded = new Set(allOf(excludes, type).flatMap((note) => (goes(note.options, direction) ? [note.propertyName] : [])));
  const takes = (key: string) => !excluded.has(key) && isInGroups(nearest.get(key)?.options?.groups, groups);
  const propertyOf = new Map<string, string>();
  for (const { options, propertyName } of noted) {
    if (options?.name && !propertyOf.has(options.name)) propertyOf.set(options.name, propertyName!);
  }
  const named = noted.filter((note) => goes(note.options, direction)).map((note) => note.propertyName!);
  const exposed = (direction === 'toClass' ? named.map(keyOf) : named).filter(takes);
  return { takesAll: !isExcluded, exposed: new Set(exposed), takes, propertyOf, keyOf };
}

/** The properties that any of the library's decorators stands on, own and inherited. */
export function notedProperties(type: NotedClass): Set<string> {
  const noted = ancestryOf(type).flatMap((at) => Object.values(libraryNotes()).flatMap((notes) => [...(notes.get(at)?.keys() ?? [])]));
  return new Set(noted.filter((property) => property !== undefined));
}

/** Whether any of the library's decorators stands on a class, or on what it extends. */
export function hasTransformerNotes(type: NotedClass): boolean {
  const lists = Object.values(libraryNotes());
  return ancestryOf(type).some((at) => lists.some((notes) => notes.has(at)));
}

/** The options a `@Transform` function sees: the library's defaults. */
export function transformOptions(groups: readonly string[]): object {
  return {
    enableCircularCheck: false,
    enableImplicitConversion: false,
    excludeExtraneousValues: false,
    exposeDefaultValues: false,
    exposeUnsetFields: true,
    groups: groups.length > 0 ? [...groups] : undefined,
    ignoreDecorators: false,
  };
}
