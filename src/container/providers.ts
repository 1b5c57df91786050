// How users say what a token stands for.
import type { Constructor } from '../shared/constructor.js';
import type { Token } from './token.js';

/** Gives what a token stands for. */
export type Resolve = <T>(token: Token<T>) => T;

/** A class of another kind than the token: the token gets an instance of its own, in the scope the class declares. */
export interface ClassProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useClass: Constructor<T & object>;
}

/** A value as it is, `undefined` included. */
export interface ValueProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useValue: T;
}

/** A function, called once at start-up; what it promises is awaited. */
export interface FactoryProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useFactory: (resolve: Resolve) => T | PromiseLike<T>;
  /** What has to be ready before the function is called. Without it: everything listed earlier. */
  readonly inject?: readonly Token[];
}

/** Another name for another token. */
export interface ExistingProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useExisting: Token<T>;
}

/**
 * What a token stands for; a class alone stands for itself.
 *
 * @example
 * createApp({
 *   providers: [
 *     TodoStore,
 *     { provide: Clock, useClass: SystemClock },
 *     { provide: TABLE_NAME, useValue: 'todos' },
 *     { provide: Database, useFactory: async (resolve) => connect(resolve(TABLE_NAME)), inject: [TABLE_NAME] },
 *     { provide: 'store', useExisting: TodoStore },
 *   ],
 * });
 */
export type Provider = Constructor | ClassProvider | ValueProvider | FactoryProvider | ExistingProvider;
