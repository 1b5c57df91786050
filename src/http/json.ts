// JSON from outside: parsed by the language, then checked for what must not pass. Most bodies are too small to need a walk.
import { badRequest } from '../errors/bad-request.js';
import type { RequestLimits } from './limits.js';

/** The limits that concern a JSON text. */
export type JsonLimits = Pick<RequestLimits, 'jsonDepth' | 'objectKeys'>;

/**
 * Parses JSON text; a byte order mark is skipped.
 *
 * @throws {BadRequestError} when it is no JSON, is nested too deep, has too many keys in one object, or has the key `__proto__`
 * anywhere or `constructor` holding `prototype`. Messages never repeat the text.
 */
export function parseJson(text: string, limits: JsonLimits): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw badRequest('The body is not valid JSON');
  }
  if (typeof value === 'object' && value !== null && needsWalk(text, limits)) walk(value, limits);
  return value;
}

/** Whether anything in the text could break a rule; by counting characters, which is far cheaper than looking at every value. */
function needsWalk(text: string, { jsonDepth: depth, objectKeys }: JsonLimits): boolean {
  // Every level takes two brackets, every key at least the five characters of `"":1,`.
  if (text.length >= objectKeys * 5) return true;
  if (text.length > depth * 2 && mayNestOver(text, depth)) return true;
  // One search for what both have in common, since nearly no body has it. Escapes could hide either.
  return (text.includes('proto') && /__proto__|prototype/.test(text)) || text.includes('\\u');
}

function mayNestOver(text: string, depth: number): boolean {
  let left = depth;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) if (--left < 0) return true;
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) if (--left < 0) return true;
  return false;
}

/** Looks at every object, one level of nesting at a time, so that depth costs no stack. */
function walk(root: object, { jsonDepth: depth, objectKeys }: JsonLimits): void {
  let level: object[] = [root];
  for (let left = depth; level.length > 0; left--) {
    if (left === 0) throw badRequest(`The body is nested deeper than ${depth} levels`);
    const next: object[] = [];
    for (const node of level) {
      if (Array.isArray(node)) collectChildren(node, next);
      else collectMembers(node as Record<string, unknown>, objectKeys, next);
    }
    level = next;
  }
}

function collectChildren(list: readonly unknown[], into: object[]): void {
  for (const value of list) if (typeof value === 'object' && value !== null) into.push(value);
}

function collectMembers(node: Record<string, unknown>, objectKeys: number, into: object[]): void {
  let left = objectKeys;
  // What comes from JSON inherits nothing that is enumerable, and this makes no list of keys for each object.
  for (const key in node) {
    if (--left < 0) throw badRequest(`An object of the body has more than ${objectKeys} keys`);
    const value = node[key];
    if (key === '__proto__') throw badRequest('The body has the key __proto__');
    if (typeof value !== 'object' || value === null) continue;
    if (key === 'constructor' && Object.hasOwn(value, 'prototype')) throw badRequest('The body has the key constructor holding prototype');
    into.push(value);
  }
}
