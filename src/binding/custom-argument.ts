// `createParamDecorator`: what the app's own function gives, which may be a promise.
import { isThenable } from '../shared/thenable.js';
import type { ArgumentBinding, ArgumentReader } from './argument-binding.js';
import { checkOptions, contradiction } from './argument-mistakes.js';
import type { ArgumentSpec } from './argument-spec.js';
import { readSchema } from './read-schema.js';
import { readMissing, type ValueReader } from './read-value.js';
import { Pending, Unready } from './unready.js';

/** An argument that a function of the app's gives. */
export const customArgument: ArgumentBinding = {
  check: (spec) => [
    ...checkOptions(spec),
    ...(spec.note.options.type === undefined
      ? []
      : [contradiction('a type, although what your own decorator gives is not converted', 'convert it in its function')]),
  ],
  compile: compileCustom,
  unready: Unready,
};

function compileCustom({ note: { resolve, data, options } }: ArgumentSpec): ArgumentReader {
  const finish: ValueReader = (value) => {
    if (value === undefined) return readMissing(options, 'argument');
    return options.schema ? readSchema(options.schema, value, 'argument') : value;
  };
  return (ctx) => {
    const value = resolve!(data, ctx);
    return isThenable(value) ? new Pending(value).map(finish) : finish(value);
  };
}
