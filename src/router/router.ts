// Finds the route of a path: a map for static paths, a tree of segments for the rest.
import type { ParsedPattern } from './pattern.js';

/** What to do with one slash at the end of a path. */
export type TrailingSlash = 'ignore' | 'strict' | 'redirect';

/** What a path and a method lead to. */
export type Match<T> =
  | {
      readonly kind: 'route';
      readonly value: T;
      /** Still percent-encoded, in the order of the pattern; an absent optional one is missing at the end. */
      readonly parameters: readonly string[];
    }
  | {
      /** The path is known, the method is not. */
      readonly kind: 'wrong-method';
      /** A route of that path: the first one added to its most specific pattern. */
      readonly value: T;
      /** Sorted; with HEAD where there is GET, and with OPTIONS. */
      readonly allow: readonly string[];
    }
  | {
      /** With trailing slash `redirect`: the route is at this path. */
      readonly kind: 'redirect';
      readonly path: string;
    }
  | { readonly kind: 'none' };

/** A route that stands where another one was to be added. */
export interface RouteConflict<T> {
  readonly method: string;
  readonly value: T;
}

/** The routes of one app. */
export class Router<T> {
  constructor(readonly trailingSlash: TrailingSlash = 'ignore') {}

  /** Adds a route for upper-case methods, `*` for all; gives the route that is already there, if one is. */
  add(_methods: readonly string[], _pattern: ParsedPattern, _value: T): RouteConflict<T> | undefined {
    throw new Error('not built yet');
  }

  find(_method: string, _path: string): Match<T> {
    throw new Error('not built yet');
  }
}
