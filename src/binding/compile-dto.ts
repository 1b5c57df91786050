// Reads what a DTO class says of itself, in both libraries' notes and the compiler's, and compiles it once for each mode.
import { propertyType } from '../metadata/design-types.js';
import type { Constructor } from '../shared/constructor.js';
import { constraintsOf, type RuleNote, rulesOf } from './class-rules.js';
import type { Condition, DtoMode, DtoPlan, DtoPlans, FieldPlan, NestedPlan } from './dto-plan.js';
import { converterOf, type DeclaredField, expectationOf } from './field-conversion.js';
import { isCollection, Rule } from './rule.js';
import { type KeyRules, keyRulesOf, notedProperties, transformOptions, transformsOf, typeNoteOf } from './transformer-notes.js';

const byMode = new Map<string, DtoPlans>();

/** The compiled classes of a mode, shared by every argument that needs it. */
export function dtoPlansOf(mode: DtoMode): DtoPlans {
  const key = JSON.stringify(mode);
  let plans = byMode.get(key);
  if (!plans) {
    plans = createPlans(mode);
    byMode.set(key, plans);
  }
  return plans;
}

function createPlans(mode: DtoMode): DtoPlans {
  const compiled = new Map<Constructor, DtoPlan>();
  const plans: DtoPlans = {
    mode,
    transformOptions: transformOptions(mode.groups),
    planOf(type) {
      let plan = compiled.get(type);
      if (!plan) {
        plan = compileDto(type, plans);
        compiled.set(type, plan);
      }
      return plan;
    },
  };
  return plans;
}

function compileDto(type: Constructor, plans: DtoPlans): DtoPlan {
  const { groups } = plans.mode;
  const keys = keyRulesOf(type, 'toClass', groups);
  const rules = rulesOf(type, groups);
  // What may hold unknown properties also converts and transforms those without rules.
  const names = plans.mode.unknownProperties === 'allow' ? new Set([...rules.keys(), ...notedProperties(type)]) : rules.keys();
  const fields = [...names].map((name) => planField(type, name, rules.get(name) ?? [], keys, plans));
  const sources = new Set(fields.map((field) => field.source));
  const propertyOf = (key: string) => keys.propertyOf.get(key) ?? key;
  const isLeftOut = (key: string) => !keys.takes(key) || !(keys.takesAll || keys.exposed.has(key));
  const knowsKey = (key: string) => sources.has(key) || rules.has(propertyOf(key)) || isLeftOut(key);
  return { type, plans, fields, hasRules: rules.size > 0, knowsKey, propertyOf };
}

function planField(type: Constructor, name: string, notes: readonly RuleNote[], keys: KeyRules, plans: DtoPlans): FieldPlan {
  const { mode } = plans;
  const key = keys.keyOf(name);
  const path = mode.hasLowerCaseKeys ? key : name;
  const transforms = transformsOf(type, name, 'toClass', mode.groups);
  const declaredType = propertyType(type, name);
  const field = { type, name, declaredType, typeNote: typeNoteOf(type, name), notes, isTransformed: transforms.length > 0 };
  const nested = nestedPlanOf(field);
  const expectation = expectationOf(field, mode.isText);
  const isExposed = keys.exposed.has(key);
  const conditions = ofType(notes, 'conditionalValidation');
  const demands = conditions.filter((note) => note.name !== 'isOptional');
  const rules = [...ofType(notes, 'isDefined'), ...ofType(notes, 'customValidation')];
  return {
    name,
    path,
    source: mode.hasLowerCaseKeys ? key.toLowerCase() : key,
    isInheritedName: key in Object.prototype,
    isAlwaysSet: isExposed,
    isSettable: (isExposed || (keys.takesAll && keys.takes(key))) && acceptsValue(type, name),
    // What is not validated is not stripped either: class-validator never looks at it.
    convert: converterOf(field, expectation, nested ? plans : dtoPlansOf({ ...mode, unknownProperties: 'allow' })),
    transforms: someOf(transforms),
    expectation,
    isOptional: demands.length < conditions.length,
    conditions: someOf(demands.map((note) => note.constraints[0] as Condition)),
    awaitsPromise: ofType(notes, 'promiseValidation').length > 0,
    rules: rules.flatMap((note) => constraintsOf(note).map((constraint) => new Rule(note, constraint, type.name, path))),
    nested,
  };
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function ofType(notes: readonly RuleNote[], type: string): RuleNote[] {
  return notes.filter((note) => note.type === type);
}

/** Methods and getters are not filled from outside. */
function acceptsValue(type: Constructor, name: string): boolean {
  for (let at: object | null = type.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found.set !== undefined || (!found.get && typeof found.value !== 'function');
  }
  return true;
}

function nestedPlanOf({ notes, declaredType, isTransformed }: DeclaredField): NestedPlan | undefined {
  const [note] = ofType(notes, 'nestedValidation');
  return note && { note, hasShape: isTransformed ? isAny : shapeOf(note, declaredType) };
}

const isAny = () => true;

/** The shape that the declared type asks for, where it says. */
function shapeOf({ each }: RuleNote, declared: unknown): NestedPlan['hasShape'] {
  if (declared === Map || declared === Set) return (value) => value instanceof (declared as MapConstructor | SetConstructor);
  if (each || declared === Array) return Array.isArray;
  return typeof declared === 'function' && declared !== Object && declared !== Promise ? (value) => !isCollection(value) : isAny;
}
