// Reads path patterns: `/a/:id`, `/a/:id?`, `/a/:id(\d+)`, `/a/*rest`.

/** A segment that takes a value from the path. */
export interface ParameterSegment {
  readonly name: string;
  /** `true` takes the whole rest of the path. */
  readonly wildcard: boolean;
  /** What the decoded value has to match, as written. */
  readonly constraint: string | undefined;
}

/** A pattern, read. */
export interface ParsedPattern {
  /** The pattern in one form: one slash in front, none at the end. */
  readonly text: string;
  /** Literals in canonical percent-encoding, or parameters. */
  readonly segments: readonly (string | ParameterSegment)[];
  /** Names of the parameters, in order. */
  readonly parameters: readonly string[];
  /** Whether the last segment may be missing. */
  readonly optional: boolean;
}

/** What is wrong with a pattern. */
export interface PatternProblem {
  readonly problem: string;
  readonly fix: string;
}

/** Reads a pattern; slashes around it are optional. */
export function parsePattern(_text: string): ParsedPattern | PatternProblem {
  throw new Error('not built yet');
}
