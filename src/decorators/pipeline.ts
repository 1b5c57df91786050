// The decorators for what runs around handlers, and for the metadata it may read.
import type { GuardLike, MiddlewareLike } from '../http/middleware.js';
import { prepend } from '../metadata/note-store.js';
import type { PipelineNotes } from '../metadata/notes.js';
import { type ClassOrMethodDecorator, noteClass, noteMethod } from './targets.js';

/** A decorator that writes the same kind of note on a class or on a method. */
export function onClassOrMethod(name: string, write: (notes: PipelineNotes) => void): ClassOrMethodDecorator {
  return (target, member) => {
    if (typeof target === 'function' && (member === undefined || typeof member === 'object')) noteClass(target, member, write);
    else noteMethod(name, target, member, write);
  };
}

/**
 * Runs middleware around a controller's handlers or one handler, top-down as read, inside the app's and the module's.
 *
 * @example
 * \@Controller('/todos') @UseMiddleware(audit, timing) class TodoController {}
 */
export function UseMiddleware(...middleware: MiddlewareLike[]): ClassOrMethodDecorator {
  return onClassOrMethod('UseMiddleware', (notes) => {
    notes.middleware = prepend(middleware.flat() as MiddlewareLike[], notes.middleware);
  });
}

/**
 * Lets requests through only when every guard says `true`; anything else is a 403. Guards run after all middleware, top-down as read.
 *
 * @example
 * \@Delete('/:id') @UseGuards(StaffOnly) remove(@Param('id') id: string) { … }
 */
export function UseGuards(...guards: GuardLike[]): ClassOrMethodDecorator {
  return onClassOrMethod('UseGuards', (notes) => {
    notes.guards = prepend(guards.flat() as GuardLike[], notes.guards);
  });
}

/** Leaves a value for `reqCtx.metadata(key)`; what a method says wins over its class. */
export function SetMetadata(key: unknown, value: unknown): ClassOrMethodDecorator {
  return onClassOrMethod('SetMetadata', (notes) => {
    notes.metadata ??= new Map();
    if (!notes.metadata.has(key)) notes.metadata.set(key, value);
  });
}

/**
 * Several decorators as one, in the order read.
 *
 * @example
 * const Staff = (...roles: string[]) => applyDecorators(SetMetadata('roles', roles), UseGuards(RolesGuard));
 */
export function applyDecorators(
  ...decorators: ((target: never, member: never, third: never) => void)[]
): (target: object, member?: string | symbol, third?: unknown) => void {
  return (target, member, third) => {
    // Decorators written below one another run bottom-up; composed ones must leave the same notes.
    for (let i = decorators.length - 1; i >= 0; i--) decorators[i]?.(target as never, member as never, third as never);
  };
}
