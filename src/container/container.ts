// The services of one app: what the graph looks like, what is built when, and what is taken down.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { Logger } from '../logging/logger.js';
import type { Constructor } from '../shared/constructor.js';
import type { Provider } from './providers.js';
import type { Token } from './token.js';

/** A class the app itself asks for. Without a declared scope it takes the narrowest one that its graph needs. */
export interface RootClass {
  readonly type: Constructor;
  /** What it is to the app, for messages: `controller`, `middleware`, `guard`, `error handler`. */
  readonly role: string;
}

/** What a container is made from. */
export interface ContainerOptions {
  readonly providers: readonly Provider[];
  /** Take the place of what their tokens stand for otherwise: fakes in tests. */
  readonly overrides?: readonly Provider[];
  readonly roots: readonly RootClass[];
  readonly logger: Logger;
}

/** The objects of one request. */
export interface RequestScope {
  resolve<T>(token: Token<T>): T;
  /** Makes a value available to the objects of this request. */
  provide<T>(token: Token<T>, value: T): void;
  /** Disposes what was made for this request, last made first. Failures are logged, never thrown. */
  close(): void | Promise<void>;
}

/** The services of one app. */
export class AppContainer {
  /** Every mistake found in the graph. */
  readonly problems: readonly ConfigurationProblem[] = [];

  constructor(readonly options: ContainerOptions) {}

  /** Whether a token has to be resolved from a request's scope. */
  isRequestScoped(_token: Token): boolean {
    throw new Error('not built yet');
  }

  /** Builds every singleton; synchronous when nothing has to be awaited, otherwise a promise. Never throws synchronously. */
  start(): void | Promise<void> {
    throw new Error('not built yet');
  }

  resolve<T>(_token: Token<T>): T {
    throw new Error('not built yet');
  }

  openScope(): RequestScope {
    throw new Error('not built yet');
  }

  close(): Promise<void> {
    throw new Error('not built yet');
  }
}
