// The verdict on a DTO instance: class-validator's own rules, run over a compiled plan, stricter only where the library looks away.
import type { Constructor } from '../shared/constructor.js';
import { isThenable } from '../shared/thenable.js';
import type { DtoPlan, DtoPlans, Expectation, FieldPlan, NestedPlan } from './dto-plan.js';
import type { Findings } from './findings.js';
import { isCollection, renderMessage } from './rule.js';

/** Checks an instance; issues have paths relative to it. */
export function checkInstance(plan: DtoPlan, instance: object, findings: Findings): void {
  const { fields } = plan;
  if (!plan.hasRules) findings.add('', 'unknownValue', 'an unknown value was passed to the validate function');
  else if (findings.hasUnknown) findings.addUnknown(instance);
  for (let at = 0; at < fields.length && !findings.isFull; at++) {
    const field = fields[at]!;
    const value = (instance as Record<string, unknown>)[field.name];
    if (field.isOptional && (value === undefined || value === null)) continue;
    if (field.awaitsPromise && isThenable(value)) checkLater(field, value, instance, plan, findings);
    else checkField(field, value, instance, plan, findings);
  }
}

/** `@ValidatePromise`: the promise's value is what the rules see. */
function checkLater(field: FieldPlan, value: PromiseLike<unknown>, instance: object, plan: DtoPlan, findings: Findings): void {
  findings.addBranch((branch) => Promise.resolve(value).then((resolved) => checkField(field, resolved, instance, plan, branch)));
}

function checkField(field: FieldPlan, value: unknown, instance: object, plan: DtoPlan, findings: Findings): void {
  const { expectation, rules, nested } = field;
  const from = findings.size;
  if (expectation?.comesFirst && !checkExpectation(field, expectation, value, findings)) return;
  if (field.conditions?.some((condition) => !condition(instance, value))) return;
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]!;
    const decided = rule.decide?.(value);
    if (decided !== true) rule.check(value, instance, findings, from, decided);
  }
  if (expectation && !expectation.comesFirst && !findings.hasFailed(from, expectation.primitive.rule))
    checkExpectation(field, expectation, value, findings);
  if (nested === undefined) return;
  const before = findings.size;
  checkNested(field, value, false, instance, plan, findings);
  if (findings.size > before) findings.prefix(before, field.path);
}

/** Whether the declared type is met; each value that does not is an issue. */
function checkExpectation(
  { name, path }: FieldPlan,
  { primitive, allowsList, comesFirst }: Expectation,
  value: unknown,
  findings: Findings,
): boolean {
  if (value === undefined || value === null) return true;
  const { size } = findings;
  const isListed = allowsList && isCollection(value);
  // Text that is a list was given more than once.
  const once = comesFirst && !allowsList && Array.isArray(value) ? ', given once' : '';
  let index = 0;
  for (const each of isListed ? (value as Iterable<unknown>) : [value]) {
    if (findings.isFull) break;
    if (!primitive.holds(each))
      findings.add(isListed ? `${path}.${index}` : path, primitive.rule, `${name} must be ${primitive.noun}${once}`);
    index++;
  }
  return findings.size === size;
}

/** A `@ValidateNested` at work on a value of the property, or on an element of it. Issues have paths relative to the value. */
function checkNested(field: FieldPlan, value: unknown, isElement: boolean, instance: object, plan: DtoPlan, findings: Findings): void {
  if (value === undefined) return;
  if (!fits(value, field.nested!, isElement)) {
    const { note } = field.nested!;
    const { propertyName, constraints } = note;
    const args = { targetName: plan.type.name, property: propertyName, object: instance, value, constraints };
    findings.add('', 'nestedValidation', renderMessage(note.message ?? '', args));
  } else if (isCollection(value)) {
    let index = 0;
    for (const entry of value as Iterable<unknown>) {
      if (findings.isFull) return;
      const [key, element] = value instanceof Map ? (entry as [unknown, unknown]) : [index++, entry];
      const from = findings.size;
      checkNested(field, element, true, instance, plan, findings);
      if (findings.size > from) findings.prefix(from, String(key));
    }
  } else checkObject(field, value as object, plan.plans, findings);
}

/** Whether a value is an object of the right shape. With `each` the elements are objects, without it lists may hold lists. */
function fits(value: unknown, { note, hasShape }: NestedPlan, isElement: boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isElement ? !note.each || !isCollection(value) : hasShape(value);
}

function checkObject(field: FieldPlan, value: object, plans: DtoPlans, findings: Findings): void {
  const plan = plans.planOf((Object.getPrototypeOf(value)?.constructor ?? Object) as Constructor);
  // What a transform made of outside data was never stripped.
  if (field.transforms) dropUnknown(plan, value as Record<string, unknown>, findings);
  checkInstance(plan, value, findings);
}

function dropUnknown(plan: DtoPlan, instance: Record<string, unknown>, findings: Findings): void {
  const { unknownProperties } = plan.plans.mode;
  if (unknownProperties === 'allow') return;
  for (const key of Object.keys(instance)) {
    if (plan.fields.some((field) => field.name === key)) continue;
    if (unknownProperties === 'reject') findings.noteUnknown(instance, key);
    else delete instance[key];
  }
}
