// What a class's constructor asks for: the types the compiler emitted, and the tokens given by decorators, ours and tsyringe's.
import { ownClassMetadata } from '../metadata/design-types.js';
import { readNotes } from '../metadata/note-store.js';
import type { Constructor } from '../shared/constructor.js';

/** What a decorator says of a parameter; tsyringe's leave more than a token. */
export interface GivenToken {
  readonly token: unknown;
  /** Whether it takes everything registered for the token. */
  readonly multiple?: boolean;
  /** Whether `undefined` will do. */
  readonly isOptional?: boolean;
  /** What the value goes through: a class with `transform(value, ...args)`. */
  readonly transform?: unknown;
  readonly transformArgs?: readonly unknown[];
}

/** A constructor, the class's own or the nearest inherited one. */
export interface ConstructorShape {
  readonly owner: Constructor;
  /** The declared types of its parameters; `undefined` when the compiler said nothing. */
  readonly types: readonly unknown[] | undefined;
  /** What decorators gave, by index. */
  readonly given: ReadonlyMap<number, GivenToken>;
  readonly count: number;
}

const NOTHING_GIVEN: ReadonlyMap<number, GivenToken> = new Map();

/**
 * Reads the constructor that `new type()` runs. An undecorated subclass without a constructor of its own has the one it inherits.
 * `undefined` for one without parameters.
 */
export function readConstructor(type: Constructor): ConstructorShape | undefined {
  for (let owner = type; ; owner = Object.getPrototypeOf(owner) as Constructor) {
    const types = ownClassMetadata(owner, 'design:paramtypes') as readonly unknown[] | undefined;
    const tokens = ownClassMetadata(owner, 'injectionTokens') as Record<number, GivenToken> | undefined;
    const injections = readNotes(owner)?.injections;
    if (types || tokens || injections?.size || owner.length > 0) {
      const given = tokens || injections?.size ? readGiven(tokens, injections) : NOTHING_GIVEN;
      return { owner, types, given, count: types ? types.length : Math.max(owner.length, ...[...given.keys()].map((index) => index + 1)) };
    }
    if (Object.getPrototypeOf(owner) === Function.prototype || hasEmptyConstructor(owner)) return undefined;
  }
}

function readGiven(tokens: Record<number, GivenToken> = {}, injections: ReadonlyMap<number, unknown> = new Map()): Map<number, GivenToken> {
  const given = new Map<number, GivenToken>();
  for (const index of Object.keys(tokens)) given.set(Number(index), tokens[Number(index)]!);
  for (const [index, token] of injections) given.set(index, { token });
  return given;
}

/** Asked only of undecorated subclasses; `super(...arguments)` is what compilers write where there was no constructor. */
function hasEmptyConstructor(type: Constructor): boolean {
  const source = Function.prototype.toString.call(type);
  return /\bconstructor\s*\(\s*\)\s*\{/.test(source) && !/\bsuper\(\.\.\.arguments\)/.test(source);
}
