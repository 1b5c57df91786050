// The body as an argument: its media type decides how it is parsed, the parameter's type how it is checked.
import { UnsupportedMediaTypeError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { FormValue, FormValues } from '../http/form-values.js';
import { isJson, parseMediaType } from '../http/media-type.js';
import { nullRecord } from '../shared/record.js';
import type { ArgumentBinding, ArgumentReader, Mistake } from './argument-binding.js';
import { checkOptions, contradiction, describeType, missingType, placeOf } from './argument-mistakes.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { argumentTypeOf } from './argument-type.js';
import { checkDto } from './check-dto.js';
import { isDtoClass } from './dto-class.js';
import { primitiveOf } from './primitive.js';
import { compileDtoReader } from './read-dto.js';
import { readNoBody } from './read-no-body.js';
import { compileValueReader, readMissing, type ValueReader } from './read-value.js';
import { Invalid, Pending, Unready } from './unready.js';

/** `@Body()`, `@Body('property')`: JSON for `application/json` and `+json`, forms for urlencoded and multipart, text for a declared string. */
export const bodyArgument: ArgumentBinding = { check: checkBody, compile: compileBody, unready: Unready };

function checkBody(spec: ArgumentSpec): Mistake[] {
  const { name, options } = spec.note;
  const mistakes = checkOptions(spec);
  if (name === undefined && options.default !== undefined && options.required === undefined)
    mistakes.push(contradiction('a default that a missing body never gets', 'add { required: false }'));
  const { item, schema } = argumentTypeOf(spec);
  if (schema || options.validate === false) return mistakes;
  if (isDtoClass(item)) return [...mistakes, ...checkDto(item, options.groups ?? [])];
  return name !== undefined && primitiveOf(item) ? mistakes : [...mistakes, unknownBody(spec)];
}

/** A body that nothing says how to validate. */
function unknownBody(spec: ArgumentSpec): Mistake {
  const { item, isList } = argumentTypeOf(spec);
  if (item === undefined && isList) {
    return {
      code: 'missing-type',
      message: `${placeOf(spec)} is a list of unknown type: the compiler keeps no element types`,
      fix: 'say what it holds: { type: [Dto] }, or give a schema, or { validate: false }',
    };
  }
  if (item === undefined) return missingType(spec, '{ type: Dto }, a schema, or { validate: false }');
  const what =
    item === Object ? 'is an interface, a union, unknown, or a class imported with `import type`,' : `has the type ${describeType(item)},`;
  return {
    code: 'unvalidated-body',
    message: `${placeOf(spec)} ${what} which has no rules`,
    fix: 'give a DTO class with class-validator rules, a schema, or { validate: false } to take it as it comes',
  };
}

function compileBody(spec: ArgumentSpec, settings: BindingSettings): ArgumentReader {
  const { options, name } = spec.note;
  const takesText = name === undefined && argumentTypeOf(spec).item === String;
  const readJson = compileParsed(spec, settings, false);
  const readForm = compileParsed(spec, settings, true);
  return (ctx) => {
    const { body } = ctx;
    if (body.isEmpty) return readNoBody(options);
    const { contentType } = body;
    if (contentType === 'application/json') return readJson(body.json());
    const essence = parseMediaType(contentType)?.essence ?? '';
    if (isJson(essence)) return readJson(body.json());
    if (essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data')
      return new Pending(body.form()).map((form) => readForm(recordOf(form as FormValues)));
    if (takesText && essence.startsWith('text/')) return readJson(body.text());
    throw unsupported(takesText);
  };
}

/** Reads the parsed body, or one property of it; what else it holds is not looked at then. */
function compileParsed(spec: ArgumentSpec, settings: BindingSettings, isText: boolean): ValueReader {
  const { options, name } = spec.note;
  const path = name === undefined ? 'body' : `body.${name}`;
  const type = argumentTypeOf(spec);
  const read = options.validate === false ? asItIs : (compileChecked(spec, settings, isText, path) ?? asItIs);
  if (name === undefined) return read;
  const seesMissing = type.schema && !options.required && options.default === undefined;
  return (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return Invalid.of('body', 'nestedValidation', 'body must be an object');
    const value: unknown = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (value === undefined && !seesMissing) return readMissing(options, path);
    // One field of a form may be a list of one.
    return read(isText && type.isList && value !== undefined && !Array.isArray(value) ? [value] : value);
  };
}

const asItIs: ValueReader = (value) => value;

function compileChecked(spec: ArgumentSpec, settings: BindingSettings, isText: boolean, path: string): ValueReader | undefined {
  const { options } = spec.note;
  const type = argumentTypeOf(spec);
  const { unknownProperties } = settings;
  if (!type.schema && isDtoClass(type.item))
    return compileDtoReader(type.item, type.isList, path, { unknownProperties, isText, groups: options.groups ?? [] });
  const readText = isText && !type.schema ? compileValueReader(type, path, true) : undefined;
  return readText ?? compileValueReader(type, path, false);
}

/** RFC 9110 section 15.5.16: `Accept` on a 415 says what would have been understood. */
function unsupported(takesText: boolean): UnsupportedMediaTypeError {
  const accept = `application/json, application/x-www-form-urlencoded, multipart/form-data${takesText ? ', text/*' : ''}`;
  return withoutStack(() => new UnsupportedMediaTypeError(`The body must be one of: ${accept}`, { headers: { accept } }));
}

/** The fields of a form by name; a list where a name is repeated. */
function recordOf(form: FormValues): Record<string, FormValue | FormValue[]> {
  const record = nullRecord<FormValue | FormValue[]>();
  for (const [name, value] of form) {
    const before = record[name];
    if (before === undefined) record[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else record[name] = [before, value];
  }
  return record;
}
