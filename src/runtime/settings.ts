// An app's options with every default filled in, read once when the app is made.
import type { BindingSettings } from '../binding/argument-spec.js';
import { DEFAULT_LIMITS, type RequestLimits } from '../http/limits.js';
import { createJsonLogger } from '../logging/json-logger.js';
import type { Logger } from '../logging/logger.js';
import type { AppOptions } from '../plan/options.js';
import type { ProblemList } from '../plan/problem-list.js';

/** What the runtime needs to know of the options. */
export interface Settings {
  /** Starts with `/` and does not end with one; `''` for none. */
  readonly basePath: string;
  readonly limits: RequestLimits;
  readonly binding: BindingSettings;
  readonly deadlineReserveMs: number;
  readonly logger: Logger;
  readonly isDebug: boolean;
  readonly errorFormat: 'json' | 'problem';
}

/** Bodies are checked and copied by functions that call themselves once for each level. */
const DEEPEST_JSON = 512;

/** Reads the options; values that make no sense are reported. */
export function readSettings(options: AppOptions, problems: ProblemList): Settings {
  const limits: RequestLimits = { ...DEFAULT_LIMITS, ...withoutUndefined(options.limits) };
  for (const [name, value] of Object.entries(limits)) checkNumber(`limits.${name}`, value, problems);
  if (limits.jsonDepth > DEEPEST_JSON) {
    const message = `The option limits.jsonDepth is ${limits.jsonDepth}`;
    problems.add({
      code: 'bad-option',
      message,
      fix: `set it to ${DEEPEST_JSON} at most: deeper values overflow the stack of whoever walks them`,
    });
  }
  const deadlineReserveMs = options.deadlineReserveMs ?? 250;
  checkNumber('deadlineReserveMs', deadlineReserveMs, problems);
  checkChoice('trailingSlash', options.trailingSlash, ['ignore', 'strict', 'redirect'], problems);
  checkChoice('errorFormat', options.errorFormat, ['json', 'problem'], problems);
  checkChoice('validation.status', options.validation?.status, [400, 422], problems);
  checkChoice('validation.unknownProperties', options.validation?.unknownProperties, ['strip', 'reject', 'allow'], problems);
  check('basePath', options.basePath, typeof (options.basePath ?? '') === 'string', 'text, such as /v1', problems);
  check('logger', options.logger, isLogger(options.logger ?? console), 'an object with debug, info, warn and error', problems);
  const translate = options.validation?.translate;
  return {
    basePath: trimSlashes(String(options.basePath ?? '')),
    limits,
    binding: {
      status: options.validation?.status ?? 400,
      unknownProperties: options.validation?.unknownProperties ?? 'strip',
      limits,
      ...(translate && { translate }),
    },
    deadlineReserveMs,
    logger: options.logger ?? createJsonLogger(),
    isDebug: options.debug ?? (isTruthy(process.env.POWERTOOLS_DEV) || isTruthy(process.env.LAMBENT_DEBUG)),
    errorFormat: options.errorFormat ?? 'json',
  };
}

const TRUTHY = new Set(['1', 'y', 'yes', 't', 'true', 'on']);

/** As Powertools reads its switches: `1 y yes t true on`, in any case. */
function isTruthy(value: string | undefined): boolean {
  return value !== undefined && TRUTHY.has(value.trim().toLowerCase());
}

function trimSlashes(path: string): string {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}

function withoutUndefined<T extends object>(values: T | undefined): T | undefined {
  return values && (Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T);
}

function isLogger(logger: object): boolean {
  return ['debug', 'info', 'warn', 'error'].every((level) => typeof (logger as Record<string, unknown>)[level] === 'function');
}

function checkNumber(name: string, value: unknown, problems: ProblemList): void {
  check(name, value, typeof value === 'number' && value >= 0, 'a number that is not negative', problems);
}

function checkChoice(name: string, value: unknown, choices: readonly unknown[], problems: ProblemList): void {
  check(name, value, value === undefined || choices.includes(value), `one of: ${choices.join(', ')}`, problems);
}

function check(name: string, value: unknown, holds: boolean, expected: string, problems: ProblemList): void {
  if (holds) return;
  const given = typeof value === 'object' && value !== null ? 'an object' : String(value);
  problems.add({ code: 'bad-option', message: `The option ${name} is ${given}`, fix: `set ${name} to ${expected}` });
}
