// Installs the Reflect metadata API where nobody has: compilers write declared types to it; tsyringe, class-transformer and we read them.

type Member = string | symbol | undefined;

/** Keys and values in turn: a method has three pairs, which a list holds at a fraction of what a map costs. */
type Pairs = unknown[];

const known = new WeakMap<object, Map<Member, Pairs>>();

/** Reads what one object carries; with `make`, a place to write to. */
function pairsOf(target: object, member: Member, make?: boolean): Pairs | undefined {
  if (target === null || (typeof target !== 'object' && typeof target !== 'function')) throw new TypeError('Metadata is kept on objects');
  const name = typeof member === 'number' ? String(member) : member;
  let members = known.get(target);
  let pairs = members?.get(name);
  if (pairs || !make) return pairs;
  if (!members) {
    members = new Map();
    known.set(target, members);
  }
  pairs = [];
  members.set(name, pairs);
  return pairs;
}

function indexOfKey(pairs: Pairs, key: unknown): number {
  let at = 0;
  while (at < pairs.length && pairs[at] !== key) at += 2;
  return at;
}

/** What the object carries under a key, or the nearest object it inherits from. A list of one, as the value may be anything. */
function find(key: unknown, target: object, member: Member, inherits: boolean): readonly [unknown] | undefined {
  let at: object | null = target;
  do {
    const pairs = pairsOf(at, member);
    const index = pairs ? indexOfKey(pairs, key) : 0;
    if (pairs && index < pairs.length) return [pairs[index + 1]];
    at = inherits ? (Object.getPrototypeOf(at) as object | null) : null;
  } while (at !== null);
  return undefined;
}

function define(key: unknown, value: unknown, target: object, member?: Member): void {
  const pairs = pairsOf(target, member, true)!;
  const index = indexOfKey(pairs, key);
  pairs[index] = key;
  pairs[index + 1] = value;
}

function ownKeys(target: object, member?: Member): unknown[] {
  return (pairsOf(target, member) ?? []).filter((_, index) => index % 2 === 0);
}

function allKeys(target: object, member?: Member): unknown[] {
  const keys = new Set<unknown>();
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null)
    for (const key of ownKeys(at, member)) keys.add(key);
  return [...keys];
}

function remove(key: unknown, target: object, member?: Member): boolean {
  const pairs = pairsOf(target, member) ?? [];
  return pairs.splice(indexOfKey(pairs, key), 2).length > 0;
}

type Decorator = (target: object, member?: Member, descriptor?: unknown) => unknown;

/** Runs decorators, the last one first; each may replace the class or the descriptor. */
function decorate(decorators: readonly Decorator[], target: object, member?: Member, descriptor?: unknown): unknown {
  let result: unknown = member === undefined ? target : (descriptor ?? undefined);
  for (let at = decorators.length - 1; at >= 0; at--) {
    const decorated = member === undefined ? decorators[at]!(result as object) : decorators[at]!(target, member, result);
    result = decorated ?? result;
  }
  return result;
}

/** The interface of `reflect-metadata`, which keeps using what is stored here when an app loads it later. */
const api: Readonly<Record<string, (...args: never[]) => unknown>> = {
  decorate,
  metadata: (key: unknown, value: unknown) => (target: object, member?: Member) => define(key, value, target, member),
  defineMetadata: define,
  hasMetadata: (key: unknown, target: object, member?: Member) => find(key, target, member, true) !== undefined,
  hasOwnMetadata: (key: unknown, target: object, member?: Member) => find(key, target, member, false) !== undefined,
  getMetadata: (key: unknown, target: object, member?: Member) => find(key, target, member, true)?.[0],
  getOwnMetadata: (key: unknown, target: object, member?: Member) => find(key, target, member, false)?.[0],
  getMetadataKeys: allKeys,
  getOwnMetadataKeys: ownKeys,
  deleteMetadata: remove,
};

if (typeof (Reflect as { getMetadata?: unknown }).getMetadata !== 'function') {
  for (const name of Object.keys(api)) Object.defineProperty(Reflect, name, { value: api[name], writable: true, configurable: true });
}
