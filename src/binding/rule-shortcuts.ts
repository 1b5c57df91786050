// Tests that decide for class-validator's commonest rules what needs no closer look. What they leave open goes to the library's own
// predicate, so that they can only save time, never change a verdict.
import type { ConstraintInstance, RuleNote } from './class-rules.js';

/** Whether a value passes; `undefined` when only the predicate can tell. */
export type Decision = (value: unknown) => boolean | undefined;

// Plain letters, digits and single separators on both sides: a small part of what validator.js accepts under its default options.
// Both cases spelt out: ranges with the flag `i` take V8 three times as long to compile, a tenth of a millisecond of the first request.
const EMAIL = /^[A-Za-z\d]+(?:[._+-][A-Za-z\d]+)*@(?:[A-Za-z\d]+(?:-[A-Za-z\d]+)*\.)+[A-Za-z]{2,24}$/;
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

type Shortcut = readonly [message: string, make: (constraints: readonly unknown[]) => Decision | undefined];

const LONGER = 'must be longer than or equal to $constraint1 characters';

/** By the name of the rule. The default message is what tells the library's own rule from an app's rule of the same name. */
const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  isString: ['must be a string', () => (value) => typeof value === 'string'],
  isBoolean: ['must be a boolean value', () => (value) => typeof value === 'boolean' || undefined],
  isInt: ['must be an integer number', () => Number.isInteger],
  isNumber: [
    'must be a number conforming to the specified constraints',
    ([options]) => (Object.keys(options ?? {}).length === 0 ? Number.isFinite : undefined),
  ],
  min: [
    'must not be less than $constraint1',
    ([least]) => (typeof least === 'number' ? (value) => typeof value === 'number' && value >= least : undefined),
  ],
  max: [
    'must not be greater than $constraint1',
    ([most]) => (typeof most === 'number' ? (value) => typeof value === 'number' && value <= most : undefined),
  ],
  isNotEmpty: ['should not be empty', () => (value) => value !== '' && value !== null && value !== undefined],
  minLength: [LONGER, ([least]) => lengthBetween(least, Number.POSITIVE_INFINITY)],
  maxLength: ['must be shorter than or equal to $constraint1 characters', ([most]) => lengthBetween(0, most)],
  // What it says of an empty text.
  isLength: [LONGER, ([least, most]) => lengthBetween(least, most)],
  isEmail: ['must be an email', ([options]) => (options === undefined ? decideEmail : undefined)],
};

/** The faster test of a rule, if it is the library's own and has one. */
export function shortcutOf(name: string, note: RuleNote, instance: ConstraintInstance): Decision | undefined {
  if (!Object.hasOwn(SHORTCUTS, name)) return undefined;
  const [expected, make] = SHORTCUTS[name]!;
  const constraints = note.constraints ?? [];
  try {
    const message: unknown = instance.defaultMessage!({ targetName: '', property: note.propertyName, object: {}, value: '', constraints });
    return String(message).replace('each value in ', '') === `$property ${expected}` ? make(constraints) : undefined;
  } catch {
    return undefined;
  }
}
