// The expression a parameter may have to match, the only one ever built from a pattern's text.

/** Longer values never match: it bounds what an expression can cost. */
const MAX_LENGTH = 256;

const ATOM = String.raw`(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\[\]()|])`;

/**
 * Whether a repeated atom is repeated once more, alone or with nothing but optional ones: `(a+)+`, `(\w+-?)*`. The ways to share out a text
 * among such repetitions grow exponentially with its length, and all are tried before it fails.
 */
function repeatsRepetition(source: string): boolean {
  // Few constraints have groups, and a cold start need not pay for this expression.
  if (!source.includes('(')) return false;
  const optional = `(?:${ATOM}[?*]\\??)*`;
  return new RegExp(`\\((?:\\?(?::|<\\w+>))?${optional}${ATOM}[+*]\\??${optional}\\)(?:[+*]|\\{\\d+,)`).test(source);
}

/** What a parameter's value has to match. */
export interface Constraint {
  /** As it was written. */
  readonly source: string;
  /** Tests a segment as it stands in the path; the expression sees it decoded. */
  matches(segment: string): boolean;
}

/** Compiles an expression, anchored at both ends; a string says why it is refused. */
export function compileConstraint(source: string): Constraint | string {
  if (repeatsRepetition(source)) return 'repeats a repetition, which takes exponential time';
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
