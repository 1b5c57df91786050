// Reads path patterns: `/a/:id`, `/a/:id?`, `/a/:id(\d+)`, `/a/*rest`.
import { canonicalPath } from '../shared/canonical-path.js';
import { type Constraint, compileConstraint } from './constraint.js';

/** A segment that takes a value from the path. */
export interface ParameterSegment {
  readonly name: string;
  /** `true` takes the whole rest of the path, of at least one character. */
  readonly wildcard: boolean;
  readonly constraint: Constraint | undefined;
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

/** A pattern may not be longer than this, so that matching may recurse by its depth. */
const MAX_SEGMENTS = 64;

/** Everything that means something in a pattern, or may not stand in a path as it is. */
const SPECIAL = /[^\w\-.~!$&'()+,;=@/]/;
/** RFC 3986 section 3.3: what a segment does not hold as it is. */
const NOT_IN_PATHS = /%(?![\dA-Fa-f]{2})|[^\w\-.~!$&'()*+,;=:@%]+/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const NAME = /^[A-Za-z_$][\w$]*/;

/**
 * Reads a pattern; slashes around it are optional. What is not a parameter is literal: dots, parentheses and `+` have no meaning, `\` takes
 * the meaning from the character behind it.
 *
 * @example
 * parsePattern('todos/:id') // { text: '/todos/:id', segments: ['todos', { name: 'id', … }], parameters: ['id'], optional: false }
 */
export function parsePattern(pattern: string): ParsedPattern | PatternProblem {
  let start = 0;
  let end = pattern.length;
  while (pattern.charCodeAt(start) === SLASH) start++;
  while (end > start && pattern.charCodeAt(end - 1) === SLASH) end--;
  const trimmed = pattern.slice(start, end);
  const text = `/${trimmed}`;
  if (trimmed === '') return { text, segments: [], parameters: [], optional: false };
  const isPlain = !SPECIAL.test(trimmed);
  const sources = isPlain ? trimmed.split('/') : splitSegments(trimmed);
  if (sources.includes('')) return problem('has an empty segment, which no request matches', `write ${text.replaceAll(/\/{2,}/g, '/')}`);
  if (sources.length > MAX_SEGMENTS) return problem(`has more than ${MAX_SEGMENTS} segments`, `take the rest with a wildcard: /a/*rest`);
  return isPlain ? { text, segments: sources, parameters: [], optional: false } : readSegments(text, sources);
}

const SLASH = 47;

/** Splits on slashes, but not within a constraint. */
function splitSegments(path: string): string[] {
  const sources: string[] = [];
  let start = 0;
  for (let at = 0; at < path.length; at++) {
    if (path[at] === '/') {
      sources.push(path.slice(start, at));
      start = at + 1;
    } else if (path[at] === '\\') at++;
    else if (path[at] === '(' && path[start] === ':') at = closingParenthesis(path, at);
  }
  sources.push(path.slice(start));
  return sources;
}

/** The index of the parenthesis that closes the one at `open`; the last index when none does. */
function closingParenthesis(path: string, open: number): number {
  let depth = 0;
  let inSet = false;
  for (let at = open; at < path.length; at++) {
    const character = path[at];
    if (character === '\\') at++;
    else if (inSet) inSet = character !== ']';
    else if (character === '[') inSet = true;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at;
  }
  return path.length - 1;
}

function readSegments(text: string, sources: readonly string[]): ParsedPattern | PatternProblem {
  const segments: (string | ParameterSegment)[] = [];
  const parameters: string[] = [];
  let optional = false;
  for (const [index, source] of sources.entries()) {
    const isLast = index === sources.length - 1;
    const segment = readSegment(text, source);
    if (typeof segment === 'object' && 'problem' in segment) return segment;
    if (typeof segment === 'object') {
      if (parameters.includes(segment.name)) return problem(`has two parameters named ${segment.name}`, 'give each its own name');
      if (segment.wildcard && !isLast) return problem('has a wildcard before its end', `end it with ${source}`);
      parameters.push(segment.name);
      optional = source.endsWith('?');
      if (optional && !isLast) return problem('has an optional parameter before its end', 'add a second path without that parameter');
    }
    segments.push(segment);
  }
  return { text, segments, parameters, optional };
}

function readSegment(text: string, source: string): string | ParameterSegment | PatternProblem {
  if (source[0] === '*') {
    const name = source.slice(1);
    if (name !== '' && NAME.exec(name)?.[0] !== name) return problem(`has the wildcard ${source}, which is not a name`, 'write *rest');
    return { name: name || '*', wildcard: true, constraint: undefined };
  }
  return source[0] === ':' ? readParameter(source) : readLiteral(text, source);
}

function readParameter(source: string): ParameterSegment | PatternProblem {
  const name = NAME.exec(source.slice(1))?.[0];
  if (!name) return problem(`has the parameter ${source}, which is not a name`, 'name it with letters, digits and _, as in :id');
  let rest = source.slice(1 + name.length);
  if (rest.endsWith('?')) rest = rest.slice(0, -1);
  if (rest === '') return { name, wildcard: false, constraint: undefined };
  if (rest[0] !== '(' || closingParenthesis(rest, 0) !== rest.length - 1 || rest.at(-1) !== ')') {
    return problem(
      `has the segment ${source}, but a parameter is a whole segment`,
      `take the segment with :${name} and read its parts in the handler`,
    );
  }
  const constraint = compileConstraint(rest.slice(1, -1));
  return typeof constraint === 'string'
    ? problem(`has the constraint ${rest}, which ${constraint}`, `write a plain expression, as in :${name}(\\\\d+)`)
    : { name, wildcard: false, constraint };
}

function readLiteral(text: string, source: string): string | PatternProblem {
  let literal = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === '\\') literal += source[++at] ?? '';
    else if (character === '{' || character === '}') return problem('uses braces', `write ${withColons(text)}`);
    else if (character === ':')
      return problem(`has a colon within the segment ${source}`, 'make the parameter a whole segment, or write \\\\: for a literal colon');
    else if (character === '*')
      return problem(`has a * within the segment ${source}`, 'make the wildcard the whole last segment: /a/*rest');
    else if (character === '?' || character === '#')
      return problem(
        `has ${character} in the segment ${source}`,
        'query and fragment are not part of a path; only a last parameter is optional: /a/:id?',
      );
    else literal += character;
  }
  return encodeLiteral(literal);
}

/** A literal as it comes in requests: what may not stand in a path is escaped, escapes are in canonical form. */
function encodeLiteral(literal: string): string {
  return canonicalPath(literal.replace(LONE_SURROGATE, '\uFFFD').replace(NOT_IN_PATHS, encodeURIComponent));
}

/** The pattern in our form, for those who come from other frameworks or from the gateway's own notation. */
function withColons(text: string): string {
  return text.replaceAll(/\{(\w+)\+\}/g, '*$1').replaceAll(/\{(\w+)\}/g, ':$1');
}

function problem(text: string, fix: string): PatternProblem {
  return { problem: text, fix };
}
