import * as fc from 'fast-check';
import { type ParameterSegment, type ParsedPattern, parsePattern } from '../../../src/router/pattern.js';
import { Router } from '../../../src/router/router.js';

interface Route {
  readonly method: string;
  readonly pattern: ParsedPattern;
}

/** How specific a segment is; shapes are compared segment by segment. */
function rank(segment: string | ParameterSegment): number {
  if (typeof segment === 'string') return 0;
  if (segment.wildcard) return 3;
  return segment.constraint ? 1 : 2;
}

function compare(a: Route, b: Route): number {
  const length = Math.max(a.pattern.segments.length, b.pattern.segments.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.pattern.segments[at], b.pattern.segments[at]];
    if (left === undefined || right === undefined) break;
    if (rank(left) !== rank(right)) return rank(left) - rank(right);
  }
  return 0;
}

/** Matches one pattern by splitting both sides; nothing shared with the router but the parser. */
function matchOne({ segments }: ParsedPattern, path: string): string[] | undefined {
  const parts = path === '/' ? [] : path.slice(1).split('/');
  const values: string[] = [];
  for (const [at, segment] of segments.entries()) {
    const part = parts[at];
    const rest = parts.slice(at).join('/');
    if (part === undefined || rest === '') return undefined;
    if (typeof segment !== 'string' && segment.wildcard) return [...values, rest];
    if (part === '') return undefined;
    if (typeof segment === 'string') {
      if (segment !== part) return undefined;
    } else if (segment.constraint && !segment.constraint.matches(part)) return undefined;
    else values.push(part);
  }
  return parts.length === segments.length ? values : undefined;
}

/** Every route, most specific first; the first that matches path and method wins. */
function findNaively(routes: readonly Route[], method: string, path: string): unknown {
  const candidates = routes.flatMap((route) => {
    const values = matchOne(route.pattern, path);
    return values ? [{ route, values }] : [];
  });
  candidates.sort((a, b) => compare(a.route, b.route));
  const has = (wanted: string) => candidates.find(({ route }) => route.method === wanted);
  for (const { route } of candidates) {
    const same = candidates.filter((other) => compare(other.route, route) === 0);
    const of = (wanted: string) => same.find((other) => other.route.method === wanted);
    const found = of(method) ?? (method === 'HEAD' ? of('GET') : undefined) ?? of('*');
    if (found) return { kind: 'route', value: found.route, parameters: found.values };
  }
  if (candidates.length === 0) return { kind: 'none' };
  const allow = new Set([...candidates.map(({ route }) => route.method), 'OPTIONS', ...(has('GET') ? ['HEAD'] : [])]);
  return { kind: 'wrong-method', allow: [...allow].sort() };
}

const segment = fc.constantFrom('a', 'b', 'ab', ':x', ':x', ':x(\\d+)');
const patternText = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '', '/*rest'))
  .map(([segments, end]) => `/${segments.map((text, at) => text.replace(':x', `:x${at}`)).join('/')}${end}`.replace('//', '/'));
const method = fc.constantFrom('GET', 'POST', 'HEAD', '*');
const path = fc.array(fc.constantFrom('a', 'b', 'ab', '1', '22', ''), { maxLength: 6 }).map((parts) => `/${parts.join('/')}`);

describe('the router', () => {
  it('finds what a matcher that tries every pattern finds (5,000 runs)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ method, text: patternText }), { maxLength: 12 }),
        fc.array(fc.tuple(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT'), path), { minLength: 5, maxLength: 20 }),
        (drafts, requests) => {
          const router = new Router<Route>('strict');
          const routes: Route[] = [];
          for (const { method, text } of drafts) {
            const route = { method, pattern: parsePattern(text) as ParsedPattern };
            const conflict = router.add([method], route.pattern, route);
            const twin = routes.find((other) => other.method === method && shapeOf(other) === shapeOf(route));
            expect(conflict?.value).toBe(twin);
            if (!conflict) routes.push(route);
          }
          for (const [wanted, at] of requests) {
            expect(router.find(wanted, at)).toMatchObject(findNaively(routes, wanted, at) as object);
          }
        },
      ),
      { numRuns: 5000, seed: 20_260_714 },
    );
  });
});

function shapeOf({ pattern }: Route): string {
  return pattern.segments
    .map((part) => (typeof part === 'string' ? part : part.wildcard ? '*' : `:${part.constraint?.source ?? ''}`))
    .join('/');
}
