// Collects what is wrong while an app is planned: planning goes on, so that everything is reported at once.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { NotedClass } from '../metadata/notes.js';

/** A growing list of problems. */
export class ProblemList {
  readonly problems: ConfigurationProblem[] = [];
  readonly #seen = new Set<string>();

  /** Adds a problem once, also when the same class is planned in several places. */
  add(problem: ConfigurationProblem): void {
    const key = `${problem.code} ${problem.className} ${problem.member} ${problem.parameter} ${problem.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.problems.push(problem);
  }

  /** Adds a problem found on a class, or on a member of it. */
  addOn(type: NotedClass, member: string | symbol | undefined, code: string, message: string, fix: string, parameter?: number): void {
    this.add({ code, message, fix, className: nameOf(type), member: member === undefined ? undefined : String(member), parameter });
  }
}

/** A class's name for messages. */
export function nameOf(type: NotedClass): string {
  return type.name || '(anonymous class)';
}
