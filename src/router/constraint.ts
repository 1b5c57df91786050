// The expression a parameter may have to match, the only one ever built from a pattern's text.

/** Longer values never match: it bounds what an expression can cost. */
const MAX_LENGTH = 256;

/** A lone repeated atom that is repeated once more, such as `(a+)+`: says no more than `a+` and takes exponential time to fail. */
const NESTED_REPEAT = /\((?:\?:)?(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\[\]()])[+*]\)(?:[+*]|\{\d+,)/;

/** What a parameter's value has to match. */
export interface Constraint {
  /** As it was written. */
  readonly source: string;
  /** Tests a segment as it stands in the path; the expression sees it decoded. */
  matches(segment: string): boolean;
}

/** Compiles an expression, anchored at both ends; a string says why it is refused. */
export function compileConstraint(source: string): Constraint | string {
  if (NESTED_REPEAT.test(source)) return 'repeats a repetition, which takes exponential time';
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${source})$`);
  } catch {
    return 'is not a regular expression';
  }
  const matches = (segment: string): boolean => {
    if (segment.length > MAX_LENGTH) return false;
    if (!segment.includes('%')) return expression.test(segment);
    try {
      return expression.test(decodeURIComponent(segment));
    } catch {
      return false;
    }
  };
  return { source, matches };
}
