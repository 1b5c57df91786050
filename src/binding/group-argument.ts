// `@Param`, `@Query`, `@Headers`, `@Cookie`, `@Cookies`: one value by name, or without a name all of them as a DTO or a schema sees them.
import { badRequest } from '../errors/bad-request.js';
import type { ArgumentBinding, ArgumentReader, Mistake } from './argument-binding.js';
import { checkOptions, describeType, missingType, placeOf } from './argument-mistakes.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { argumentTypeOf } from './argument-type.js';
import { checkDto } from './check-dto.js';
import { isDtoClass } from './dto-class.js';
import { namedArgument } from './named-argument.js';
import { compileDtoReader } from './read-dto.js';
import { readSchema } from './read-schema.js';
import { COOKIES, HEADERS, PATH, QUERY, type TextSource } from './text-source.js';
import { Unready } from './unready.js';

function textArgument(source: TextSource): ArgumentBinding {
  const named = namedArgument(source);
  return {
    check: (spec) => (spec.note.name === undefined ? checkGroup(spec) : named.check!(spec)),
    compile: (spec, settings) => (spec.note.name === undefined ? compileGroup(spec, settings, source) : named.compile(spec, settings)),
    unready: Unready,
  };
}

/** `@Param()`. */
export const paramArgument = /* @__PURE__ */ textArgument(PATH);
/** `@Query()`. */
export const queryArgument = /* @__PURE__ */ withQueryLimit(/* @__PURE__ */ textArgument(QUERY));
/** `@Headers()`. */
export const headersArgument = /* @__PURE__ */ textArgument(HEADERS);
/** `@Cookie()`, `@Cookies()`. */
export const cookieArgument = /* @__PURE__ */ textArgument(COOKIES);

/** Refuses a query with too many pairs before anything is read from it. */
function withQueryLimit(argument: ArgumentBinding): ArgumentBinding {
  return {
    ...argument,
    compile: (spec, settings) => {
      const read = argument.compile(spec, settings);
      const limit = settings.limits.queryPairs;
      return (ctx, error) => {
        if (ctx.query.hasMoreThan(limit)) throw badRequest(`The query has more than ${limit} values`);
        return read(ctx, error);
      };
    },
  };
}

function checkGroup(spec: ArgumentSpec): Mistake[] {
  const { item, isList, schema } = argumentTypeOf(spec);
  const { groups = [], validate } = spec.note.options;
  const mistakes = checkOptions(spec);
  if (schema || validate === false) return mistakes;
  if (isDtoClass(item) && !isList) return [...mistakes, ...checkDto(item, groups)];
  if (item === undefined && !isList) return [...mistakes, missingType(spec, '{ type: Dto }')];
  const what = isList ? 'is a list, which only a named one can be' : `has the type ${describeType(item)}, which is no DTO class`;
  mistakes.push({
    code: 'unsupported-type',
    message: `${placeOf(spec)} without a name ${what}`,
    fix: 'name one field, give a DTO class with class-validator rules or a schema, or { validate: false } for the plain values',
  });
  return mistakes;
}

function compileGroup(spec: ArgumentSpec, settings: BindingSettings, { path, record, isOpen, isHeaders }: TextSource): ArgumentReader {
  const { groups = [], validate } = spec.note.options;
  const { schema, item } = argumentTypeOf(spec);
  if (validate === false) return record;
  if (schema) return (ctx) => readSchema(schema, record(ctx), path);
  const unknownProperties = isOpen ? 'strip' : settings.unknownProperties;
  const read = compileDtoReader(item as never, false, path, {
    unknownProperties,
    isText: true,
    hasLowerCaseKeys: isHeaders === true,
    groups,
  });
  return (ctx) => read(record(ctx));
}
