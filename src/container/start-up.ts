// Builds the singletons of an app once, in the order of their dependencies, and takes them down again.

import type { DependencyContainer } from 'tsyringe';
import type { Logger } from '../logging/logger.js';
import { safeLog } from '../logging/safe-log.js';
import { isThenable } from '../shared/thenable.js';
import { callEach, initialise, shutdownHooks } from './hooks.js';
import { immediateNeeds } from './listing-order.js';
import { InstanceResolver, LooseResolver } from './resolver.js';
import type { ServiceGraph } from './service-graph.js';
import type { ServiceNode } from './service-node.js';

/** A service that takes longer is named in the log: the init phase of an environment ends after ten seconds. */
const SLOW_MS = 1000;
/** When to log what a start-up is waiting for, as one that is cut off cannot say so any more. */
const WAITING_MS = 5000;

/** Milliseconds of a clock that is never set back. `performance` has one, too, but its first touch costs a millisecond of the start. */
const clock = () => Number(process.hrtime.bigint()) / 1e6;

/** The singletons of an app. */
export class StartUp extends InstanceResolver {
  /** For what is asked of the app itself. */
  readonly loose: LooseResolver;
  /** What was made and has hooks to call, in the order it was made. */
  readonly #kept = new Map<object, ServiceNode['hooks']>();
  /** What has to be waited for before a service may be used. */
  readonly #pending = new Map<unknown, Promise<unknown>>();
  /** Services that were begun and are not ready yet. */
  readonly #waiting = new Set<ServiceNode>();
  /** The running `onInit()` of what is made for the singleton that is being made. */
  #inits: unknown[] | undefined;
  #isFailed = false;
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    graph: ServiceGraph,
    private readonly logger: Logger,
  ) {
    super(graph);
    this.loose = new LooseResolver(graph, this);
  }

  override get container(): DependencyContainer {
    return this.loose.container;
  }

  /** @throws Error when it is still waited for */
  override getSingleton(node: ServiceNode): unknown {
    if (this.#closing) throw new Error(`${node.name} was asked for after the app was closed.`);
    this.#begin(node);
    if (!node.isBuilt) throw new Error(`${node.name} is not ready yet: name it in the \`inject\` list of the factory that asks for it.`);
    return node.instance;
  }

  /** Builds every singleton of the graph; a promise only when something has to be waited for. Never throws synchronously. */
  start(): void | Promise<void> {
    if (this.#closing) return Promise.reject(new Error('The app is closed.'));
    this.#starting ??= this.#start()?.finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  #start(): Promise<void> | undefined {
    try {
      for (const node of this.graph.order) {
        if (node.lifetime === 'singleton') this.#begin(node);
        else {
          if (node.isRequestScoped) this.#warnOfHooks(node);
          if (this.#pending.size > 0) this.#track(node, Promise.all(this.#waitsOf(node)));
        }
      }
    } catch (error) {
      return this.#abandon(error);
    }
    return this.#pending.size > 0 ? this.#finish() : undefined;
  }

  /** Calls the hooks of everything made, last made first. @throws AggregateError of what they threw, when all are done */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #begin(node: ServiceNode): void {
    if (node.isBuilt || this.#pending.has(node)) return;
    const waits = this.#pending.size > 0 ? this.#waitsOf(node) : undefined;
    const ready = waits?.length ? Promise.all(waits).then(() => this.#make(node)) : this.#make(node);
    if (ready) this.#track(node, ready);
  }

  /** What has to be ready before a service is made. */
  #waitsOf(node: ServiceNode): Promise<unknown>[] {
    if (node.waitsForEarlier) return [...this.#pending.values()];
    return immediateNeeds(node)
      .map((needed) => this.#pending.get(needed))
      .filter((wait) => wait !== undefined);
  }

  #track(node: ServiceNode, ready: Promise<unknown>): void {
    this.#pending.set(node, ready);
    // Whoever waits for it sees the failure; without this, one that nobody waits for yet would end the process.
    ready.then(
      () => this.#pending.delete(node),
      () => {},
    );
  }

  /** Makes a singleton now; a promise when it takes longer. */
  #make(node: ServiceNode): Promise<void> | undefined {
    if (this.#isFailed) return undefined;
    const begun = clock();
    const outer = this.#inits;
    this.#inits = undefined;
    try {
      const made = this.make(node, this.graph.newShared());
      const ready = node.isAwaited && isThenable(made) ? made : this.#settle(node, made, this.#inits);
      if (isThenable(ready)) return this.#wait(node, begun, ready, this.#inits);
      if (clock() - begun >= SLOW_MS) this.#reportTime(node, begun);
      return undefined;
    } catch (error) {
      throw this.#reportFailure(node, error);
    } finally {
      this.#inits = outer;
    }
  }

  async #wait(node: ServiceNode, begun: number, ready: PromiseLike<unknown>, inits: readonly unknown[] | undefined): Promise<void> {
    this.#waiting.add(node);
    try {
      const value = await ready;
      if (!node.isBuilt) await this.#settle(node, value, inits);
      if (clock() - begun >= SLOW_MS) this.#reportTime(node, begun);
    } catch (error) {
      throw this.#reportFailure(node, error);
    } finally {
      this.#waiting.delete(node);
    }
  }

  /** Takes what was made as the instance, and initialises it after what was made for it. */
  #settle(node: ServiceNode, made: unknown, inits: readonly unknown[] | undefined): unknown {
    node.instance = made;
    node.isBuilt = true;
    return inits ? Promise.all(inits).then(() => this.#keep(made, node.hooks)) : this.#keep(made, node.hooks);
  }

  /** What is made for a singleton lives as long as it does. */
  protected override keep(made: unknown, { lifetime, hooks }: ServiceNode): void {
    const init = lifetime === 'singleton' ? undefined : this.#keep(made, hooks);
    if (!isThenable(init)) return;
    this.#inits ??= [];
    this.#inits.push(init);
  }

  /** Remembers what was made, once, and initialises it. */
  #keep(made: unknown, hooks: ServiceNode['hooks']): unknown {
    if (hooks === 'none' || typeof made !== 'object' || made === null || this.#kept.has(made)) return undefined;
    this.#kept.set(made, hooks);
    return this.#isFailed ? undefined : initialise(made);
  }

  #warnOfHooks({ name, type }: ServiceNode): void {
    const hook = ['onInit', 'onShutdown'].find((member) => type && member in type.prototype);
    if (hook)
      safeLog(this.logger, 'warn', `${name} is made for each request, its ${hook}() is not called: that is for what starts with the app`, {
        service: name,
      });
  }

  #reportTime({ name }: ServiceNode, begun: number): void {
    const milliseconds = Math.round(clock() - begun);
    safeLog(this.logger, 'warn', `${name} took ${milliseconds} ms to start`, { service: name, milliseconds });
  }

  #reportFailure({ name }: ServiceNode, error: unknown): unknown {
    safeLog(this.logger, 'error', `${name} failed to start`, { service: name, error });
    return error;
  }

  async #finish(): Promise<void> {
    const timer = setTimeout(() => {
      const services = [...this.#waiting].map(({ name }) => name);
      safeLog(this.logger, 'warn', `Start-up is waiting for ${services.join(', ')}`, { services, milliseconds: WAITING_MS });
    }, WAITING_MS);
    timer.unref();
    try {
      while (this.#pending.size > 0) await Promise.all(this.#pending.values());
    } catch (error) {
      await this.#abandon(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Leaves nothing half-made behind, so that a later start begins from scratch. */
  async #abandon(cause: unknown): Promise<never> {
    this.#isFailed = true;
    await Promise.allSettled(this.#pending.values());
    for (const error of await this.#takeDown()) safeLog(this.logger, 'warn', 'Taking down after a failed start-up failed', { error });
    this.#isFailed = false;
    throw cause;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#pending.values());
    const errors = await this.#takeDown();
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of the app's services failed to shut down.`);
  }

  async #takeDown(): Promise<unknown[]> {
    const errors: unknown[] = [];
    const fail = (error: unknown) => errors.push(error);
    const kept = [...this.#kept].reverse();
    this.#kept.clear();
    this.#pending.clear();
    await callEach(kept, ([made, hooks]) => callEach(shutdownHooks(made, hooks), (hook) => hook.call(made), fail), fail);
    for (const node of this.graph.order) {
      node.isBuilt = false;
      node.instance = undefined;
    }
    return errors;
  }
}
