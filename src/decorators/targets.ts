// Which notes a decorator call writes to. Decorators never throw: a call that makes no sense is noted as a mistake.

import { methodNotesOf, notesOf } from '../metadata/note-store.js';
import type { ClassNotes, MethodNotes, NotedClass, NotedMistake } from '../metadata/notes.js';

/** A decorator for a method. */
export type MethodDecoratorOf = (target: object, member: string | symbol, descriptor: PropertyDescriptor) => void;

/** A decorator for a parameter of a method. */
export type ParameterDecoratorOf = (target: object, member: string | symbol | undefined, index: number) => void;

/** A decorator for a class or a method. */
export type ClassOrMethodDecorator = (target: object, member?: string | symbol, descriptor?: PropertyDescriptor) => void;

const STANDARD_DECORATORS: NotedMistake = {
  code: 'standard-decorators',
  message: 'was compiled with standard (TC39) decorators, which have no parameter decorators and no types',
  fix: 'set "experimentalDecorators": true and "emitDecoratorMetadata": true in tsconfig.json (swc: legacyDecorator and decoratorMetadata)',
};

/** The class whose prototype, or which itself, a decorator was put on. */
function classOf(target: object): NotedClass {
  return (typeof target === 'function' ? target : target.constructor) as NotedClass;
}

/** Writes to the notes of a class. */
export function noteClass(target: object, member: unknown, write: (notes: ClassNotes) => void): void {
  const notes = notesOf(classOf(target));
  if (typeof member === 'object' && member !== null) noteMistake(target, STANDARD_DECORATORS);
  write(notes);
}

/** Writes to the notes of a method. `name` is the decorator as users write it. */
export function noteMethod(name: string, target: object, member: unknown, write: (notes: MethodNotes) => void): void {
  // A standard decorator gets the function and a context object: there is no class yet to note anything on.
  if (typeof member === 'object' && member !== null) return;
  if (typeof member !== 'string' && typeof member !== 'symbol') {
    noteMistake(target, {
      code: 'misplaced-decorator',
      message: `@${name} stands on the class`,
      fix: `put @${name} on a method of the class`,
    });
    return;
  }
  if (typeof target === 'function') {
    noteMistake(target, {
      code: 'static-member',
      message: `@${name} stands on a static method`,
      fix: 'make it an instance method: handlers run on the injected instance',
      member: String(member),
    });
    return;
  }
  write(methodNotesOf(classOf(target), member));
}

/** Records a mistake on a class, to be reported when the app is planned. */
export function noteMistake(target: object, mistake: NotedMistake): void {
  const notes = notesOf(classOf(target));
  notes.mistakes ??= [];
  notes.mistakes.push(mistake);
}
