// How much a request may hold before it is refused.

/** Limits of a request. Over `bodyBytes` is a 413, over the others a 400. */
export interface RequestLimits {
  /** Largest body in bytes, counted after base64. */
  readonly bodyBytes: number;
  /** Deepest nesting of a JSON body. */
  readonly jsonDepth: number;
  /** Most keys in one object of a JSON body. */
  readonly objectKeys: number;
  /** Most pairs in a query, and most fields in a form. */
  readonly queryPairs: number;
}

/** The limits of an app that sets none. */
export const DEFAULT_LIMITS: RequestLimits = { bodyBytes: 1_048_576, jsonDepth: 64, objectKeys: 1000, queryPairs: 1000 };
