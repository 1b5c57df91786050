// Where decorators leave their notes and the planner finds them: on the class itself, under a symbol that two copies of the package share.
import type { ClassNotes, MethodNotes, NotedClass } from './notes.js';

const NOTES = Symbol.for('lambent.notes');

/** Most methods have nothing to most lists. */
const NONE: readonly never[] = Object.freeze([]);

type Annotated = NotedClass & { [NOTES]?: ClassNotes };

/** A class's own notes; `undefined` when no decorator of ours touched it. Never what it inherits. */
export function readNotes(type: NotedClass): ClassNotes | undefined {
  return Object.hasOwn(type, NOTES) ? (type as Annotated)[NOTES] : undefined;
}

/** A class's own notes, to write to. */
export function notesOf(type: NotedClass): ClassNotes {
  const found = readNotes(type);
  if (found) return found;
  const notes: ClassNotes = { middleware: NONE, guards: NONE, methods: new Map() };
  Object.defineProperty(type, NOTES, { value: notes });
  return notes;
}

/** The notes of a method that a class itself declares, to write to. */
export function methodNotesOf(type: NotedClass, member: string | symbol): MethodNotes {
  const { methods } = notesOf(type);
  let notes = methods.get(member);
  if (!notes) {
    notes = { member, routes: NONE, arguments: NONE, middleware: NONE, guards: NONE, headers: NONE };
    methods.set(member, notes);
  }
  return notes;
}

/** Decorators run bottom-up, so what is noted later is read earlier. */
export function prepend<T>(given: readonly T[], noted: readonly T[]): readonly T[] {
  return noted.length === 0 ? given : [...given, ...noted];
}

/** A class and the classes it extends, the base first. */
export function lineageOf(type: NotedClass): NotedClass[] {
  const lineage: NotedClass[] = [];
  for (let at: unknown = type; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    lineage.unshift(at as NotedClass);
  }
  return lineage;
}
