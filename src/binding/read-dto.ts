// Plain values made into DTO instances and checked, for every part of a request that a DTO may describe.
import type { Constructor } from '../shared/constructor.js';
import { buildInstance } from './build-instance.js';
import { checkInstance } from './check-instance.js';
import { dtoPlansOf } from './compile-dto.js';
import type { DtoMode, DtoPlan } from './dto-plan.js';
import { Findings } from './findings.js';
import type { ValueReader } from './read-value.js';
import { Invalid, Pending } from './unready.js';

/** Reads one DTO, or a list of them. The class is compiled when the first value comes. */
export function compileDtoReader(type: Constructor, isList: boolean, path: string, mode: DtoMode): ValueReader {
  let plan: DtoPlan | undefined;
  return (value) => {
    plan ??= dtoPlansOf(mode).planOf(type);
    const findings = new Findings();
    const result = isList ? readList(plan, value, findings, path) : readOne(plan, value, findings, path);
    if (findings.size === 0 && !findings.isPending) return result;
    findings.prefix(0, path);
    if (!findings.isPending) return new Invalid(findings.toIssues());
    return new Pending(
      findings.settle().then(() => {
        const issues = findings.toIssues();
        return issues.length > 0 ? new Invalid(issues) : result;
      }),
    );
  };
}

function readOne(plan: DtoPlan, value: unknown, findings: Findings, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.add('', 'nestedValidation', `${name} must be an object`);
    return undefined;
  }
  const instance = buildInstance(plan, value as Record<string, unknown>, findings);
  checkInstance(plan, instance, findings);
  return instance;
}

function readList(plan: DtoPlan, value: unknown, findings: Findings, name: string): unknown {
  if (!Array.isArray(value)) {
    findings.add('', 'nestedValidation', `${name} must be a list`);
    return undefined;
  }
  const list: unknown[] = [];
  for (let index = 0; index < value.length && !findings.isFull; index++) {
    const from = findings.size;
    list.push(readOne(plan, value[index], findings, `each value in ${name}`));
    if (findings.size > from) findings.prefix(from, String(index));
  }
  return list;
}
