// The end of a path in the route tree: which methods lead where.
import type { RouteMatch } from './match.js';

/** A route of one method. Those of the same path are chained: most paths have very few, and a chain costs a fraction of a map. */
export class RouteLeaf<T> {
  private next: RouteLeaf<T> | undefined = undefined;

  /** @param method `*` for all */
  constructor(
    private readonly method: string,
    private readonly match: RouteMatch<T>,
  ) {}

  /** Chains another route to this one; gives the one of its method that is already there, which may be itself. */
  add(route: RouteLeaf<T>): RouteMatch<T> | undefined {
    let last: RouteLeaf<T> = this;
    for (let at: RouteLeaf<T> | undefined = this; at; at = at.next) {
      if (at.method === route.method) return at.match;
      last = at;
    }
    last.next = route;
    return undefined;
  }

  /** The route for a method: its own, GET's for HEAD, the one for all methods. */
  find(method: string): RouteMatch<T> | undefined {
    // Most have only one.
    if (this.method === method) return this.match;
    return this.of(method) ?? (method === 'HEAD' ? this.of('GET') : undefined) ?? this.of('*');
  }

  private of(method: string): RouteMatch<T> | undefined {
    for (let at: RouteLeaf<T> | undefined = this; at; at = at.next) if (at.method === method) return at.match;
    return undefined;
  }

  /** The route that was added first. */
  get first(): T {
    return this.match.value;
  }

  addMethodsTo(methods: Set<string>): void {
    for (let at: RouteLeaf<T> | undefined = this; at; at = at.next) methods.add(at.method);
  }
}
