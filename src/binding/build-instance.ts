// From a plain value to an instance of a DTO class, as class-transformer's plainToInstance builds it, in one pass and in linear time.
import type { DtoPlan, FieldPlan } from './dto-plan.js';
import type { Findings } from './findings.js';

/**
 * Builds an instance. Values of the wrong shape are taken as they are: checking the instance finds them. Unknown properties are
 * stripped, remembered in `findings` or taken over, as the plan's mode says.
 *
 * @param plain data from outside: keys are never trusted
 */
export function buildInstance(plan: DtoPlan, plain: Readonly<Record<string, unknown>>, findings: Findings): object {
  const instance = new plan.type() as Record<string, unknown>;
  const { fields } = plan;
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]!;
    if (field.isSettable) fillField(field, plain, instance, plan, findings);
  }
  const { unknownProperties } = plan.plans.mode;
  if (unknownProperties === 'reject') noteUnknown(plan, plain, instance, findings);
  else if (unknownProperties === 'allow') copyUnknown(plan, plain, instance);
  return instance;
}

function fillField(
  field: FieldPlan,
  plain: Readonly<Record<string, unknown>>,
  instance: Record<string, unknown>,
  plan: DtoPlan,
  findings: Findings,
): void {
  let value = field.isInheritedName && !Object.hasOwn(plain, field.source) ? undefined : plain[field.source];
  if (value === undefined && !field.isAlwaysSet) return;
  if (field.convert !== undefined && value !== undefined) value = field.convert(value, plain, instance, findings);
  if (field.transforms !== undefined) {
    for (const transform of field.transforms) {
      value = transform({ value, key: field.name, obj: plain, type: 0, options: plan.plans.transformOptions });
    }
  }
  instance[field.name] = value;
}

/** Unknown keys are issues only if the instance is checked, which a condition of another property may prevent. */
function noteUnknown(plan: DtoPlan, plain: Readonly<Record<string, unknown>>, instance: object, findings: Findings): void {
  for (const key in plain) {
    if (!plan.knowsKey(key) && !findings.noteUnknown(instance, plan.propertyOf(key))) return;
  }
}

function copyUnknown(plan: DtoPlan, plain: Readonly<Record<string, unknown>>, instance: Record<string, unknown>): void {
  for (const key in plain) {
    if (plan.knowsKey(key)) continue;
    const property = plan.propertyOf(key);
    // As class-transformer does: neither the prototype nor what stands on it can be reached from outside.
    if (property in plan.type.prototype) continue;
    instance[property] = plain[key];
  }
}
