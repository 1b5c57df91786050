// The order of start-up where factories do not say what they need: they come after everything listed before them.
import type { ServiceNode } from './service-node.js';

/**
 * Orders services so that dependencies are before dependents, and a factory without `inject` is behind what is listed before it, except for
 * what cannot be made without the factory.
 *
 * @param nodes every service, dependencies before dependents
 * @param listed the services of providers, in the order listed
 */
export function inListingOrder(nodes: readonly ServiceNode[], listed: readonly ServiceNode[]): ServiceNode[] {
  const order: ServiceNode[] = [];
  const placed = new Set<ServiceNode>();
  /** Those whose needs are being placed. */
  const open = new Set<ServiceNode>();
  const place = (node: ServiceNode): void => {
    if (placed.has(node)) return;
    placed.add(node);
    open.add(node);
    for (const needed of immediateNeeds(node)) place(needed);
    for (const earlier of listedBefore(node, listed)) if (!placed.has(earlier) && !reaches(earlier, open, listed)) place(earlier);
    open.delete(node);
    order.push(node);
  };
  for (const node of nodes) place(node);
  return order;
}

/** What has to be there before a service can be made. */
export function immediateNeeds(node: ServiceNode): readonly ServiceNode[] {
  return node.dependencies.flatMap(({ isDelayed, nodes }) => (isDelayed ? [] : nodes));
}

/** What a factory waits for because it does not say what it needs. */
function listedBefore(node: ServiceNode, listed: readonly ServiceNode[]): readonly ServiceNode[] {
  return node.waitsForEarlier ? listed.slice(0, listed.indexOf(node)) : [];
}

/** Whether a service needs one of some others, counting what factories may ask each other for. */
function reaches(from: ServiceNode, targets: ReadonlySet<ServiceNode>, listed: readonly ServiceNode[]): boolean {
  const seen = new Set([from]);
  for (const node of seen) {
    if (targets.has(node)) return true;
    for (const needed of immediateNeeds(node)) seen.add(needed);
    for (const earlier of listedBefore(node, listed)) if (earlier.waitsForEarlier) seen.add(earlier);
  }
  return false;
}
