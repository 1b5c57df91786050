// What an argument decorator brings along in its note: the code that checks and reads arguments of its kind. Binding itself names none of
// it, so that a bundle holds only what the app's decorators need.
import type { InvocationContext } from '../http/request-context.js';
import type { ArgumentSpec, BindingSettings } from './argument-spec.js';
import type { Unready } from './unready.js';

/** Reads an argument from a request. */
export type ArgumentReader = (ctx: InvocationContext, error: unknown) => unknown;

/** What is wrong, and what to do about it. */
export interface Mistake {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** How arguments of one kind are checked and read: the `binding` of their notes. */
export interface ArgumentBinding {
  /** Everything that is wrong with a parameter; absent where nothing can be. */
  readonly check?: (spec: ArgumentSpec) => Mistake[];
  readonly compile: (spec: ArgumentSpec, settings: BindingSettings) => ArgumentReader;
  /**
   * The class of what its readers give in place of an argument; absent where they always give the argument itself. A decorator may come from
   * another copy of the package, which has a class of its own.
   */
  readonly unready?: typeof Unready;
}
