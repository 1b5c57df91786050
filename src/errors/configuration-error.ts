// Start-up mistakes: collected while planning, thrown once, all together.

/** One mistake in how an app is put together, with the place and the remedy. */
export interface ConfigurationProblem {
  /** Stable identifier of the kind of mistake, for example `missing-type`. */
  readonly code: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to change so that it works. */
  readonly fix: string;
  /** The class it was found on, by its name at run time (minifiers may have shortened it). */
  readonly className?: string | undefined;
  /** The method or property, where there is one. */
  readonly member?: string | undefined;
  /** Zero-based index of the constructor or method parameter, where there is one. */
  readonly parameter?: number | undefined;
}

const BRAND = Symbol.for('lambent.ConfigurationError');
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Everything that is wrong with an app's configuration, found at start-up.
 *
 * Thrown by `app.ready()` and by every invocation until the app is fixed; `message` lists all problems with place and fix.
 *
 * @example
 * await app.ready().catch((error) => {
 *   if (ConfigurationError.is(error)) for (const problem of error.problems) console.error(problem.message, problem.fix);
 * });
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(describeProblems(problems));
    this.problems = Object.freeze([...problems]);
  }

  /** Whether a value is a `ConfigurationError`, also one made by another copy of the package. */
  static is(value: unknown): value is ConfigurationError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  /** Printed as its stack, which has every problem in it: `problems` would say all of it again. @internal */
  [INSPECT](): string {
    return this.stack ?? this.message;
  }
}

function describeProblems(problems: readonly ConfigurationProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem, index) => `\n\n  ${index + 1}. ${describeProblem(problem)}`);
  return `The app has ${count} in its configuration:${lines.join('')}`;
}

/** One problem as text: the place, what is wrong, its code to search for, the fix. */
export function describeProblem(problem: ConfigurationProblem): string {
  const place = describePlace(problem);
  const text = `${place ? `${place}: ` : ''}${problem.message} [${problem.code}]\nFix: ${problem.fix}`;
  // Every line under the first, so that a list of problems can be read by its numbers.
  return text.replaceAll('\n', '\n     ');
}

function describePlace({ className, member, parameter }: ConfigurationProblem): string {
  const name = className !== undefined && member !== undefined ? `${className}.${member}` : (className ?? member ?? '');
  return parameter === undefined ? name : `${name} (parameter ${parameter})`.trim();
}
