// What decorators noted as mistakes on services: controllers and the like have theirs read by the planner as well.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import { readNotes } from '../metadata/note-store.js';
import type { Constructor } from '../shared/constructor.js';
import { tokenName } from './token.js';

/** Reports the mistakes noted on a class and on those it extends. */
export function reportMistakes(type: Constructor, problems: ConfigurationProblem[]): void {
  for (let at: unknown = type; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    const mistakes = readNotes(at as Constructor)?.mistakes;
    if (mistakes) for (const mistake of mistakes) problems.push({ ...mistake, className: tokenName(at) });
  }
}
