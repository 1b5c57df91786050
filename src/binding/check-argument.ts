// Start-up: what is wrong with a parameter or a return type, asked of what its decorator brought along.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { ReturnsNote } from '../metadata/notes.js';
import type { ArgumentBinding } from './argument-binding.js';
import type { ArgumentSpec } from './argument-spec.js';
import type { ReturnsBinding } from './compile-serializer.js';

/** Everything that is wrong with one parameter of a handler; nothing when it can be bound. */
export function checkArgument(spec: ArgumentSpec): ConfigurationProblem[] {
  const { note, className, member } = spec;
  const mistakes = (note.binding as ArgumentBinding | undefined)?.check?.(spec) ?? [];
  return mistakes.map((mistake) => ({ ...mistake, className, member, parameter: note.index }));
}

/** Everything that is wrong with a `@Returns`. */
export function checkReturns(note: ReturnsNote, className: string, member: string): ConfigurationProblem[] {
  return (note.binding as ReturnsBinding).check(note).map((mistake) => ({ ...mistake, className, member }));
}
