// Decides which services live within a request, and finds singletons that would keep a request's objects.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import { captiveDependency } from './graph-problems.js';
import type { ServiceNode } from './service-node.js';

/**
 * Settles how long services live: what has no scope of its own takes that of what it needs. Goes over the services, which come with
 * dependencies before dependents, until nothing changes: once, and again where delayed dependencies close a cycle.
 *
 * @param hasRequest whether anything at all is request-scoped
 */
export function settleLifetimes(nodes: readonly ServiceNode[], hasRequest: boolean, problems: ConfigurationProblem[]): void {
  if (hasRequest) spreadRequestScope(nodes, problems);
  for (const node of nodes) if (node.lifetime === 'undecided') node.lifetime = 'singleton';
}

function spreadRequestScope(nodes: readonly ServiceNode[], problems: ConfigurationProblem[]): void {
  const captives = new Set<ServiceNode>();
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const node of nodes) {
      const next = node.isRequestScoped || captives.has(node) ? undefined : requestScopedNeed(node);
      if (!next) continue;
      if (node.lifetime === 'singleton') captives.add(node);
      else node.reaches = next;
      if (node.lifetime === 'undecided') node.lifetime = 'request';
      isSettled = false;
    }
  }
  for (const node of captives) problems.push(captiveDependency([node, ...wayFrom(requestScopedNeed(node)!)]));
}

function requestScopedNeed(node: ServiceNode): ServiceNode | undefined {
  for (const dependency of node.dependencies) {
    for (const needed of dependency.nodes) if (needed.isRequestScoped) return needed;
  }
  return undefined;
}

/** From a service that lives within a request to the one that says so. */
function wayFrom(start: ServiceNode): ServiceNode[] {
  const way = [start];
  // A cycle through delayed dependencies may lead back.
  for (let next = start.reaches; next && !way.includes(next); next = next.reaches) way.push(next);
  return way;
}
