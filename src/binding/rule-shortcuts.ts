// Tests that decide for class-validator's commonest rules what needs no closer look. What they leave open goes to the library's own
// predicate, so that they can only save time, never change a verdict.
import type { ConstraintInstance, RuleNote } from './class-rules.js';

/** Whether a value passes; `undefined` when only the predicate can tell. */
export type Decision = (value: unknown) => boolean | undefined;

/** The default message is what tells the library's own rule from an app's rule of the same name. */
interface Shortcut {
  readonly message: string;
  readonly make: (constraints: readonly unknown[]) => Decision | undefined;
}

// Plain letters, digits and single separators on both sides: a small part of what validator.js accepts under its default options.
const EMAIL = /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}$/i;
/** Longer ones may break a limit on the local part or on a label of the domain. */
const LONGEST_EMAIL = 64;

function decideEmail(value: unknown): boolean | undefined {
  if (typeof value !== 'string' || !value.includes('@')) return false;
  return (value.length <= LONGEST_EMAIL && EMAIL.test(value)) || undefined;
}

// Surrogates and variation selectors are counted in validator.js's own way; without them `length` is the number of characters.
const ODD = /[\ud800-\udfff]|\ufe0e|\ufe0f/;

function lengthBetween(least: unknown, most: unknown): Decision | undefined {
  if (typeof least !== 'number' || typeof most !== 'number') return undefined;
  return (value) => {
    if (typeof value !== 'string') return false;
    return ODD.test(value) ? undefined : value.length >= least && value.length <= most;
  };
}

const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  isString: { message: '$property must be a string', make: () => (value) => typeof value === 'string' },
  isBoolean: { message: '$property must be a boolean value', make: () => (value) => typeof value === 'boolean' || undefined },
  isInt: { message: '$property must be an integer number', make: () => (value) => Number.isInteger(value) },
  isNumber: {
    message: '$property must be a number conforming to the specified constraints',
    make: ([options]) => (Object.keys(options ?? {}).length === 0 ? (value) => Number.isFinite(value) : undefined),
  },
  min: {
    message: '$property must not be less than $constraint1',
    make: ([least]) => (typeof least === 'number' ? (value) => typeof value === 'number' && value >= least : undefined),
  },
  max: {
    message: '$property must not be greater than $constraint1',
    make: ([most]) => (typeof most === 'number' ? (value) => typeof value === 'number' && value <= most : undefined),
  },
  isNotEmpty: { message: '$property should not be empty', make: () => (value) => value !== '' && value !== null && value !== undefined },
  minLength: {
    message: '$property must be longer than or equal to $constraint1 characters',
    make: ([least]) => lengthBetween(least, Number.POSITIVE_INFINITY),
  },
  maxLength: {
    message: '$property must be shorter than or equal to $constraint1 characters',
    make: ([most]) => lengthBetween(0, most),
  },
  isLength: {
    // What it says of an empty text.
    message: '$property must be longer than or equal to $constraint1 characters',
    make: ([least, most]) => lengthBetween(least, most),
  },
  isEmail: { message: '$property must be an email', make: ([options]) => (options === undefined ? decideEmail : undefined) },
};

/** The faster test of a rule, if it is the library's own and has one. */
export function shortcutOf(name: string, note: RuleNote, instance: ConstraintInstance): Decision | undefined {
  const shortcut = Object.hasOwn(SHORTCUTS, name) ? SHORTCUTS[name] : undefined;
  if (!shortcut || typeof instance.defaultMessage !== 'function') return undefined;
  const constraints = note.constraints ?? [];
  let message: unknown;
  try {
    message = instance.defaultMessage({ targetName: '', property: note.propertyName, object: {}, value: '', constraints });
  } catch {
    return undefined;
  }
  return typeof message === 'string' && message.replace('each value in ', '') === shortcut.message ? shortcut.make(constraints) : undefined;
}
