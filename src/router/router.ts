// Finds the route of a path: a map for static paths, a tree of segments for the rest.
import type { Match, RouteMatch } from './match.js';
import type { ParsedPattern } from './pattern.js';
import { RouteLeaf } from './route-leaf.js';
import { RouteNode, RouteSearch } from './route-tree.js';

/** What to do with one slash at the end of a path. */
export type TrailingSlash = 'ignore' | 'strict' | 'redirect';

/** A route that stands where another one was to be added. */
export interface RouteConflict<T> {
  readonly method: string;
  readonly value: T;
}

const NO_PARAMETERS: readonly string[] = Object.freeze([]);
const NO_MATCH = Object.freeze({ kind: 'none' } as const);

/**
 * The routes of one app. A literal segment is preferred to a constrained parameter, that to a parameter, that to a wildcard, in whatever order
 * routes are added; a branch that leads nowhere is left for the next one, also when it leads to a path without the method.
 *
 * @example
 * const router = new Router<string>();
 * router.add(['GET'], parsePattern('/todos/:id') as ParsedPattern, 'read');
 * router.find('GET', '/todos/7'); // { kind: 'route', value: 'read', parameters: ['7'] }
 * router.find('PUT', '/todos/7'); // { kind: 'wrong-method', value: 'read', allow: ['GET', 'HEAD', 'OPTIONS'] }
 */
export class Router<T> {
  readonly #static = new Map<string, RouteLeaf<T>>();
  /** By length, whether there is a static path of it. */
  readonly #lengths: boolean[] = [];
  readonly #tree = new RouteNode<T>();
  readonly #search = new RouteSearch<T>();
  readonly #trailingSlash: TrailingSlash;

  constructor(trailingSlash: TrailingSlash = 'ignore') {
    this.#trailingSlash = trailingSlash;
  }

  /** Adds a route for upper-case methods, `*` for all; gives the route that is already there, if one is. */
  add(methods: readonly string[], { segments, parameters, optional }: ParsedPattern, value: T): RouteConflict<T> | undefined {
    const route: RouteMatch<T> = { kind: 'route', value, parameters: NO_PARAMETERS };
    for (let index = 0; index < methods.length; index++) {
      const method = methods[index]!;
      const conflict =
        this.#addTo(segments, segments.length, parameters.length, method, route) ??
        (optional ? this.#addTo(segments, segments.length - 1, parameters.length - 1, method, route) : undefined);
      if (conflict) return conflict;
    }
    return undefined;
  }

  #addTo(
    segments: ParsedPattern['segments'],
    count: number,
    parameters: number,
    method: string,
    route: RouteMatch<T>,
  ): RouteConflict<T> | undefined {
    const leaf = new RouteLeaf(method, route);
    const first = parameters > 0 ? this.#tree.leafOf(segments, count, leaf) : this.#staticLeaf(segments, count, leaf);
    const existing = first.add(leaf);
    return existing && existing !== route ? { method, value: existing.value } : undefined;
  }

  #staticLeaf(segments: ParsedPattern['segments'], count: number, first: RouteLeaf<T>): RouteLeaf<T> {
    const path = `/${(count < segments.length ? segments.slice(0, count) : segments).join('/')}`;
    const known = this.#static.get(path);
    if (!known) {
      this.#static.set(path, first);
      this.#lengths[path.length] = true;
    }
    return known ?? first;
  }

  /** What a method and a path lead to: still percent-encoded, in canonical form (`canonicalPath`), without query. */
  find(method: string, path: string): Match<T> {
    // Most paths with parameters have a length that no static path has: then nothing is hashed.
    const leaf = this.#lengths[path.length] === true ? this.#static.get(path) : undefined;
    return leaf?.find(method) ?? this.#look(method, path, leaf);
  }

  /** What a path leads to that is not static as it stands. */
  #look(method: string, path: string, leaf: RouteLeaf<T> | undefined): Match<T> {
    if (path.charCodeAt(0) !== SLASH) return NO_MATCH;
    if (path.charCodeAt(path.length - 1) === SLASH && this.#trailingSlash !== 'strict') return this.#lookBefore(method, path, leaf);
    return this.#walk(method, path, leaf);
  }

  /** What a path leads to that ends with a slash. */
  #lookBefore(method: string, path: string, leaf: RouteLeaf<T> | undefined): Match<T> {
    const bare = path.slice(0, -1);
    if (bare === '' || bare.endsWith('/')) return this.#walk(method, path, leaf);
    const known = this.#static.get(bare);
    const match = known?.find(method) ?? this.#walk(method, bare, known);
    if (match.kind !== 'route' || this.#trailingSlash !== 'redirect') return match;
    // `//host` would lead to another host (RFC 3986 section 4.2).
    return bare.startsWith('//') ? this.#walk(method, path, leaf) : { kind: 'redirect', path: bare };
  }

  #walk(method: string, path: string, leaf: RouteLeaf<T> | undefined): Match<T> {
    const search = this.#search;
    search.method = method;
    search.passed = leaf && [leaf];
    const match = this.#tree.walk(search, path, 1, 0);
    if (match) return { kind: 'route', value: match.value, parameters: search.values(path) };
    const { passed } = search;
    return passed === undefined ? NO_MATCH : { kind: 'wrong-method', value: passed[0]!.first, allow: allowedMethods(passed) };
  }
}

const SLASH = 47;

/** RFC 9110 section 10.2.1, with the two methods that need no route of their own. */
function allowedMethods(leaves: readonly RouteLeaf<unknown>[]): readonly string[] {
  const methods = new Set(['OPTIONS']);
  for (const leaf of leaves) leaf.addMethodsTo(methods);
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
