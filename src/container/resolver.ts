// How instances are got and made, the same for the app and for one request.
import type { DependencyContainer } from 'tsyringe';
import type { ServiceGraph } from './service-graph.js';
import type { Resolver, ServiceNode, SharedInstances } from './service-node.js';
import { containerFor } from './tsyringe-bridge.js';

/** Makes instances. Singletons are always the app's, wherever they are asked for. */
export abstract class InstanceResolver implements Resolver {
  #container: DependencyContainer | undefined;

  constructor(protected readonly graph: ServiceGraph) {}

  /** The one instance of a singleton that is not built yet. */
  abstract getSingleton(node: ServiceNode): unknown;

  get(node: ServiceNode, shared: SharedInstances | undefined): unknown {
    if (node.lifetime === 'singleton') return node.isBuilt ? node.instance : this.getSingleton(node);
    if (node.lifetime === 'request') return this.getOfRequest(node, shared);
    if (node.lifetime !== 'resolution' || !shared) return this.make(node, shared);
    if (!shared.has(node)) shared.set(node, this.make(node, shared));
    return shared.get(node);
  }

  resolve(token: unknown, asker?: string): unknown {
    return this.get(this.graph.find(token, asker), this.graph.newShared());
  }

  resolveAll(token: unknown): unknown[] {
    return this.graph.findAll(token).map((node) => this.get(node, this.graph.newShared()));
  }

  /** One per app, and one per request: tsyringe's caching factories go by it. */
  get container(): DependencyContainer {
    this.#container ??= containerFor(this, (token) => this.graph.isDefined(token));
    return this.#container;
  }

  protected getOfRequest(node: ServiceNode, _shared: SharedInstances | undefined): unknown {
    throw new Error(`${node.name} is made for each request, there is none of it outside of one.`);
  }

  protected make(node: ServiceNode, shared: SharedInstances | undefined): unknown {
    if (node.isBusy) throw new Error(`${node.name} was asked for while it was being made: what it needs must not need it in turn.`);
    node.isBusy = true;
    try {
      const made = node.make(this, shared);
      this.keep(made, node);
      return made;
    } finally {
      node.isBusy = false;
    }
  }

  /** Told of everything that is made. */
  protected keep(_made: unknown, _node: ServiceNode): void {}
}

/** Makes instances that nobody keeps: what is transient belongs to who asked for it. */
export class LooseResolver extends InstanceResolver {
  constructor(
    graph: ServiceGraph,
    private readonly singletons: InstanceResolver,
  ) {
    super(graph);
  }

  override getSingleton(node: ServiceNode): unknown {
    return this.singletons.getSingleton(node);
  }
}
