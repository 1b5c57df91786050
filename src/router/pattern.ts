// Reads path patterns: `/a/:id`, `/a/:id?`, `/a/:id(\d+)`, `/a/*rest`.
import { encodeLiteral } from '../shared/encode-literal.js';
import { trimSlashes } from '../shared/join-paths.js';
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

const NONE: readonly string[] = [];

/** A pattern may not be longer than this, so that matching may recurse by its depth. */
const MAX_SEGMENTS = 64;

/**
 * Reads a pattern; slashes around it are optional. What is not a parameter is literal: dots, parentheses and `+` have no meaning, `\` takes
 * the meaning from the character behind it.
 *
 * @example
 * parsePattern('todos/:id') // { text: '/todos/:id', segments: ['todos', { name: 'id', … }], parameters: ['id'], optional: false }
 */
export function parsePattern(pattern: string): ParsedPattern | PatternProblem {
  const path = trimSlashes(pattern);
  const isPlain = isPlainPath(path);
  const sources = path === '' ? [] : path.includes('(') || !isPlain ? splitSegments(path) : path.split('/');
  if (sources.length > MAX_SEGMENTS) return problem(`has more than ${MAX_SEGMENTS} segments`, 'take the rest with a wildcard: /a/*rest');
  // Each takes the place of its source: lists that grow are given room for many more.
  const segments: (string | ParameterSegment)[] = sources;
  let parameters = NONE;
  let optional = false;
  for (let index = 0; index < sources.length; index++) {
    const source = sources[index]!;
    if (isPlain && source !== '' && !source.includes(':')) continue;
    const segment = readSegment(source, path);
    if (typeof segment === 'object') {
      if ('problem' in segment) return segment;
      optional = source.endsWith('?');
      const misplaced = (segment.wildcard || optional) && index < sources.length - 1;
      if (misplaced) return problem(`has ${source} before its end`, 'only the last segment may be optional or a wildcard');
      if (parameters.includes(segment.name)) return problem(`has two parameters named ${segment.name}`, 'give each its own name');
      parameters = parameters.concat(segment.name);
    }
    segments[index] = segment;
  }
  return { text: `/${path}`, segments, parameters, optional };
}

/**
 * Whether a path holds nothing with a meaning but slashes and colons, as most do. `encodeURI` leaves what may stand in a path (RFC 3986
 * section 3.3); regular expressions cost more to compile at a cold start than this costs for all routes.
 */
function isPlainPath(path: string): boolean {
  try {
    return encodeURI(path) === path && !path.includes('*') && !path.includes('?') && !path.includes('#');
  } catch {
    // Half a character.
    return false;
  }
}

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

function readSegment(source: string, path: string): string | ParameterSegment | PatternProblem {
  if (source[0] === ':') return readParameter(source);
  if (source[0] !== '*') return readLiteral(source, path);
  const name = source.slice(1) || '*';
  if (name !== '*' && nameEnd(source) < source.length) return problem(`has the wildcard ${source}, which is not a name`, 'write *rest');
  return { name, wildcard: true, constraint: undefined };
}

/** Where the name behind the first character ends: letters, digits, `_` and `$`. */
function nameEnd(source: string): number {
  for (let at = 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    const letter = code | 32;
    const isWord = (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 36;
    if (!isWord) return at;
  }
  return source.length;
}

function readParameter(source: string): ParameterSegment | PatternProblem {
  const end = nameEnd(source);
  const name = source.slice(1, end);
  if (name === '') return problem(`has the parameter ${source}, which is not a name`, 'name it with letters, digits and _, as in :id');
  const rest = source.slice(end, source.endsWith('?') ? -1 : undefined);
  if (rest === '') return { name, wildcard: false, constraint: undefined };
  if (rest[0] !== '(' || rest.at(-1) !== ')' || closingParenthesis(rest, 0) < rest.length - 1) {
    return problem(`has ${source}, but a parameter is a whole segment`, `take the segment with :${name} and read its parts in the handler`);
  }
  const constraint = compileConstraint(rest.slice(1, -1));
  return typeof constraint === 'string'
    ? problem(`has the constraint ${rest}, which ${constraint}`, `write a plain expression, as in :${name}(\\\\d+)`)
    : { name, wildcard: false, constraint };
}

function readLiteral(source: string, path: string): string | PatternProblem {
  if (source === '') return problem('has an empty segment, which no request matches', 'write one slash between segments');
  let literal = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === '\\') literal += source[++at] ?? '';
    else if (character === '{' || character === '}') return problem('uses braces', `write /${withColons(path)}`);
    else if (character === ':')
      return problem(`has a colon within ${source}`, 'make the parameter a whole segment, or write \\\\: for a literal colon');
    else if (character === '*') return problem(`has a * within ${source}`, 'make the wildcard the whole last segment: /a/*rest');
    else if (character === '?' || character === '#')
      return problem(`has ${character} in ${source}`, 'leave query and fragment out; only a last parameter is optional: /a/:id?');
    else literal += character;
  }
  return encodeLiteral(literal);
}

/** The pattern in our form, for those who come from other frameworks or from the gateway's own notation. */
function withColons(path: string): string {
  return path.replaceAll(/\{(\w+)\+\}/g, '*$1').replaceAll(/\{(\w+)\}/g, ':$1');
}

function problem(text: string, fix: string): PatternProblem {
  return { problem: text, fix };
}
