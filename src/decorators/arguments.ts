// The decorators for the parameters of handlers: each says where a value comes from, and optionally what it must be.
import type { ArgumentBinding } from '../binding/argument-binding.js';
import { bodyArgument } from '../binding/body-argument.js';
import { customArgument } from '../binding/custom-argument.js';
import { fileArgument } from '../binding/file-argument.js';
import { cookieArgument, headersArgument, paramArgument, queryArgument } from '../binding/group-argument.js';
import {
  contextArgument,
  eventArgument,
  ipArgument,
  lambdaContextArgument,
  rawBodyArgument,
  requestArgument,
  responseArgument,
} from '../binding/plain-arguments.js';
import type { RequestContext } from '../http/request-context.js';
import type { StandardSchemaV1 } from '../http/standard-schema.js';
import { methodNotesOf, prepend } from '../metadata/note-store.js';
import type { ArgumentKind, ArgumentNote, ArgumentOptions } from '../metadata/notes.js';
import { noteMistake, type ParameterDecoratorOf } from './targets.js';

/** Options of an argument, or a schema, or a type, standing in their place. */
export type ArgumentSetting =
  | (ArgumentOptions & { readonly name?: string })
  | StandardSchemaV1
  | (abstract new (
      ...args: never[]
    ) => unknown);

/** A decorator factory for an argument: by name, or the whole group when no name is given. */
export interface NamedArgument {
  (name: string, setting?: ArgumentSetting): ParameterDecoratorOf;
  (setting?: ArgumentSetting): ParameterDecoratorOf;
}

type GivenOptions = Pick<ArgumentNote, 'name' | 'options'>;

/** Most arguments share it. */
const NO_OPTIONS: GivenOptions = { name: undefined, options: Object.freeze({}) };

function readSetting(setting: ArgumentSetting | undefined): GivenOptions {
  if (setting === undefined || setting === null) return NO_OPTIONS;
  const { name, ...options } = settingOf(setting);
  return { name, options };
}

function settingOf(setting: ArgumentSetting): ArgumentOptions & { readonly name?: string } {
  // What is neither is reported at start-up, as a type that nothing can be converted to.
  if (typeof setting !== 'object' && typeof setting !== 'function') return { type: setting };
  if ('~standard' in setting || isInstance(setting)) return { schema: setting as StandardSchemaV1 };
  return typeof setting === 'function' ? { type: setting } : setting;
}

/** Whether it was made by a class: options are not, so it is taken for a schema, and found to be none at start-up. */
function isInstance(setting: object): boolean {
  const prototype: unknown = typeof setting === 'object' ? Object.getPrototypeOf(setting) : null;
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

/** Writes the note of one argument. */
export function noteArgument(decorator: string, target: object, member: unknown, note: ArgumentNote): void {
  if (typeof member === 'object' && member !== null) return;
  const misplaced = typeof member !== 'string' && typeof member !== 'symbol';
  if (misplaced || typeof note.index !== 'number' || typeof target === 'function') {
    noteMistake(target, {
      code: 'misplaced-decorator',
      message: `@${decorator} does not stand on a parameter of a handler`,
      fix: `put @${decorator} before a parameter of an instance method`,
      member: misplaced ? 'constructor' : String(member),
    });
    return;
  }
  const notes = methodNotesOf(target.constructor as never, member);
  notes.arguments = prepend([note], notes.arguments);
}

/** A decorator for one argument, from what the user gave the factory. */
export function argumentDecorator(
  decorator: string,
  kind: ArgumentKind,
  binding: ArgumentBinding,
  nameOrSetting?: string | ArgumentSetting,
  setting?: ArgumentSetting,
): ParameterDecoratorOf {
  const named = typeof nameOrSetting === 'string';
  const { name, options } = readSetting(named ? setting : nameOrSetting);
  return (target, member, index) =>
    noteArgument(decorator, target, member, { kind, index, name: named ? nameOrSetting : name, options, decorator, binding });
}

function named(decorator: string, kind: ArgumentKind, binding: ArgumentBinding): NamedArgument {
  return (nameOrSetting?: string | ArgumentSetting, setting?: ArgumentSetting) =>
    argumentDecorator(decorator, kind, binding, nameOrSetting, setting);
}

function plain(decorator: string, kind: ArgumentKind, binding: ArgumentBinding): () => ParameterDecoratorOf {
  return () => argumentDecorator(decorator, kind, binding);
}

/** A path parameter, converted to the declared type; without a name all of them as a DTO. */
export const Param = /* @__PURE__ */ named('Param', 'param', paramArgument);
/** A query parameter, converted to the declared type; without a name the whole query as a DTO. */
export const Query = /* @__PURE__ */ named('Query', 'query', queryArgument);
/** A request header; without a name all of them as a DTO. */
export const Headers = /* @__PURE__ */ named('Headers', 'header', headersArgument);
/** A cookie by name. */
export const Cookie = /* @__PURE__ */ named('Cookie', 'cookie', cookieArgument);
/** All cookies, as a DTO. */
export const Cookies = /* @__PURE__ */ named('Cookies', 'cookie', cookieArgument);
/**
 * The request body, validated: a DTO class with class-validator rules, a schema, or `{ validate: false }`.
 * With a name, one property of it.
 *
 * @example
 * \@Post() create(@Body() draft: TodoDraft) { return this.store.add(draft); }
 */
export const Body = /* @__PURE__ */ named('Body', 'body', bodyArgument);
/** The request body's bytes as they were sent. */
export const RawBody = /* @__PURE__ */ plain('RawBody', 'raw-body', rawBodyArgument);
/** One uploaded file of a multipart body. */
export const File = /* @__PURE__ */ named('File', 'file', fileArgument);
/** All uploaded files of a multipart body. */
export const Files = /* @__PURE__ */ named('Files', 'files', fileArgument);
/** The request context. */
export const Ctx = /* @__PURE__ */ plain('Ctx', 'context', contextArgument);
/** A web `Request`, made on demand: it makes Node load its fetch implementation. */
export const Req = /* @__PURE__ */ plain('Req', 'request', requestArgument);
/** The response under construction: set headers or the status, then return a value as usual. */
export const Res = /* @__PURE__ */ plain('Res', 'response', responseArgument);
/** The event as Lambda gave it. */
export const Event = /* @__PURE__ */ plain('Event', 'event', eventArgument);
/** The invocation's context as Lambda gave it. */
export const LambdaContext = /* @__PURE__ */ plain('LambdaContext', 'lambda-context', lambdaContextArgument);
/** The client's address. */
export const Ip = /* @__PURE__ */ plain('Ip', 'ip', ipArgument);

/**
 * Makes a decorator for an argument of your own.
 *
 * @example
 * const Tenant = createParamDecorator((_data, reqCtx) => reqCtx.headers.get('x-tenant'));
 * \@Get() list(@Tenant() tenant: string) { … }
 */
export function createParamDecorator<Data = unknown>(
  resolve: (data: Data, reqCtx: RequestContext) => unknown,
): (data?: Data, options?: ArgumentOptions) => ParameterDecoratorOf {
  return (data, options = {}) =>
    (target, member, index) =>
      noteArgument('createParamDecorator', target, member, {
        kind: 'custom',
        index,
        name: undefined,
        options,
        decorator: 'createParamDecorator',
        binding: customArgument,
        resolve: resolve as ArgumentNote['resolve'],
        data,
      });
}
