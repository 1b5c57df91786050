// What every factory of the shelf does first: mistakes in its options are found when the app is put together, all of them at once.
import { ConfigurationError, type ConfigurationProblem } from '../../errors/configuration-error.js';
import { nearestName } from '../../shared/nearest-name.js';

/** What an option may be. */
export interface OptionRule {
  /** In words, as the end of "Give it …". */
  readonly expected: string;
  readonly required?: boolean;
  accepts(value: unknown): boolean;
}

/** One rule for each option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** Options that are right by themselves but not together. */
export interface Contradiction {
  readonly message: string;
  readonly fix: string;
}

/**
 * Checks the options of a factory.
 *
 * @param factory its name, for the message
 * @returns the options; an empty object when none were given
 * @throws {ConfigurationError} listing every unknown name, wrong value, missing value and contradiction.
 */
export function checkOptions<Options extends object>(
  factory: string,
  given: unknown,
  rules: OptionRules<Options>,
  contradictions?: (options: Options) => Iterable<Contradiction>,
): Options {
  const options: unknown = given === undefined ? {} : given;
  const isRecord = typeof options === 'object' && options !== null && !Array.isArray(options);
  const problems = isRecord
    ? [...findMistakes(factory, options as Record<string, unknown>, rules)]
    : [
        {
          code: 'invalid-option',
          message: `${factory}() takes its options as an object, not ${describe(options)}`,
          fix: exampleOf(factory, rules),
        },
      ];
  if (problems.length === 0 && contradictions) {
    for (const { message, fix } of contradictions(options as Options)) {
      problems.push({ code: 'contradicting-options', message: `${factory}(): ${message}`, fix });
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return options as Options;
}

function* findMistakes(
  factory: string,
  options: Record<string, unknown>,
  rules: Record<string, OptionRule>,
): Generator<ConfigurationProblem> {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(rules, name)) continue;
    const near = nearestName(name, Object.keys(rules));
    const hint = near === undefined ? '' : `Did you mean ${near}? `;
    yield {
      code: 'unknown-option',
      message: `${factory}() has no option ${JSON.stringify(name)}`,
      fix: `${hint}The options are ${Object.keys(rules).join(', ')}.`,
    };
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = options[name];
    if (value === undefined ? !rule.required : rule.accepts(value)) continue;
    const message =
      value === undefined ? `${factory}() needs the option ${name}` : `${factory}() cannot take ${describe(value)} as ${name}`;
    yield { code: value === undefined ? 'missing-option' : 'invalid-option', message, fix: `Give it ${rule.expected}.` };
  }
}

function exampleOf(factory: string, rules: Record<string, OptionRule>): string {
  const name = Object.keys(rules)[0] as string;
  return `Call ${factory}({ ${name}: … }), where ${name} is ${(rules[name] as OptionRule).expected}.`;
}

/** What a value is: enough to find it in the code, and no secret when it is one. */
function describe(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list';
  return typeof value === 'string' ? (value === '' ? 'an empty text' : 'this text') : `a value of type ${typeof value}`;
}
