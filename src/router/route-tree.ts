// The tree of path segments, for patterns with parameters.
import type { Constraint } from './constraint.js';
import type { RouteMatch } from './match.js';
import type { ParameterSegment } from './pattern.js';
import { RouteLeaf } from './route-leaf.js';

/** One look for a route in the tree, with what was found on the way. */
export interface RouteSearch<T> {
  readonly method: string;
  readonly path: string;
  /** The values of the parameters, still percent-encoded. */
  readonly parameters: string[];
  /** The leaves that the path leads to but that do not have the method, the most specific first. */
  passed: RouteLeaf<T>[] | undefined;
}

interface ConstrainedChild<T> {
  readonly constraint: Constraint;
  readonly node: RouteNode<T>;
}

/** One place in the tree: what may come next, from the most to the least specific. */
export class RouteNode<T> {
  #literals: Map<string, RouteNode<T>> | undefined;
  /** The first of the literals, once more. */
  #first: string | undefined;
  #firstChild: RouteNode<T> | undefined;
  #constrained: ConstrainedChild<T>[] | undefined;
  #parameter: RouteNode<T> | undefined;
  #rest: RouteLeaf<T> | undefined;
  #leaf: RouteLeaf<T> | undefined;

  /** The leaf of a pattern, made if need be. */
  leafOf(segments: readonly (string | ParameterSegment)[]): RouteLeaf<T> {
    let node: RouteNode<T> = this;
    for (const segment of segments) {
      if (typeof segment === 'string') node = node.#literal(segment);
      else if (segment.wildcard) {
        node.#rest ??= new RouteLeaf();
        return node.#rest;
      } else if (segment.constraint) node = node.#constrain(segment.constraint);
      else {
        node.#parameter ??= new RouteNode();
        node = node.#parameter;
      }
    }
    node.#leaf ??= new RouteLeaf();
    return node.#leaf;
  }

  #literal(segment: string): RouteNode<T> {
    this.#literals ??= new Map();
    let child = this.#literals.get(segment);
    if (!child) {
      child = new RouteNode();
      this.#literals.set(segment, child);
      this.#first ??= segment;
      this.#firstChild ??= child;
    }
    return child;
  }

  #constrain(constraint: Constraint): RouteNode<T> {
    this.#constrained ??= [];
    let child = this.#constrained.find((entry) => entry.constraint.source === constraint.source);
    if (!child) {
      child = { constraint, node: new RouteNode() };
      this.#constrained.push(child);
    }
    return child.node;
  }

  /** Whether only literals may come next. */
  get #isLiteral(): boolean {
    return !this.#constrained && !this.#parameter && !this.#rest;
  }

  /** The child of a literal segment. Many places have only one, which is compared where it stands, without a string of its own to look up. */
  #childAt(path: string, start: number, stop: number): RouteNode<T> | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    if (first.length === stop - start && path.startsWith(first, start)) return this.#firstChild;
    return this.#literals!.size > 1 ? this.#literals!.get(path.slice(start, stop)) : undefined;
  }

  /**
   * Walks a path from `start`, the index behind a slash. A walk visits a place in the tree at most once, and patterns bound its depth: it is
   * linear in the size of the tree and cannot overflow the stack, whatever the path.
   */
  walk(search: RouteSearch<T>, start: number): RouteMatch<T> | undefined {
    const { path, parameters } = search;
    if (start > path.length) return this.#leaf && arrive(this.#leaf, search);
    const slash = path.indexOf('/', start);
    const stop = slash === -1 ? path.length : slash;
    // An empty segment is never a value: `/users//posts` is not a user's posts, and a rest never begins with a slash.
    if (stop === start) return undefined;
    const found = this.#childAt(path, start, stop)?.walk(search, stop + 1);
    if (found || this.#isLiteral) return found;
    const segment = path.slice(start, stop);
    const depth = parameters.push(segment);
    if (this.#constrained) {
      for (const { constraint, node } of this.#constrained) {
        const match = constraint.matches(segment) ? node.walk(search, stop + 1) : undefined;
        if (match) return match;
      }
    }
    const match = this.#parameter?.walk(search, stop + 1);
    if (match) return match;
    if (this.#rest) {
      parameters[depth - 1] = path.slice(start);
      const rest = arrive(this.#rest, search);
      if (rest) return rest;
    }
    parameters.pop();
    return undefined;
  }
}

function arrive<T>(leaf: RouteLeaf<T>, search: RouteSearch<T>): RouteMatch<T> | undefined {
  const route = leaf.find(search.method);
  if (route) return { kind: 'route', value: route.value, parameters: search.parameters };
  search.passed ??= [];
  search.passed.push(leaf);
  return undefined;
}
