// The services of one app: what the graph looks like, what is built when, and what is taken down.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { Logger } from '../logging/logger.js';
import type { Constructor } from '../shared/constructor.js';
import type { Provider } from './providers.js';
import { RequestObjects } from './request-objects.js';
import { ServiceGraph } from './service-graph.js';
import { StartUp } from './start-up.js';
import type { Token } from './token.js';

/** What a container is made from. */
export interface ContainerOptions {
  readonly providers: readonly Provider[];
  /** Take the place of what their tokens stand for otherwise: fakes in tests. */
  readonly overrides?: readonly Provider[];
  /** The classes the app itself asks for. Without a declared scope they take the narrowest one that their graph needs. */
  readonly roots: readonly Constructor[];
  readonly logger: Logger;
}

/** The objects of one request. */
export interface RequestScope {
  /** @throws Error after it was closed */
  resolve<T>(token: Token<T>): T;
  /** Makes a value available to the objects of this request. */
  provide<T>(token: Token<T>, value: T): void;
  /** Disposes what was made for this request, last made first. Failures are logged, never thrown. */
  close(): void | Promise<void>;
}

/**
 * The services of one app. Nothing is shared with other apps, except what tsyringe's global container holds as values.
 *
 * Making one analyses the graph and builds nothing; mistakes are listed, not thrown.
 */
export class AppContainer {
  /** Every mistake found in the graph; an app that has any must not be started. */
  readonly problems: readonly ConfigurationProblem[];
  readonly #graph: ServiceGraph;
  readonly #startUp: StartUp;
  readonly #logger: Logger;

  constructor({ providers, overrides = [], roots, logger }: ContainerOptions) {
    this.#graph = new ServiceGraph(providers, overrides, roots);
    this.#startUp = new StartUp(this.#graph, logger);
    this.#logger = logger;
    this.problems = [...this.#graph.problems];
  }

  /** Whether a token has to be resolved from a request's scope: it holds something of the request, or is declared to be new every time. */
  isRequestScoped(token: Token): boolean {
    const node = this.#graph.find(token);
    return node.isRequestScoped || (node.lifetime === 'transient' && this.#graph.isRoot(token));
  }

  /**
   * Builds every singleton in the order of dependencies, awaits factories and calls `onInit()`. Synchronous when nothing has to be awaited,
   * otherwise a promise; a failure is always a rejection. What was built is taken down then, and the next start begins from scratch.
   */
  start(): void | Promise<void> {
    return this.#startUp.start();
  }

  /** @throws ConfigurationError for a token that stands for nothing; Error for one that exists only within a request */
  resolve<T>(token: Token<T>): T {
    return this.#startUp.loose.resolve(token) as T;
  }

  /** Opens a place for the objects of one request. */
  openScope(): RequestScope {
    return new RequestObjects(this.#graph, this.#startUp, this.#logger) as RequestScope;
  }

  /** Calls `onShutdown()` and disposers, last made first; once. @throws AggregateError of what they threw, when all are done */
  close(): Promise<void> {
    return this.#startUp.close();
  }
}
