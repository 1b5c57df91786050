// Tests that say yes faster than class-validator's predicates do. What they do not accept goes to the predicate itself, so that they can
// only save time, never change a verdict.
import type { ConstraintInstance, RuleNote } from './class-rules.js';

/** A test of one value. */
export type Test = (value: unknown) => boolean;

/** The default message is what tells the library's own rule from an app's rule of the same name. */
interface Shortcut {
  readonly message: string;
  readonly make: (constraints: readonly unknown[]) => Test | undefined;
}

// Plain letters, digits and single separators on both sides: a small part of what validator.js accepts under its default options.
const EMAIL = /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}$/i;
/** A local part may have 64 characters, a label of the domain 63, before validator.js looks closer. */
const LONGEST_EMAIL = 64;

// Without surrogates and variation selectors, which validator.js counts in its own way, `length` is the number of characters.
const ODD = /[\ud800-\udfff]|\ufe0e|\ufe0f/;
const hasPlainLength = (value: unknown, least: number, most: number) =>
  typeof value === 'string' && value.length >= least && value.length <= most && !ODD.test(value);
const isCount = (value: unknown): value is number => typeof value === 'number';

const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  isString: { message: '$property must be a string', make: () => (value) => typeof value === 'string' },
  isBoolean: { message: '$property must be a boolean value', make: () => (value) => typeof value === 'boolean' },
  isInt: { message: '$property must be an integer number', make: () => (value) => Number.isInteger(value) },
  isNumber: {
    message: '$property must be a number conforming to the specified constraints',
    make: ([options]) => (Object.keys(options ?? {}).length === 0 ? (value) => Number.isFinite(value) : undefined),
  },
  min: {
    message: '$property must not be less than $constraint1',
    make: ([least]) => (isCount(least) ? (value) => typeof value === 'number' && value >= least : undefined),
  },
  max: {
    message: '$property must not be greater than $constraint1',
    make: ([most]) => (isCount(most) ? (value) => typeof value === 'number' && value <= most : undefined),
  },
  isNotEmpty: { message: '$property should not be empty', make: () => (value) => typeof value === 'string' && value !== '' },
  minLength: {
    message: '$property must be longer than or equal to $constraint1 characters',
    make: ([least]) => (isCount(least) ? (value) => hasPlainLength(value, least, Number.POSITIVE_INFINITY) : undefined),
  },
  maxLength: {
    message: '$property must be shorter than or equal to $constraint1 characters',
    make: ([most]) => (isCount(most) ? (value) => hasPlainLength(value, 0, most) : undefined),
  },
  isLength: {
    // What it says of an empty text.
    message: '$property must be longer than or equal to $constraint1 characters',
    make: ([least, most]) => (isCount(least) && isCount(most) ? (value) => hasPlainLength(value, least, most) : undefined),
  },
  isEmail: {
    message: '$property must be an email',
    make: ([options]) =>
      options === undefined ? (value) => typeof value === 'string' && value.length <= LONGEST_EMAIL && EMAIL.test(value) : undefined,
  },
};

/** The faster test of a rule, if it is the library's own and has one. */
export function shortcutOf(name: string, note: RuleNote, instance: ConstraintInstance): Test | undefined {
  const shortcut = Object.hasOwn(SHORTCUTS, name) ? SHORTCUTS[name] : undefined;
  if (!shortcut || typeof instance.defaultMessage !== 'function') return undefined;
  const { propertyName, constraints } = note;
  const args = { targetName: '', property: propertyName, object: {}, value: '', constraints: constraints ?? [] };
  let message: unknown;
  try {
    message = instance.defaultMessage(args);
  } catch {
    return undefined;
  }
  return message === shortcut.message ? shortcut.make(args.constraints) : undefined;
}
