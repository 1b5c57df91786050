// The graph of an app's services: what each token stands for, and what that needs. Builds nothing.
import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.js';
import { type Constructor, isConstructor } from '../shared/constructor.js';
import { analyseClass, analyseDefinition, type GraphView } from './analyse-service.js';
import { lifetimeOf } from './class-lifetime.js';
import { reportMistakes } from './class-mistakes.js';
import type { Definition } from './definition.js';
import { circularDependency, unknownToken } from './graph-problems.js';
import { inListingOrder } from './listing-order.js';
import type { Provider } from './providers.js';
import { readDefinitions } from './read-definitions.js';
import { settleLifetimes } from './request-reach.js';
import { ServiceNode, type SharedInstances } from './service-node.js';
import { REQUEST_CONTEXT } from './token.js';
import { registrationOf, registrationsOf } from './tsyringe-bridge.js';

/** Classes of the language: as a declared type they say nothing about what to inject. */
const LANGUAGE = new Set<unknown>([
  ...[Object, String, Number, Boolean, Symbol, BigInt, Array, Function],
  ...[Promise, Date, Map, Set, RegExp, Error],
]);

/** The context of a request is not made, it is given to the request's scope. */
const CONTEXT: Definition = {
  kind: 'container-factory',
  subject: () => {
    throw new Error('The request context was asked for in a scope that has none.');
  },
  registered: 'request',
};

/** The services of one app. */
export class ServiceGraph implements GraphView {
  /** What is wrong with the services that providers and roots lead to. */
  readonly problems: ConfigurationProblem[] = [];

  readonly #definitions: Map<unknown, Definition>;
  readonly #roots: ReadonlySet<unknown>;
  readonly #nodes = new Map<unknown, ServiceNode>();
  readonly #lists = new Map<unknown, readonly ServiceNode[]>();
  /** From the service first asked for to the one that is being analysed. */
  readonly #path: ServiceNode[] = [];
  readonly #postponed: (() => void)[] = [];
  #order: ServiceNode[] = [];
  #hasShared = false;
  #hasRequest = false;

  /** @param roots the classes that the app itself asks for */
  constructor(providers: readonly Provider[], overrides: readonly Provider[], roots: readonly unknown[]) {
    const hasProviders = providers.length + overrides.length > 0;
    this.#definitions = hasProviders ? readDefinitions(providers, overrides, this.problems) : new Map();
    this.#roots = new Set(roots);
    const listed: ServiceNode[] = [];
    for (const token of this.#definitions.keys()) listed.push(this.nodeOf(token)!);
    for (const type of this.#roots) this.nodeOf(type);
    this.#finish(0);
    if (listed.some(({ waitsForEarlier }) => waitsForEarlier)) this.#order = inListingOrder(this.#order, listed);
  }

  /** Every service, dependencies before dependents, otherwise in the order listed. */
  get order(): readonly ServiceNode[] {
    return this.#order;
  }

  /** Whether the app defines a token itself. */
  isDefined(token: unknown): boolean {
    return this.#definitions.has(token);
  }

  /** Whether the app itself asks for a token. */
  isRoot(token: unknown): boolean {
    return this.#roots.has(token);
  }

  /** A place for what is shared within one resolve, if there is anything. */
  newShared(): SharedInstances | undefined {
    return this.#hasShared ? new Map() : undefined;
  }

  /**
   * The service of a token. Classes that come up now are analysed now; failures are not remembered.
   *
   * @throws ConfigurationError when the token stands for nothing, or for something that cannot be made
   */
  find(token: unknown, asker?: string): ServiceNode {
    return this.#nodes.get(token) ?? this.#explore(token, () => this.nodeOf(token), asker);
  }

  /** Every service of a token. @throws ConfigurationError like `find` */
  findAll(token: unknown): readonly ServiceNode[] {
    return this.#lists.get(token) ?? this.#explore(token, () => this.nodesOf(token));
  }

  #explore<T>(token: unknown, look: () => T | undefined, asker = 'resolve()'): T {
    const [problems, order, size] = [this.problems.length, this.#order.length, this.#nodes.size];
    const found = look();
    if (found === undefined) throw new ConfigurationError([unknownToken(asker, undefined, token, this.knownTokens())]);
    this.#finish(order);
    if (this.problems.length === problems) return found;
    this.#order.length = order;
    for (const added of [...this.#nodes.keys()].slice(size)) this.#nodes.delete(added);
    this.#lists.delete(token);
    throw new ConfigurationError(this.problems.splice(problems));
  }

  #finish(from: number): void {
    for (let look = this.#postponed.shift(); look; look = this.#postponed.shift()) look();
    settleLifetimes(from === 0 ? this.#order : this.#order.slice(from), this.#hasRequest, this.problems);
  }

  nodeOf(token: unknown): ServiceNode | undefined {
    const known = this.#nodes.get(token);
    if (known) {
      const start = this.#path.indexOf(known);
      if (start >= 0) this.problems.push(circularDependency([...this.#path.slice(start), known]));
      return known;
    }
    const definition = this.#definitions.get(token) ?? (token === REQUEST_CONTEXT ? CONTEXT : registrationOf(token));
    if (!definition && (!isConstructor(token) || LANGUAGE.has(token))) return undefined;
    const node = new ServiceNode(token, token);
    this.#nodes.set(token, node);
    this.#analyse(node, token, definition);
    return node;
  }

  nodesOf(token: unknown): readonly ServiceNode[] | undefined {
    const known = this.#lists.get(token);
    if (known) return known;
    const last = this.nodeOf(token);
    if (!last) return undefined;
    const nodes: ServiceNode[] = [];
    for (const definition of this.#definitions.has(token) ? [] : registrationsOf(token).slice(0, -1)) {
      const node = new ServiceNode(token, {});
      this.#analyse(node, token, definition);
      nodes.push(node);
    }
    nodes.push(last);
    this.#lists.set(token, nodes);
    return nodes;
  }

  later(look: () => void): void {
    this.#postponed.push(look);
  }

  knownTokens(): Iterable<unknown> {
    return [REQUEST_CONTEXT, ...this.#definitions.keys()];
  }

  /** @param definition without one, a class stands for itself */
  #analyse(node: ServiceNode, token: unknown, definition: Definition | undefined): void {
    const { kind = 'class', subject = token, registered } = definition ?? {};
    this.#path.push(node);
    if (kind === 'class' && typeof subject === 'function') {
      reportMistakes(subject as Constructor, this.problems);
      node.lifetime = lifetimeOf(subject, this.#roots.has(token), this.#definitions.has(token), registered);
      analyseClass(node, subject as Constructor, this);
    } else {
      // The app's own factories are called once; an alias has no instance of its own.
      node.lifetime = registered ?? (kind === 'factory' || kind === 'value' ? 'singleton' : 'transient');
      analyseDefinition(node, definition!, this);
    }
    this.#path.pop();
    this.#order.push(node);
    if (node.lifetime === 'resolution') this.#hasShared = true;
    if (node.lifetime === 'request') this.#hasRequest = true;
  }
}
