// Start-up: what is wrong with a DTO class and with the classes inside it.
import { propertyType } from '../metadata/design-types.js';
import type { Constructor } from '../shared/constructor.js';
import type { Mistake } from './argument-binding.js';
import { constraintsOf, type RuleNote, rulesOf } from './class-rules.js';
import { isDtoClass } from './dto-class.js';
import { checkNotes, transformsOf, typeNoteOf } from './transformer-notes.js';

/** Everything that would make a DTO class, or one nested in it, check less than it seems to. */
export function checkDto(type: Constructor, groups: readonly string[]): Mistake[] {
  return [...checkNotes(), ...checkClass(type, groups, new Set())];
}

function checkClass(type: Constructor, groups: readonly string[], seen: Set<Constructor>): Mistake[] {
  if (seen.has(type)) return [];
  seen.add(type);
  const rules = rulesOf(type, groups);
  if (rules.size === 0) return [noRules(type, groups)];
  return [...rules].flatMap(([property, notes]) => [
    ...notes.filter((note) => note.type === 'customValidation' && constraintsOf(note).length === 0).map((note) => unregistered(type, note)),
    ...(notes.some((note) => note.type === 'nestedValidation') ? checkNested(type, property, groups, seen) : []),
  ]);
}

function noRules(type: Constructor, groups: readonly string[]): Mistake {
  const inGroups = groups.length > 0 && rulesOf(type, []).size > 0;
  return {
    code: 'no-rules',
    message: inGroups
      ? `the class ${type.name} has no class-validator rules in the groups ${groups.join(', ')}`
      : `the class ${type.name} has no class-validator rules: everything would pass`,
    fix: 'decorate its properties (@IsString(), …; @Allow() for one without rules), or use a schema, or { validate: false }',
  };
}

function unregistered(type: Constructor, { constraintCls, propertyName }: RuleNote): Mistake {
  const name = (constraintCls as { name?: string } | undefined)?.name || 'a class';
  return {
    code: 'unregistered-constraint',
    message: `${type.name}.${propertyName} is validated by ${name}, which is no registered constraint and would never run`,
    fix: `decorate ${name} with @ValidatorConstraint()`,
  };
}

function checkNested(type: Constructor, property: string, groups: readonly string[], seen: Set<Constructor>): Mistake[] {
  const nested = nestedTypesOf(type, property);
  if (nested === undefined || transformsOf(type, property, 'toClass', groups).length > 0) return [];
  if (nested.length > 0) return nested.flatMap((each) => checkClass(each, groups, seen));
  return [
    {
      code: 'unknown-nested-type',
      message: `${type.name}.${property} has @ValidateNested() but nothing says which class it holds: the declared type is a list, an interface or unknown`,
      fix: "add class-transformer's @Type(() => Item)",
    },
  ];
}

/** The classes a property may hold; `undefined` where each value decides. */
function nestedTypesOf(type: Constructor, property: string): Constructor[] | undefined {
  const note = typeNoteOf(type, property);
  if (!note) return [propertyType(type, property)].filter(isDtoClass);
  if (note.typeFunction?.length) return undefined;
  const subTypes = note.options?.discriminator?.subTypes.map((subType) => subType.value) ?? [];
  return [note.typeFunction ? note.typeFunction(undefined) : note.reflectedType, ...subTypes].filter(isDtoClass);
}
