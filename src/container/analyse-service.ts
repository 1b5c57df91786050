// From the definition of a service to what it needs and how it is made.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import type { Constructor } from '../shared/constructor.js';
import { type GivenToken, readConstructor } from './constructor-parameters.js';
import type { Definition } from './definition.js';
import { undefinedToken, unknownToken, untypedParameter } from './graph-problems.js';
import type { FactoryProvider, Resolve } from './providers.js';
import type { Dependency, Make, Resolver, ServiceNode } from './service-node.js';
import { type ContainerFactory, type DelayedClass, isDelayed } from './tsyringe-bridge.js';

/** What an analysis asks of the graph. */
export interface GraphView {
  readonly problems: ConfigurationProblem[];
  /** The service of a token; `undefined` when it stands for nothing. */
  nodeOf(token: unknown): ServiceNode | undefined;
  /** Every service of a token. */
  nodesOf(token: unknown): readonly ServiceNode[] | undefined;
  /** Postpones what may lead back to the service that is being analysed. */
  later(look: () => void): void;
  knownTokens(): Iterable<unknown>;
}

const NOT_THERE: Dependency = { nodes: [], isDelayed: false, get: () => undefined };

/** Fills in the service of a class: what its constructor needs. */
export function analyseClass(node: ServiceNode, type: Constructor, graph: GraphView): void {
  const shape = readConstructor(type);
  node.type = type;
  if (!shape) {
    node.make = () => new type();
    return;
  }
  const { owner, types, given, count } = shape;
  const dependencies: Dependency[] = [];
  let isReported = false;
  for (let index = 0; index < count; index++) {
    const token = given.get(index);
    const declared = types?.[index];
    // tsyringe writes the tokens of its decorators over the emitted types.
    const found = !token && typeof declared === 'function' ? graph.nodeOf(declared) : undefined;
    if (found) dependencies.push(dependencyOn(found));
    else if (token) dependencies.push(givenDependency(token, node, index, graph));
    else {
      dependencies.push(NOT_THERE);
      // A default value applies. Without any types there is one thing to repair, not one for each parameter.
      if (index >= owner.length || (isReported && !types)) continue;
      graph.problems.push(untypedParameter(shape, node.name, index));
      isReported = true;
    }
  }
  node.dependencies = dependencies;
  node.make = (resolver, shared) => {
    const values: unknown[] = [];
    for (const { get } of dependencies) values.push(get(resolver, shared));
    return new type(...values);
  };
}

/** Fills in the service of anything but a plain class. */
export function analyseDefinition(node: ServiceNode, { kind, subject, inject, registered }: Definition, graph: GraphView): void {
  if (kind === 'value') {
    node.instance = subject;
    // Registered with tsyringe, it belongs to everyone; listed, its hooks still have to be called.
    node.isBuilt = registered !== undefined;
    node.hooks = registered ? 'none' : 'given';
    node.make = () => subject;
  } else if (kind === 'factory') {
    const make = subject as FactoryProvider['useFactory'];
    node.dependencies = (inject ?? []).map((token) => givenDependency({ token }, node, undefined, graph));
    node.isAwaited = true;
    node.waitsForEarlier = inject === undefined;
    node.make = (resolver) => make(((token) => resolver.resolve(token, node.name)) as Resolve);
  } else {
    node.hooks = 'none';
    if (kind === 'container-factory') node.make = (resolver) => (subject as ContainerFactory)(resolver.container);
    else {
      const target = givenDependency({ token: subject }, node, undefined, graph);
      node.dependencies = [target];
      node.make = target.get;
    }
  }
}

function dependencyOn(node: ServiceNode): Dependency {
  return { nodes: [node], isDelayed: false, get: (resolver, shared) => resolver.get(node, shared) };
}

/** What a token stands for. */
function givenDependency(given: GivenToken, node: ServiceNode, index: number | undefined, graph: GraphView): Dependency {
  const { token, multiple, transform, transformArgs = [] } = given;
  const value = isDelayed(token) ? delayedDependency(token, node, index, graph) : foundDependency(given, node, index, graph);
  const get: Make = isDelayed(token) && multiple ? (resolver, shared) => [value.get(resolver, shared)] : value.get;
  if (!transform) return { ...value, get };
  const by = givenDependency({ token: transform }, node, index, graph);
  return {
    nodes: [...by.nodes, ...value.nodes],
    isDelayed: value.isDelayed,
    get: (resolver, shared) =>
      (by.get(resolver, shared) as { transform(...args: unknown[]): unknown }).transform(get(resolver, shared), ...transformArgs),
  };
}

function foundDependency(
  { token, multiple, isOptional }: GivenToken,
  node: ServiceNode,
  index: number | undefined,
  graph: GraphView,
): Dependency {
  const one = multiple ? undefined : graph.nodeOf(token);
  if (one) return dependencyOn(one);
  const all = multiple ? graph.nodesOf(token) : undefined;
  if (all) return { nodes: all, isDelayed: false, get: (resolver, shared) => all.map((each) => resolver.get(each, shared)) };
  if (!isOptional) reportUnknown(token, 'the token to inject', node, index, graph);
  return multiple ? { ...NOT_THERE, get: () => [] } : NOT_THERE;
}

/** A stand-in. What it stands for is looked up once everything else is known, as it may need the service that holds it. */
function delayedDependency(delayed: DelayedClass, node: ServiceNode, index: number | undefined, graph: GraphView): Dependency {
  const nodes: ServiceNode[] = [];
  graph.later(() => {
    const target = unwrap(delayed);
    const found = graph.nodeOf(target);
    if (found) nodes.push(found);
    else reportUnknown(target, 'what delay() gives', node, index, graph);
  });
  return { nodes, isDelayed: true, get: (resolver: Resolver) => delayed.createProxy((target) => resolver.resolve(target)) };
}

function unwrap(delayed: DelayedClass): unknown {
  try {
    return delayed.wrap();
  } catch {
    // A class that is used before its module has run.
    return undefined;
  }
}

function reportUnknown(token: unknown, what: string, node: ServiceNode, index: number | undefined, graph: GraphView): void {
  graph.problems.push(
    token === undefined ? undefinedToken(node.name, index, what) : unknownToken(node.name, index, token, graph.knownTokens()),
  );
}
