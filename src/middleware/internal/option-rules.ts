// The kinds of options that several factories of the shelf have.
import type { OptionRule } from './check-options.js';

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
// Tab, visible ASCII and the upper half of Latin-1 (RFC 9110 section 5.5).
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;

/** Whether a value is a token of HTTP: a header name, a method (RFC 9110 section 5.6.2). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** Whether a value may stand in a header. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && HEADER_VALUE.test(value);
}

export const flag: OptionRule = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const callback: OptionRule = { expected: 'a function', accepts: (value) => typeof value === 'function' };
export const headerName: OptionRule = { expected: 'the name of a header', accepts: isToken };

/** A whole number. */
export function count(unit: string, least = 0): OptionRule {
  return {
    expected: `a whole number of ${unit}, ${least} or more`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
  };
}

/** A list of tokens. */
export function tokens(what: string): OptionRule {
  return { expected: `a list of ${what}`, accepts: (value) => Array.isArray(value) && value.every(isToken) };
}

/** An object that has certain methods. */
export function withMethods(what: string, methods: readonly string[]): OptionRule {
  return {
    expected: `${what} with ${methods.map((method) => `${method}()`).join(', ')}`,
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
  };
}

/** The same rule for an option that must be given. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}
