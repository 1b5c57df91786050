// One service in the graph: what it needs, how it is made, and its instance once it is.
import type { DependencyContainer } from 'tsyringe';
import type { Constructor } from '../shared/constructor.js';
import { tokenName } from './token.js';

/** How long an instance lives; `resolution` is shared within one resolve, `undecided` takes the narrowest scope its graph needs. */
export type Lifetime = 'singleton' | 'request' | 'transient' | 'resolution' | 'undecided';

/** Instances shared within one resolve, of services with the lifetime `resolution`. */
export type SharedInstances = Map<ServiceNode, unknown>;

/** Gives instances while one is being made. */
export interface Resolver {
  get(node: ServiceNode, shared: SharedInstances | undefined): unknown;
  /**
   * The instance of whatever a token stands for.
   *
   * @param asker who is named where nothing stands for it
   */
  resolve(token: unknown, asker?: string): unknown;
  /** Every instance that a token stands for. */
  resolveAll(token: unknown): unknown[];
  /** Itself, as tsyringe's factories expect it. */
  readonly container: DependencyContainer;
}

/** Makes a value from others. */
export type Make = (resolver: Resolver, shared: SharedInstances | undefined) => unknown;

/** What a service gets at one place. */
export interface Dependency {
  /** The services it comes from; none where an optional one is missing. */
  readonly nodes: readonly ServiceNode[];
  /** Whether it is a stand-in that asks for its service when it is first used, and so may close a cycle: what `delay()` makes. */
  readonly isDelayed: boolean;
  readonly get: Make;
}

const NOTHING: readonly Dependency[] = [];
const NOT_MADE: Make = () => undefined;

/** A service. */
export class ServiceNode {
  lifetime: Lifetime = 'transient';
  dependencies: readonly Dependency[] = NOTHING;
  make: Make = NOT_MADE;
  /** The class it is an instance of, where that is known. */
  type: Constructor | undefined = undefined;
  /** Whether `instance` is there, which may be any value. */
  isBuilt = false;
  instance: unknown = undefined;
  /** Set while it is being made: asking for it then is a cycle. */
  isBusy = false;
  /** The next service on the way to the one that is request-scoped by itself. */
  reaches: ServiceNode | undefined = undefined;
  /** Whether what is made may be a promise to wait for: the app's own factories. */
  isAwaited = false;
  /** Whether everything listed earlier has to be ready before it is made. */
  waitsForEarlier = false;
  /** Whose hooks are called: `made` for objects the app makes, `given` for values, which are not the app's to dispose. */
  hooks: 'made' | 'given' | 'none' = 'made';

  /**
   * @param token what it stands for
   * @param key what one request finds its instance by: the token, or something of its own where several stand for one token
   */
  constructor(
    private readonly token: unknown,
    readonly key: unknown,
  ) {}

  /** For messages. */
  get name(): string {
    return tokenName(this.token);
  }

  /** Whether it exists only within a request. */
  get isRequestScoped(): boolean {
    return this.lifetime === 'request' || this.reaches !== undefined;
  }
}
