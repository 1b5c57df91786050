// From one parameter's note to the function that reads its argument from a request.
import { BadRequestError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { InvocationContext } from '../http/request-context.js';
import { isThenable } from '../shared/thenable.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { argumentTypeOf } from './argument-type.js';
import { isDtoClass } from './dto-class.js';
import { splitHeaderList } from './header-list.js';
import { type ArgumentReader, compileBodyReader, compileFileReader } from './read-body.js';
import { compileDtoReader, type ValueReader } from './read-dto.js';
import { readSchema } from './read-schema.js';
import { compileTextReader, readMissing } from './read-text.js';
import { Pending } from './unready.js';

/** A reader, and whether what it gives is always the argument itself. */
export interface CompiledArgument {
  readonly read: ArgumentReader;
  /** `false` when it may give an `Unready`. */
  readonly isSure: boolean;
}

/** Compiles the reader of one argument. */
export function compileArgument(spec: ArgumentSpec, settings: BindingSettings): CompiledArgument {
  const source = SOURCES[spec.note.kind];
  if (source) return typeof source === 'function' ? sure(source) : compileValue(spec, settings, source);
  switch (spec.note.kind) {
    case 'body':
      return unsure(compileBodyReader(spec, settings));
    case 'file':
    case 'files':
      return unsure(compileFileReader(spec));
    default:
      return unsure(customReader(spec));
  }
}

const sure = (read: ArgumentReader): CompiledArgument => ({ read, isSure: true });
const unsure = (read: ArgumentReader): CompiledArgument => ({ read, isSure: false });

/** A part of the request that holds values by name. */
interface TextSource {
  /** What paths of issues start with. */
  readonly path: string;
  /** Reads one value; `undefined` when absent. */
  readonly one: (name: string, spec: ArgumentSpec) => (ctx: InvocationContext) => string | undefined;
  /** Reads all values of a name. */
  readonly all: (name: string) => (ctx: InvocationContext) => readonly string[];
  readonly record: (ctx: InvocationContext) => unknown;
}

const SOURCES: Partial<Record<ArgumentSpec['note']['kind'], TextSource | ArgumentReader>> = {
  context: (ctx) => ctx,
  request: (ctx) => ctx.req,
  response: (ctx) => ctx.res,
  event: (ctx) => ctx.event,
  'lambda-context': (ctx) => ctx.context,
  ip: (ctx) => ctx.clientIp,
  principal: (ctx) => ctx.principal,
  error: (_ctx, error) => error,
  'raw-body': (ctx) => ctx.body.bytes(),
  param: {
    path: 'params',
    one: (name, spec) => {
      const index = spec.pathParameters.indexOf(name);
      return (ctx) => ctx.pathValue(index);
    },
    all: (name) => (ctx) => (Object.hasOwn(ctx.params, name) ? [ctx.params[name]!] : []),
    record: (ctx) => ctx.params,
  },
  query: {
    path: 'query',
    one: (name) => (ctx) => ctx.query.get(name),
    all: (name) => (ctx) => ctx.query.getAll(name),
    record: (ctx) => ctx.query.toRecord(),
  },
  header: {
    path: 'headers',
    one: (name) => {
      const key = name.toLowerCase();
      return (ctx) => ctx.headerValue(key);
    },
    all: (name) => (ctx) => splitHeaderList(ctx.headerValue(name.toLowerCase()) ?? ''),
    record: (ctx) => ctx.headers.toRecord(),
  },
  cookie: {
    path: 'cookies',
    one: (name) => (ctx) => ctx.cookies.get(name),
    all: (name) => (ctx) => ctx.cookies.getAll(name),
    record: (ctx) => ctx.cookies.toRecord(),
  },
};

function compileValue(spec: ArgumentSpec, settings: BindingSettings, source: TextSource): CompiledArgument {
  const { name, options } = spec.note;
  if (name === undefined) return compileGroup(spec, settings, source);
  const declared = argumentTypeOf(spec);
  const type = options.validate === false ? { ...declared, item: undefined, schema: undefined } : declared;
  const read = compileTextReader(type, options, `${source.path}.${name}`);
  if (type.isList) {
    const all = source.all(name);
    const list = (ctx: InvocationContext) => {
      const values = all(ctx);
      return values.length > 0 ? values : undefined;
    };
    return read ? unsure((ctx) => read(list(ctx))) : sure(list);
  }
  const one = source.one(name, spec);
  return read ? unsure((ctx) => read(one(ctx))) : sure(one);
}

/** All values of a part of the request, as a DTO or a schema sees them. */
function compileGroup(spec: ArgumentSpec, settings: BindingSettings, { path, record }: TextSource): CompiledArgument {
  const { kind, options } = spec.note;
  const { schema, item } = argumentTypeOf(spec);
  if (options.validate === false) return sure(record);
  if (schema) return unsure((ctx) => readSchema(schema, record(ctx), path));
  if (!isDtoClass(item)) return sure(record);
  const isOpen = kind === 'header' || kind === 'cookie';
  const read = compileDtoReader(item, false, path, {
    unknownProperties: isOpen ? 'strip' : settings.unknownProperties,
    isText: true,
    hasLowerCaseKeys: kind === 'header',
    groups: options.groups ?? [],
  });
  return unsure((ctx) => read(record(ctx)));
}

/** `createParamDecorator`: what the app's own function gives, which may be a promise. */
function customReader({ note: { resolve, data, options } }: ArgumentSpec): ArgumentReader {
  const finish: ValueReader = (value) => {
    if (value === undefined) return readMissing(options, 'argument');
    return options.schema ? readSchema(options.schema, value, 'argument') : value;
  };
  return (ctx) => {
    const value = resolve!(data, ctx);
    return isThenable(value) ? new Pending(value).map(finish) : finish(value);
  };
}

/** Refuses a query with too many pairs before anything is read from it. */
export function withQueryLimit(read: ArgumentReader, limit: number): ArgumentReader {
  return (ctx, error) => {
    if (ctx.query.count > limit) throw withoutStack(() => new BadRequestError(`The query has more than ${limit} values`));
    return read(ctx, error);
  };
}
