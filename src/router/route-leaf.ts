// The end of a path in the route tree: which methods lead where.
import type { RouteMatch } from './match.js';

/** A route of one method; most paths have very few, which a chain holds at a fraction of what a map costs. */
interface Entry<T> {
  readonly method: string;
  readonly match: RouteMatch<T>;
  next: Entry<T> | undefined;
}

/** The routes of one path shape, by method. */
export class RouteLeaf<T> {
  #entries: Entry<T> | undefined = undefined;

  /** Adds a route for a method, `*` for all; gives the one that is already there. */
  add(method: string, match: RouteMatch<T>): RouteMatch<T> | undefined {
    let last: Entry<T> | undefined;
    for (let at = this.#entries; at; at = at.next) {
      if (at.method === method) return at.match;
      last = at;
    }
    const entry: Entry<T> = { method, match, next: undefined };
    if (last) last.next = entry;
    else this.#entries = entry;
    return undefined;
  }

  /** The route for a method: its own, GET's for HEAD, the one for all methods. */
  find(method: string): RouteMatch<T> | undefined {
    return this.#of(method) ?? (method === 'HEAD' ? this.#of('GET') : undefined) ?? this.#of('*');
  }

  #of(method: string): RouteMatch<T> | undefined {
    for (let at = this.#entries; at; at = at.next) if (at.method === method) return at.match;
    return undefined;
  }

  /** The route that was added first; not to be asked of a leaf without routes. */
  get first(): T {
    return this.#entries!.match.value;
  }

  addMethodsTo(methods: Set<string>): void {
    for (let at = this.#entries; at; at = at.next) methods.add(at.method);
  }
}
