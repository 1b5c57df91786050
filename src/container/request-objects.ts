// The objects of one request, and their end.
import type { RequestContext } from '../http/request-context.js';
import type { Logger } from '../logging/logger.js';
import { safeLog } from '../logging/safe-log.js';
import { callEach, disposerOf } from './hooks.js';
import { type InstanceResolver, LooseResolver } from './resolver.js';
import type { ServiceGraph } from './service-graph.js';
import type { ServiceNode, SharedInstances } from './service-node.js';
import { REQUEST_CONTEXT } from './token.js';

/** Makes and keeps the objects of one request; singletons stay the app's. */
export class RequestObjects extends LooseResolver {
  readonly #values = new Map<unknown, unknown>();
  readonly #made: object[] = [];
  #isClosed = false;

  constructor(
    graph: ServiceGraph,
    singletons: InstanceResolver,
    private readonly logger: Logger,
  ) {
    super(graph, singletons);
  }

  provide(token: unknown, value: unknown): void {
    this.#values.set(token, value);
  }

  override resolve(token: unknown, asker?: string): unknown {
    if (this.#isClosed) throw new Error('An object was asked for after its request was answered.');
    const known = this.#values.get(token);
    return known !== undefined || this.#values.has(token) ? known : super.resolve(token, asker);
  }

  close(): void | Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    return callEach(
      this.#made.reverse(),
      (made) => disposerOf(made)?.call(made),
      (error, made) => this.#report(error, made),
    );
  }

  #report(error: unknown, made: object): void {
    const context = this.#values.get(REQUEST_CONTEXT) as RequestContext | undefined;
    safeLog(context?.logger ?? this.logger, 'error', `${made.constructor?.name ?? 'An object'} could not be disposed`, { error });
  }

  protected override getOfRequest(node: ServiceNode, shared: SharedInstances | undefined): unknown {
    const known = this.#values.get(node.key);
    if (known !== undefined || this.#values.has(node.key)) return known;
    const made = this.make(node, shared);
    this.#values.set(node.key, made);
    return made;
  }

  protected override keep(made: unknown, node: ServiceNode): void {
    if (node.hooks === 'made' && typeof made === 'object' && made !== null) this.#made.push(made);
  }
}
