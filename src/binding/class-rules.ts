// What class-validator's decorators noted: the only place that knows how that library keeps it.
import type { NotedClass } from '../metadata/notes.js';

/** What a constraint's functions are called with; class-validator's `ValidationArguments`. */
export interface ValidationArguments {
  readonly targetName: string;
  readonly property: string;
  readonly object: object;
  readonly value: unknown;
  readonly constraints: readonly unknown[];
}

/** A message, or what makes one. */
export type MessageSource = string | ((args: ValidationArguments) => string);

/** One decorator on a property. */
export interface RuleNote {
  /** `customValidation`, `nestedValidation`, `conditionalValidation`, `promiseValidation`, `whitelistValidation` or `isDefined`. */
  readonly type: string;
  readonly name?: string;
  readonly propertyName: string;
  readonly constraints: readonly unknown[];
  readonly constraintCls: unknown;
  readonly message?: MessageSource;
  readonly each?: boolean;
  readonly validateIf?: (object: object, value: unknown) => boolean;
}

/** What checks a value. */
export interface ConstraintInstance {
  validate(value: unknown, args: ValidationArguments): unknown;
  defaultMessage?(args: ValidationArguments): string;
}

/** A registered constraint class. `instance` comes from the container that the app gave class-validator, if any. */
export interface ConstraintNote {
  readonly name: string;
  readonly instance: ConstraintInstance;
}

interface MetadataStorage {
  getTargetValidationMetadatas(
    type: unknown,
    schema: undefined,
    always: boolean,
    strict: boolean,
    groups: readonly string[] | undefined,
  ): RuleNote[];
  getTargetValidatorConstraints(type: unknown): ConstraintNote[];
}

function storage(): MetadataStorage | undefined {
  return (globalThis as { classValidatorMetadataStorage?: MetadataStorage }).classValidatorMetadataStorage;
}

/** The rules of a class, own and inherited, that apply with the chosen groups; by property, in the library's order. */
export function rulesOf(type: NotedClass, groups: readonly string[]): Map<string, RuleNote[]> {
  const notes = storage()?.getTargetValidationMetadatas(type, undefined, false, false, groups.length > 0 ? groups : undefined) ?? [];
  const byProperty = new Map<string, RuleNote[]>();
  for (const note of notes) {
    const list = byProperty.get(note.propertyName);
    if (list) list.push(note);
    else byProperty.set(note.propertyName, [note]);
  }
  return byProperty;
}

/** The constraints behind a rule: one, unless its class was never registered. */
export function constraintsOf(note: RuleNote): readonly ConstraintNote[] {
  return storage()?.getTargetValidatorConstraints(note.constraintCls) ?? [];
}
