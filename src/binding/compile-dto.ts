// Reads what a DTO class says of itself, in both libraries' notes and the compiler's, and compiles it once for each mode.
import { propertyType } from '../metadata/design-types.js';
import type { Constructor } from '../shared/constructor.js';
import { constraintsOf, type RuleNote, rulesOf } from './class-rules.js';
import type { Condition, DtoMode, DtoPlan, DtoPlans, FieldPlan, NestedPlan } from './dto-plan.js';
import { converterOf, expectationOf } from './field-conversion.js';
import { Rule } from './rule.js';
import { type KeyRules, keyRulesOf, notedProperties, transformOptions, transformsOf } from './transformer-notes.js';

const byMode = new Map<string, DtoPlans>();

/** The compiled classes of a mode, shared by every argument that needs it. */
export function dtoPlansOf(mode: DtoMode): DtoPlans {
  const key = `${mode.unknownProperties} ${mode.isText} ${mode.hasLowerCaseKeys ?? false} ${JSON.stringify(mode.groups)}`;
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
  const conditions = notes.filter((note) => note.type === 'conditionalValidation');
  const rules = [...ofType(notes, 'isDefined'), ...ofType(notes, 'customValidation')];
  const declared = { type, name, declaredType: propertyType(type, name), notes, isTransformed: transforms.length > 0 };
  const isExposed = keys.exposed.has(key);
  // What is not validated is not stripped either: class-validator never looks at it.
  const nested = nestedPlanOf(notes, declared.declaredType, declared.isTransformed);
  return {
    name,
    path,
    source: mode.hasLowerCaseKeys ? key.toLowerCase() : key,
    isInheritedName: key in Object.prototype,
    isAlwaysSet: isExposed,
    isSettable: (isExposed || (keys.takesAll && keys.takes(key))) && acceptsValue(type, name),
    convert: converterOf(declared, nested ? plans : dtoPlansOf({ ...mode, unknownProperties: 'allow' })),
    transforms: someOf(transforms),
    expectation: expectationOf(declared, mode.isText),
    isOptional: conditions.some((note) => note.name === 'isOptional'),
    conditions: someOf(conditions.filter((note) => note.name !== 'isOptional').map((note) => note.constraints[0] as Condition)),
    awaitsPromise: notes.some((note) => note.type === 'promiseValidation'),
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

function nestedPlanOf(notes: readonly RuleNote[], declared: unknown, isTransformed: boolean): NestedPlan | undefined {
  const [note] = ofType(notes, 'nestedValidation');
  return note && { note, shape: isTransformed ? 'any' : shapeOf(note, declared) };
}

function shapeOf(note: RuleNote, declared: unknown): NestedPlan['shape'] {
  if (declared === Map) return 'map';
  if (declared === Set) return 'set';
  if (note.each || declared === Array) return 'list';
  return typeof declared === 'function' && declared !== Object && declared !== Promise ? 'object' : 'any';
}
