// The body as an argument: its media type decides how it is parsed, the parameter's type how it is checked.
import { BadRequestError, UnsupportedMediaTypeError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { FormFile, FormValue, FormValues } from '../http/form-values.js';
import { isJson, parseMediaType } from '../http/media-type.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentOptions } from '../metadata/notes.js';
import { nullRecord } from '../shared/record.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import { argumentTypeOf } from './argument-type.js';
import type { DtoMode } from './dto-plan.js';
import type { ValueReader } from './read-dto.js';
import { compileJsonReader } from './read-json.js';
import { compileTextReader, readMissing } from './read-text.js';
import { Invalid, Pending } from './unready.js';

/** Reads an argument from a request. */
export type ArgumentReader = (ctx: InvocationContext, error: unknown) => unknown;

/** `@Body()`, `@Body('property')`: JSON for `application/json` and `+json`, forms for urlencoded and multipart, text for a declared string. */
export function compileBodyReader(spec: ArgumentSpec, settings: BindingSettings): ArgumentReader {
  const { options, name } = spec.note;
  const type = argumentTypeOf(spec);
  const takesText = type.item === String && name === undefined;
  const readJson = compileParsedReader(spec, settings, false);
  const readForm = compileParsedReader(spec, settings, true);
  return (ctx) => {
    const { body } = ctx;
    if (body.isEmpty) return readNoBody(options, 'body');
    const contentType = ctx.headerValue('content-type');
    if (contentType === 'application/json') return readJson(body.json());
    const essence = parseMediaType(contentType)?.essence ?? '';
    if (isJson(essence)) return readJson(body.json());
    if (isForm(essence)) return new Pending(body.form()).map((form) => readForm(recordOf(form as FormValues)));
    if (takesText && essence.startsWith('text/')) return readJson(body.text());
    throw unsupported(takesText);
  };
}

function compileParsedReader(spec: ArgumentSpec, settings: BindingSettings, isText: boolean): ValueReader {
  const { options, name } = spec.note;
  if (name !== undefined) return propertyReader(spec, settings, isText);
  if (options.validate === false) return (value) => value;
  return compileJsonReader(argumentTypeOf(spec), 'body', modeOf(spec, settings, isText)) ?? ((value) => value);
}

function modeOf({ note: { options } }: ArgumentSpec, settings: BindingSettings, isText: boolean): DtoMode {
  return { unknownProperties: settings.unknownProperties, isText, groups: options.groups ?? [] };
}

/** One property of the body; what else the body holds is not looked at. */
function propertyReader(spec: ArgumentSpec, settings: BindingSettings, isText: boolean): ValueReader {
  const { options } = spec.note;
  const name = spec.note.name!;
  const path = `body.${name}`;
  const type = argumentTypeOf(spec);
  const read = options.validate === false ? undefined : jsonOrText();
  return (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return Invalid.of('body', 'nestedValidation', 'body must be an object');
    const value: unknown = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (value === undefined && (!type.schema || options.required || options.default !== undefined)) return readMissing(options, path);
    return read ? read(isText && type.isList && !Array.isArray(value) && value !== undefined ? [value] : value) : value;
  };

  function jsonOrText(): ValueReader | undefined {
    const readsText = isText && !type.schema;
    return (readsText && compileTextReader(type, {}, path)) || compileJsonReader(type, path, modeOf(spec, settings, isText));
  }
}

/** `@File('field')` and `@Files('field')`: uploads of a multipart body; without a name, of any field. */
export function compileFileReader({ note: { name, options, kind } }: ArgumentSpec): ArgumentReader {
  const path = name === undefined ? 'body' : `body.${name}`;
  return ({ body }) => {
    if (body.isEmpty) return readNoBody(options, 'body');
    return new Pending(body.form()).map((form) => {
      const files = [...(form as FormValues)].filter(
        (pair): pair is [string, FormFile] => isFile(pair[1]) && (name ?? pair[0]) === pair[0],
      );
      const found = files.map((pair) => pair[1]);
      if (found.length === 0 && (kind === 'file' || options.required)) return readMissing(options, path);
      return kind === 'files' ? found : found[0];
    });
  };
}

function isFile(value: FormValue): value is FormFile {
  return typeof value !== 'string';
}

function readNoBody(options: ArgumentOptions, path: string): unknown {
  if (options.required !== false) throw withoutStack(() => new BadRequestError('The request has no body'));
  return readMissing(options, path);
}

function isForm(essence: string): boolean {
  return essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data';
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
