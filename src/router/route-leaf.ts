// The end of a path in the route tree: which methods lead where.
import type { RouteMatch } from './match.js';

/** The routes of one path shape, by method. */
export class RouteLeaf<T> {
  readonly #methods = new Map<string, RouteMatch<T>>();
  #any: RouteMatch<T> | undefined;

  /** Adds a route for a method, `*` for all; gives the one that is already there. */
  add(method: string, route: RouteMatch<T>): RouteMatch<T> | undefined {
    const existing = method === '*' ? this.#any : this.#methods.get(method);
    if (existing) return existing;
    if (method === '*') this.#any = route;
    else this.#methods.set(method, route);
    return undefined;
  }

  /** The route for a method: its own, GET's for HEAD, the one for all methods. */
  find(method: string): RouteMatch<T> | undefined {
    return this.#methods.get(method) ?? (method === 'HEAD' ? this.#methods.get('GET') : undefined) ?? this.#any;
  }

  /** The route that was added first; not to be asked of a leaf without routes. */
  get first(): T {
    const { value } = this.#methods.values().next();
    return (value ?? this.#any!).value;
  }

  get methods(): Iterable<string> {
    return this.#methods.keys();
  }
}
