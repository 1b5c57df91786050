// Misspelt options and values that make no sense: a `middlewares` that nobody reads would leave an app without its authentication.
import { nearestName } from '../shared/nearest-name.js';
import type { AppOptions, LimitOptions, ModuleOptions, ValidationOptions } from './options.js';
import type { ProblemList } from './problem-list.js';

/** What an option may be: anything, one of some values, a number that is not negative, text, a list, a logger. */
type Rule = 'any' | readonly unknown[] | 'number' | 'text' | 'list' | 'logger';
type RulesOf<T> = { readonly [Name in keyof Required<T>]: Rule };

const MODULE: RulesOf<ModuleOptions> = {
  prefix: 'text',
  controllers: 'list',
  middleware: 'list',
  guards: 'list',
  errorHandlers: 'list',
  providers: 'list',
  modules: 'list',
};
const APP: RulesOf<AppOptions> = {
  ...MODULE,
  basePath: 'text',
  trailingSlash: ['ignore', 'strict', 'redirect'],
  limits: 'any',
  validation: 'any',
  deadlineReserveMs: 'number',
  logger: 'logger',
  debug: 'any',
  errorFormat: ['json', 'problem'],
};
const LIMITS: RulesOf<LimitOptions> = { bodyBytes: 'number', jsonDepth: 'number', objectKeys: 'number', queryPairs: 'number' };
const VALIDATION: RulesOf<ValidationOptions> = { status: [400, 422], unknownProperties: ['strip', 'reject', 'allow'], translate: 'any' };

/** Bodies are checked and copied by functions that call themselves once for each level. */
const DEEPEST_JSON = 512;

/** Reports every name in the options of an app that means nothing, and every value that makes no sense. */
export function checkOptions(options: AppOptions, problems: ProblemList): void {
  const { limits, validation } = options;
  checkEach(options, APP, 'createApp', '', problems);
  if (limits) checkEach(limits, LIMITS, 'limits', 'limits.', problems);
  if (validation) checkEach(validation, VALIDATION, 'validation', 'validation.', problems);
  if (limits?.jsonDepth !== undefined && limits.jsonDepth > DEEPEST_JSON)
    reportValue(
      'limits.jsonDepth',
      limits.jsonDepth,
      `it to ${DEEPEST_JSON} at most: deeper values overflow the stack of whoever walks them`,
      problems,
    );
  checkModules(options, '', problems);
}

function checkModules({ modules }: ModuleOptions, outer: string, problems: ProblemList): void {
  let index = 0;
  if (!Array.isArray(modules)) return;
  for (const module of modules as unknown[]) {
    const place = `${outer}modules[${index++}]`;
    if (typeof module === 'object' && module !== null) {
      checkEach(module, MODULE, place, '', problems);
      checkModules(module, `${place}.`, problems);
    } else reportNoModule(module, place, problems);
  }
}

function reportNoModule(given: unknown, place: string, problems: ProblemList): void {
  const isMissing = given === undefined;
  problems.add({
    code: 'not-a-module',
    message: `${place} is ${isMissing ? 'undefined' : `of type ${typeof given}`}, not a module`,
    fix: isMissing
      ? 'a circular import leaves a constant undefined here: import it from its own file'
      : 'list objects such as { prefix, controllers }',
  });
}

function checkEach(options: object, rules: object, where: string, path: string, problems: ProblemList): void {
  for (const name of Object.keys(options)) {
    const rule = (rules as Record<string, Rule>)[name];
    const value = (options as Record<string, unknown>)[name];
    if (!Object.hasOwn(rules, name)) reportName(name, rules, where, problems);
    else if (rule !== 'any' && value !== undefined && !fits(value, rule!))
      reportValue(path + name, value, `${path}${name} to ${describeRule(rule!)}`, problems);
  }
}

function fits(value: unknown, rule: Rule): boolean {
  if (Array.isArray(rule)) return rule.includes(value);
  if (rule === 'number') return typeof value === 'number' && value >= 0;
  if (rule === 'text') return value === null || typeof value === 'string';
  if (rule === 'list') return value === null || Array.isArray(value);
  return value === null || LEVELS.every((level) => typeof (value as Record<string, unknown>)[level] === 'function');
}

const LEVELS = ['debug', 'info', 'warn', 'error'];

function describeRule(rule: Rule): string {
  if (Array.isArray(rule)) return `one of: ${rule.join(', ')}`;
  if (rule === 'number') return 'a number that is not negative';
  if (rule === 'list') return 'a list: [ … ]';
  return rule === 'text' ? 'text, such as /v1' : 'an object with debug, info, warn and error';
}

function reportValue(name: string, value: unknown, remedy: string, problems: ProblemList): void {
  const given = typeof value === 'function' ? 'a function' : typeof value === 'object' && value !== null ? 'an object' : String(value);
  problems.add({ code: 'bad-option', message: `The option ${name} is ${given}`, fix: `set ${remedy}` });
}

function reportName(name: string, rules: object, where: string, problems: ProblemList): void {
  const known = Object.keys(rules);
  const near = nearestName(name, known);
  problems.add({
    code: 'unknown-option',
    message: `${where} has an option '${name}' that does not exist`,
    fix: near ? `did you mean '${near}'?` : `take it out; there are: ${known.join(', ')}`,
  });
}
