// What things are asked for by: classes, strings, symbols, and tokens that know their type.
import type { RequestContext } from '../http/request-context.js';
import type { AbstractConstructor } from '../shared/constructor.js';

declare const PROVIDES: unique symbol;

/** A token made by `token()`: a symbol that remembers the type of what it stands for. */
export type TypedToken<T> = symbol & { readonly [PROVIDES]?: T };

/** What a service is asked for by. A class stands for its instances. */
export type Token<T = unknown> = AbstractConstructor<T> | TypedToken<T> | string | symbol;

/**
 * Makes a token for something that has no class: an interface, a value, a function.
 * Its identity is its own, the name is only for messages: two tokens of one name differ.
 *
 * @example
 * export const TABLE_NAME = token<string>('table name');
 * createApp({ providers: [{ provide: TABLE_NAME, useValue: 'todos' }] });
 * class TodoStore { constructor(@Inject(TABLE_NAME) private readonly table: string) {} }
 */
export function token<T>(name: string): TypedToken<T> {
  return Symbol(name) as TypedToken<T>;
}

/**
 * The context of the request that a request-scoped object is made for. A graph that holds it is request-scoped.
 *
 * @example
 * \@Injectable({ scope: 'request' }) class Caller { constructor(@Inject(REQUEST_CONTEXT) readonly reqCtx: RequestContext) {} }
 */
export const REQUEST_CONTEXT: TypedToken<RequestContext> = token('REQUEST_CONTEXT');

/** A token's name for messages; never used as an identity. */
export function tokenName(of: unknown): string {
  if (typeof of === 'function') return of.name || '(anonymous class)';
  if (typeof of === 'symbol') return of.description || 'an unnamed symbol';
  if (typeof of === 'string') return `"${of}"`;
  return typeof of === 'object' && of !== null ? 'an object' : String(of);
}
