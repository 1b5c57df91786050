// Whether a method's parameters and those of its paths fit together.
import { type ParsedPattern, parsePattern } from '../router/pattern.js';
import type { FoundMethod, MethodView } from './class-view.js';
import type { ProblemList } from './problem-list.js';

/** Kinds of argument through which a handler can reach every path parameter. */
const WHOLE_REQUEST: readonly string[] = ['context', 'request', 'event', 'custom'];

/** A bound parameter must be in some pattern of the method; a parameter of the method's own path must be readable by it. */
export function checkPathParameters(
  problems: ProblemList,
  { view: { type }, method }: FoundMethod,
  patterns: readonly ParsedPattern[],
): void {
  if (patterns.length === 0) return;
  let seesAll = false;
  for (const { kind, name, index } of method.arguments) {
    if (kind !== 'param') seesAll ||= WHOLE_REQUEST.includes(kind);
    else if (name === undefined) seesAll = true;
    else if (!patterns.some(({ parameters }) => parameters.includes(name))) {
      const available = [...new Set(patterns.flatMap(({ parameters }) => parameters))];
      problems.addOn(
        type,
        method.member,
        'unknown-path-parameter',
        `binds the path parameter '${name}', which is not in ${patterns.map(({ text }) => `'${text}'`).join(' or ')}`,
        available.length > 0 ? `name one of: ${available.join(', ')}` : `add ':${name}' to the path`,
        index,
      );
    }
  }
  if (seesAll || patterns.every(({ parameters }) => parameters.every((name) => isBound(method, name)))) return;
  for (const { paths } of method.routes) {
    for (const path of paths) {
      // Those of prefixes may be of use to others only.
      const own = typeof path === 'string' ? parsePattern(path) : undefined;
      for (const name of own && 'parameters' in own ? own.parameters : []) {
        if (isBound(method, name)) continue;
        problems.addOn(
          type,
          method.member,
          'unbound-path-parameter',
          `has ':${name}' in its path but no parameter takes it`,
          `add @Param('${name}') to a parameter, or take the name out of the path`,
        );
      }
    }
  }
}

function isBound(method: MethodView, name: string): boolean {
  return method.arguments.some((note) => note.kind === 'param' && note.name === name);
}
