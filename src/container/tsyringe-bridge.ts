// All that is known of tsyringe: what its global container holds, its delayed classes, and a container to hand to its factories.
import '../metadata/reflect.js';
import { type DependencyContainer, container as globalContainer, injectable } from 'tsyringe';
import type { Constructor } from '../shared/constructor.js';
import type { Definition } from './definition.js';
import type { Lifetime, Resolver } from './service-node.js';

/** What `delay(() => Class)` makes. */
export interface DelayedClass {
  readonly wrap: () => unknown;
  createProxy(resolve: (target: unknown) => unknown): object;
}

interface TsyringeProvider {
  readonly useClass?: unknown;
  readonly useToken?: unknown;
  readonly useFactory?: unknown;
  readonly useValue?: unknown;
}

interface TsyringeRegistration {
  readonly provider: TsyringeProvider;
  readonly options: { readonly lifecycle: number };
}

/** By the number of the lifecycle; container-scoped means request-scoped, as requests are what an app has containers for. */
const LIFETIMES: readonly Lifetime[] = ['transient', 'singleton', 'resolution', 'request'];

/** Classes that tsyringe's decorators were put on; tsyringe keeps them in a map that it does not export, so it is watched being written to. */
let decorated: ReadonlyMap<unknown, unknown> | undefined;
let isCaptured = false;

function captureDecorated(): ReadonlyMap<unknown, unknown> | undefined {
  class Probe {}
  const { set } = Map.prototype;
  let found: Map<unknown, unknown> | undefined;
  Map.prototype.set = function (this: Map<unknown, unknown>, key, value) {
    if (key === Probe) found ??= this;
    return set.call(this, key, value);
  };
  try {
    injectable()(Probe);
  } finally {
    Map.prototype.set = set;
  }
  found?.delete(Probe);
  return found;
}

/** Whether a decorator of tsyringe's was put on a class: to it, one that says nothing about its lifetime is transient. */
export function isDecoratedByTsyringe(type: unknown): boolean {
  // Not when the module is loaded: it takes a fifth of a millisecond, and few apps ever ask.
  if (!isCaptured) decorated = captureDecorated();
  isCaptured = true;
  return decorated === undefined || decorated.has(type);
}

/** Whether a value is a class wrapped by `delay()`. */
export function isDelayed(value: unknown): value is DelayedClass {
  return typeof value === 'object' && value !== null && typeof (value as Partial<DelayedClass>).createProxy === 'function';
}

/** What is registered for a token in tsyringe's global container; the last registration is the one that counts. */
export function registrationOf(token: unknown): Definition | undefined {
  const last = registered(token)?.at(-1);
  return last && readRegistration(last);
}

/** Everything registered for a token in tsyringe's global container. */
export function registrationsOf(token: unknown): readonly Definition[] {
  return registered(token)?.map(readRegistration) ?? [];
}

function registered(token: unknown): readonly TsyringeRegistration[] | undefined {
  // Its own questions leave an entry behind for every token asked for, and tell neither providers nor lifecycles.
  const known = (globalContainer as unknown as { _registry?: { _registryMap?: unknown } })._registry?._registryMap;
  if (known instanceof Map) return known.get(token);
  const type = token as Constructor;
  const useFactory = () => globalContainer.resolve(type);
  return globalContainer.isRegistered(type) ? [{ provider: { useFactory }, options: { lifecycle: 0 } }] : undefined;
}

function readRegistration({ provider, options }: TsyringeRegistration): Definition {
  const registered = LIFETIMES[options.lifecycle] ?? 'transient';
  const { useClass, useToken, useFactory, useValue } = provider;
  if (useClass) return { kind: 'class', subject: useClass, registered };
  if (useToken) return { kind: 'alias', subject: useToken, registered };
  if (useFactory) return { kind: 'container-factory', subject: useFactory, registered };
  return { kind: 'value', subject: useValue, registered: 'singleton' };
}

/** A factory registered with tsyringe, and the ones tsyringe makes itself. */
export type ContainerFactory = (container: DependencyContainer) => unknown;

/** A container for tsyringe's factories: a child of the global one that knows what the app knows, and makes what the app would make. */
export function containerFor(resolver: Resolver, isDefined: (token: unknown) => boolean): DependencyContainer {
  const child = globalContainer.createChildContainer();
  const isRegistered = child.isRegistered.bind(child);
  return Object.assign(child, {
    resolve: (token: unknown) => resolver.resolve(token),
    resolveAll: (token: unknown) => resolver.resolveAll(token),
    isRegistered: (token: Constructor, recursive?: boolean) => isDefined(token) || isRegistered(token, recursive),
  });
}
