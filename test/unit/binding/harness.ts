// Binds values the way the runtime does, over a request context made of plain data.

import type { ArgumentBinding } from '../../../src/binding/argument-binding.js';
import type { ArgumentSpec, BindingSettings } from '../../../src/binding/argument-spec.js';
import { bodyArgument } from '../../../src/binding/body-argument.js';
import { type BoundCall, compileCall } from '../../../src/binding/compile-call.js';
import { customArgument } from '../../../src/binding/custom-argument.js';
import { fileArgument } from '../../../src/binding/file-argument.js';
import { cookieArgument, headersArgument, paramArgument, queryArgument } from '../../../src/binding/group-argument.js';
import * as plain from '../../../src/binding/plain-arguments.js';
import { Refusal } from '../../../src/binding/refusal.js';
import type { ValidationIssue } from '../../../src/errors/validation-error.js';
import { CookieValues } from '../../../src/http/cookie-values.js';
import { HeaderValues } from '../../../src/http/header-values.js';
import { DEFAULT_LIMITS } from '../../../src/http/limits.js';
import { QueryValues } from '../../../src/http/query-values.js';
import { RequestBody } from '../../../src/http/request-body.js';
import type { InvocationContext } from '../../../src/http/request-context.js';
import type { ArgumentKind, ArgumentNote, ArgumentOptions } from '../../../src/metadata/notes.js';

export const SETTINGS: BindingSettings = { status: 400, unknownProperties: 'strip', limits: DEFAULT_LIMITS };

/** A request in the fields that binding looks at. */
export interface FakeRequest {
  query?: string;
  headers?: Record<string, string>;
  cookies?: string;
  params?: Record<string, string>;
  /** An object is sent as JSON, anything else as it is. */
  body?: unknown;
  contentType?: string;
  limits?: Partial<BindingSettings['limits']>;
}

export function fakeContext(request: FakeRequest = {}): InvocationContext {
  const { params = {}, body } = request;
  const text = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const contentType = request.contentType ?? (typeof body === 'object' && !(body instanceof Uint8Array) ? 'application/json' : undefined);
  const headers = { ...request.headers, ...(contentType !== undefined && { 'content-type': contentType }) };
  const raw =
    text === undefined
      ? undefined
      : { text: typeof text === 'string' ? text : undefined, base64: false, bytes: typeof text === 'string' ? undefined : text };
  const values = new HeaderValues(headers);
  return {
    query: new QueryValues(request.query ?? ''),
    headers: values,
    headerValue: (name: string) => values.get(name),
    cookies: new CookieValues(request.cookies ?? ''),
    params: Object.assign(Object.create(null), params),
    pathValue: (index: number) => Object.values(params)[index],
    body: new RequestBody(raw, contentType, { ...DEFAULT_LIMITS, ...request.limits }),
  } as unknown as InvocationContext;
}

/** What the decorators of each kind are called, and bring along. */
const DECORATORS: Record<ArgumentKind, readonly [name: string, binding: ArgumentBinding] | undefined> = {
  param: ['Param', paramArgument],
  query: ['Query', queryArgument],
  header: ['Header', headersArgument],
  cookie: ['Cookie', cookieArgument],
  body: ['Body', bodyArgument],
  'raw-body': ['RawBody', plain.rawBodyArgument],
  file: ['File', fileArgument],
  files: ['Files', fileArgument],
  context: ['Ctx', plain.contextArgument],
  request: ['Req', plain.requestArgument],
  response: ['Res', plain.responseArgument],
  event: ['Event', plain.eventArgument],
  'lambda-context': ['LambdaContext', plain.lambdaContextArgument],
  ip: ['Ip', plain.ipArgument],
  principal: ['CurrentUser', plain.principalArgument],
  error: undefined,
  custom: ['createParamDecorator', customArgument],
};

/** One parameter as a decorator would note it. */
export function argument(
  kind: ArgumentKind,
  options: ArgumentOptions & { name?: string; declared?: unknown; params?: string[] } & Partial<ArgumentNote> = {},
): ArgumentSpec {
  const { name, declared, params = [], resolve, data, index = 0, ...rest } = options;
  const [written = '', binding] = DECORATORS[kind] ?? [];
  const decorator = name === undefined && (kind === 'header' || kind === 'cookie') ? `${written}s` : written;
  return {
    note: { kind, index, name, options: rest, decorator, binding, resolve, data },
    declaredType: declared,
    className: 'Sample',
    member: 'handle',
    pathParameters: params,
  };
}

/** Compiles a call that throws what it refuses, or rejects with it. */
export function compileThrowing(...given: Parameters<typeof compileCall>): BoundCall {
  const call = compileCall(...given);
  const unwrap = (value: unknown) => {
    if (value instanceof Refusal) throw value.error;
    return value;
  };
  return (target, ctx, error) => {
    const value = unwrap(call(target, ctx, error));
    return value instanceof Promise ? value.then(unwrap) : value;
  };
}

/** Binds one argument, or throws what binding refuses. */
export function bind(spec: ArgumentSpec, request: FakeRequest = {}, settings: Partial<BindingSettings> = {}): unknown {
  const call = compileThrowing('handle', [spec], { ...SETTINGS, ...settings });
  return call({ handle: (value: unknown) => value }, fakeContext(request));
}

/** The issues that binding one argument gives; none when it is bound. */
export async function issuesOf(
  spec: ArgumentSpec,
  request: FakeRequest = {},
  settings: Partial<BindingSettings> = {},
): Promise<readonly ValidationIssue[]> {
  try {
    await bind(spec, request, settings);
    return [];
  } catch (error) {
    const { details } = error as { details?: readonly ValidationIssue[] };
    if (!Array.isArray(details)) throw error;
    return details;
  }
}

/** Issues as `path rule`. */
export async function failuresOf(
  spec: ArgumentSpec,
  request: FakeRequest = {},
  settings: Partial<BindingSettings> = {},
): Promise<string[]> {
  return (await issuesOf(spec, request, settings)).map(({ path, rule }) => `${path} ${rule}`);
}

/** Milliseconds that this process has computed since `start`: other processes of a busy machine are not in it. */
export function computedSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
