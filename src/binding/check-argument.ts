// Start-up: what is wrong with a parameter or a return type, said before the first request.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { ReturnsNote } from '../metadata/notes.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';

/** Everything that is wrong with one parameter of a handler; nothing when it can be bound. */
export function checkArgument(_spec: ArgumentSpec, _settings: BindingSettings): ConfigurationProblem[] {
  return [];
}

/** Everything that is wrong with a `@Returns`. */
export function checkReturns(_note: ReturnsNote, _className: string, _member: string): ConfigurationProblem[] {
  return [];
}
