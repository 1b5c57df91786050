// Values given to a Standard Schema: zod, valibot, arktype.
import type { ValidationIssue } from '../errors/validation-error.js';
import type { SchemaIssue, SchemaResult, StandardSchemaV1 } from '../http/standard-schema.js';
import { isThenable } from '../shared/thenable.js';
import { MOST_ISSUES } from './findings.js';
import { Invalid, Pending, type Unready } from './unready.js';

/** What the schema makes of a value; `Invalid` with paths below `path` when it refuses, `Pending` when it is asynchronous. */
export function readSchema(schema: StandardSchemaV1, value: unknown, path: string): unknown | Unready {
  const result = schema['~standard'].validate(value);
  return isThenable(result)
    ? new Pending(Promise.resolve(result).then((settled) => finish(settled as SchemaResult<unknown>, path)))
    : finish(result, path);
}

function finish(result: SchemaResult<unknown>, path: string): unknown {
  return result.issues ? new Invalid(result.issues.slice(0, MOST_ISSUES).map((issue) => toIssue(issue, path))) : result.value;
}

function toIssue({ message, path = [] }: SchemaIssue, prefix: string): ValidationIssue {
  const segments = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return { path: [prefix, ...segments].join('.'), rule: 'schema', message };
}
