// The tree of path segments, for patterns with parameters.
import type { Constraint } from './constraint.js';
import type { RouteMatch } from './match.js';
import type { ParameterSegment } from './pattern.js';
import type { RouteLeaf } from './route-leaf.js';

/** One look for a route in the tree, with what was found on the way. A router has one for all its looks: none of them waits. */
export class RouteSearch<T> {
  method = '';
  /** Where the values of the parameters begin and end, in turn. */
  readonly bounds: number[] = [];
  /** How many bounds a match has. */
  end = 0;
  /** The leaves that the path leads to but that do not have the method, the most specific first. */
  passed: RouteLeaf<T>[] | undefined = undefined;

  /** The values of the parameters of a match, still percent-encoded. The path is not kept: storing what is young in what is old costs. */
  values(path: string): string[] {
    const { bounds, end } = this;
    const first = path.slice(bounds[0], bounds[1]);
    // Lists as long as they need be: one that grows is given room for many more.
    if (end === 2) return [first];
    const values = [first, path.slice(bounds[2], bounds[3])];
    for (let at = 4; at < end; at += 2) values.push(path.slice(bounds[at], bounds[at + 1]));
    return values;
  }

  arrive(leaf: RouteLeaf<T>, end: number): RouteMatch<T> | undefined {
    const match = leaf.find(this.method);
    if (match) this.end = end;
    else {
      this.passed ??= [];
      this.passed.push(leaf);
    }
    return match;
  }
}

interface ConstrainedChild<T> {
  readonly constraint: Constraint;
  readonly node: RouteNode<T>;
}

/** One place in the tree: what may come next, from the most to the least specific. */
export class RouteNode<T> {
  #literals: Map<string, RouteNode<T>> | undefined = undefined;
  /** The first of the literals, once more. */
  #first: string | undefined = undefined;
  #firstChild: RouteNode<T> | undefined = undefined;
  #constrained: ConstrainedChild<T>[] | undefined = undefined;
  #parameter: RouteNode<T> | undefined = undefined;
  #rest: RouteLeaf<T> | undefined = undefined;
  #leaf: RouteLeaf<T> | undefined = undefined;

  /** The leaf of a pattern: `first`, where there was none. */
  leafOf(segments: readonly (string | ParameterSegment)[], count: number, first: RouteLeaf<T>): RouteLeaf<T> {
    let node: RouteNode<T> = this;
    for (let index = 0; index < count; index++) {
      const segment = segments[index]!;
      if (typeof segment === 'string') node = node.#literal(segment);
      else if (segment.wildcard) {
        node.#rest ??= first;
        return node.#rest;
      } else if (segment.constraint) node = node.#constrain(segment.constraint);
      else {
        node.#parameter ??= new RouteNode();
        node = node.#parameter;
      }
    }
    node.#leaf ??= first;
    return node.#leaf;
  }

  #literal(segment: string): RouteNode<T> {
    const known = this.#childAt(segment, 0, segment.length);
    if (known) return known;
    const child = new RouteNode<T>();
    // Many places have only one, which needs no map.
    if (this.#first === undefined) {
      this.#first = segment;
      this.#firstChild = child;
    } else {
      this.#literals ??= new Map();
      this.#literals.set(segment, child);
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

  /** The child of a literal segment. The first is compared where it stands, without a string of its own to look up. */
  #childAt(path: string, start: number, stop: number): RouteNode<T> | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    if (first.length === stop - start && path.startsWith(first, start)) return this.#firstChild;
    return this.#literals?.get(path.slice(start, stop));
  }

  /**
   * Walks a path from `start`, the index behind a slash. A walk visits a place in the tree at most once, and patterns bound its depth: it is
   * linear in the size of the tree and cannot overflow the stack, whatever the path.
   *
   * @param end how many bounds of parameters there are so far
   */
  walk(search: RouteSearch<T>, path: string, start: number, end: number): RouteMatch<T> | undefined {
    let node: RouteNode<T> = this;
    let from = start;
    let count = end;
    while (from <= path.length) {
      const slash = path.indexOf('/', from);
      const stop = slash === -1 ? path.length : slash;
      // An empty segment is never a value: `/users//posts` is not a user's posts. Only a rest of the path may begin with one.
      if (stop === from) return from < path.length ? node.#takeRest(search, path, from, count) : undefined;
      const literal = node.#childAt(path, from, stop);
      const parameter = node.#parameter;
      if (node.#constrained || node.#rest || (literal && parameter)) return node.#try(literal, search, path, from, stop, count);
      // The only way on: there is nothing to come back for.
      const next = literal ?? parameter;
      if (next === undefined) return undefined;
      if (literal === undefined) {
        search.bounds[count++] = from;
        search.bounds[count++] = stop;
      }
      node = next;
      from = stop + 1;
    }
    return node.#leaf && search.arrive(node.#leaf, count);
  }

  /** Tries every way on from here, the most specific first. */
  #try(
    literal: RouteNode<T> | undefined,
    search: RouteSearch<T>,
    path: string,
    start: number,
    stop: number,
    end: number,
  ): RouteMatch<T> | undefined {
    const { bounds } = search;
    const found = literal?.walk(search, path, stop + 1, end);
    if (found) return found;
    if (this.#constrained) {
      const segment = path.slice(start, stop);
      for (const { constraint, node } of this.#constrained) {
        bounds[end] = start;
        bounds[end + 1] = stop;
        const match = constraint.matches(segment) ? node.walk(search, path, stop + 1, end + 2) : undefined;
        if (match) return match;
      }
    }
    // Written again for each branch: those before it have written over it.
    bounds[end] = start;
    bounds[end + 1] = stop;
    return this.#parameter?.walk(search, path, stop + 1, end + 2) ?? this.#takeRest(search, path, start, end);
  }

  #takeRest(search: RouteSearch<T>, path: string, start: number, end: number): RouteMatch<T> | undefined {
    if (!this.#rest) return undefined;
    search.bounds[end] = start;
    search.bounds[end + 1] = path.length;
    return search.arrive(this.#rest, end + 2);
  }
}
