// What the router says about a method and a path.

/** A route was found. */
export interface RouteMatch<T> {
  readonly kind: 'route';
  readonly value: T;
  /** Still percent-encoded, in the order of the pattern; an absent optional one is missing at the end. */
  readonly parameters: readonly string[];
}

/** The path is known, the method is not. */
export interface WrongMethod<T> {
  readonly kind: 'wrong-method';
  /** A route of that path: the first one added to its most specific pattern. */
  readonly value: T;
  /** Sorted; with HEAD where there is GET, and with OPTIONS. */
  readonly allow: readonly string[];
}

/** With trailing slash `redirect`: the route is at this path. */
export interface RedirectMatch {
  readonly kind: 'redirect';
  readonly path: string;
}

/** What a method and a path lead to. */
export type Match<T> = RouteMatch<T> | WrongMethod<T> | RedirectMatch | { readonly kind: 'none' };
