// `@File('field')` and `@Files('field')`: uploads of a multipart body; without a name, of any field.
import type { FormFile, FormValues } from '../http/form-values.js';
import type { ArgumentBinding, ArgumentReader } from './argument-binding.js';
import { checkOptions } from './argument-mistakes.js';
import type { ArgumentSpec } from './argument-spec.js';
import { readNoBody } from './read-no-body.js';
import { readMissing } from './read-value.js';
import { Pending, Unready } from './unready.js';

/** `@File()` and `@Files()`. */
export const fileArgument: ArgumentBinding = { check: checkOptions, compile: compileFile, unready: Unready };

function compileFile({ note: { name, options, kind } }: ArgumentSpec): ArgumentReader {
  const path = name === undefined ? 'body' : `body.${name}`;
  return ({ body }) => {
    if (body.isEmpty) return readNoBody(options);
    return new Pending(body.form()).map((form) => {
      const found: FormFile[] = [];
      for (const [field, value] of form as FormValues) if (typeof value !== 'string' && (name ?? field) === field) found.push(value);
      if (found.length === 0 && (kind === 'file' || options.required)) return readMissing(options, path);
      return kind === 'files' ? found : found[0];
    });
  };
}
