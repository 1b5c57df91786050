// Misspelt options: a `middlewares` that nobody reads would leave an app without its authentication.
import { nearestName } from '../shared/nearest-name.js';
import type { AppOptions, LimitOptions, ModuleOptions, ValidationOptions } from './options.js';
import type { ProblemList } from './problem-list.js';

type NamesOf<T> = { readonly [Name in keyof Required<T>]: true };

const MODULE: NamesOf<ModuleOptions> = {
  prefix: true,
  controllers: true,
  middleware: true,
  guards: true,
  errorHandlers: true,
  providers: true,
  modules: true,
};
const APP: NamesOf<AppOptions> = {
  ...MODULE,
  basePath: true,
  trailingSlash: true,
  limits: true,
  validation: true,
  deadlineReserveMs: true,
  logger: true,
  debug: true,
  errorFormat: true,
};
const LIMITS: NamesOf<LimitOptions> = { bodyBytes: true, jsonDepth: true, objectKeys: true, queryPairs: true };
const VALIDATION: NamesOf<ValidationOptions> = { status: true, unknownProperties: true, translate: true };

/** Reports every name in the options of an app that means nothing. */
export function checkOptionNames(options: AppOptions, problems: ProblemList): void {
  checkNames(options, APP, 'createApp', problems);
  checkNames(options.limits, LIMITS, 'limits', problems);
  checkNames(options.validation, VALIDATION, 'validation', problems);
  for (const module of options.modules ?? []) checkModule(module, problems);
}

function checkModule(module: ModuleOptions, problems: ProblemList): void {
  checkNames(module, MODULE, `the module '${module.prefix ?? ''}'`, problems);
  for (const child of module.modules ?? []) checkModule(child, problems);
}

function checkNames(options: object | undefined, known: object, where: string, problems: ProblemList): void {
  for (const name of Object.keys(options ?? {})) {
    if (Object.hasOwn(known, name)) continue;
    const near = nearestName(name, Object.keys(known));
    problems.add({
      code: 'unknown-option',
      message: `${where} has an option '${name}' that does not exist`,
      fix: near ? `did you mean '${near}'?` : `take it out; there are: ${Object.keys(known).join(', ')}`,
    });
  }
}
