// The parts of a request that hold text by name, as arguments see them.
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentSpec } from './argument-spec.js';
import { splitHeaderList } from './header-list.js';

type Read<T> = (ctx: InvocationContext) => T;

/** A part of the request that holds values by name. */
export interface TextSource {
  /** What paths of issues start with. */
  readonly path: string;
  /** Reads one value; `undefined` when absent. */
  readonly one: (name: string, spec: ArgumentSpec) => Read<string | undefined>;
  /** Reads all values of a name. */
  readonly all: (name: string) => Read<readonly string[]>;
  readonly record: Read<unknown>;
  /** Whether it always holds more than anybody asks for: browsers and proxies add to it. */
  readonly isOpen?: boolean;
  /** Whether names are matched in lower case, and one value may be a list with commas. */
  readonly isHeaders?: boolean;
}

export const PATH: TextSource = {
  path: 'params',
  one: (name, spec) => {
    const index = spec.pathParameters.indexOf(name);
    return (ctx) => ctx.pathValue(index);
  },
  all: (name) => (ctx) => (Object.hasOwn(ctx.params, name) ? [ctx.params[name]!] : []),
  record: (ctx) => ctx.params,
};

export const QUERY: TextSource = {
  path: 'query',
  one: (name) => (ctx) => ctx.query.get(name),
  all: (name) => (ctx) => ctx.query.getAll(name),
  record: (ctx) => ctx.query.toRecord(),
};

export const HEADERS: TextSource = {
  path: 'headers',
  one: (name) => {
    const key = name.toLowerCase();
    return (ctx) => ctx.headerValue(key);
  },
  all: (name) => (ctx) => splitHeaderList(ctx.headerValue(name.toLowerCase()) ?? ''),
  record: (ctx) => ctx.headers.toRecord(),
  isOpen: true,
  isHeaders: true,
};

export const COOKIES: TextSource = {
  path: 'cookies',
  one: (name) => (ctx) => ctx.cookies.get(name),
  all: (name) => (ctx) => ctx.cookies.getAll(name),
  record: (ctx) => ctx.cookies.toRecord(),
  isOpen: true,
};
