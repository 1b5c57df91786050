// What a token stands for, before it is looked into.
import type { Lifetime } from './service-node.js';

/** What is said of a token, by a provider or by a registration with tsyringe. */
export interface Definition {
  readonly kind: 'class' | 'value' | 'alias' | 'factory' | 'container-factory';
  /** The class, the value, the other token, the function. */
  readonly subject: unknown;
  /** For a factory: what has to be ready before it is called. */
  readonly inject?: readonly unknown[] | undefined;
  /** The lifetime it is registered with in tsyringe; the app's own definitions have none. */
  readonly registered?: Lifetime;
}
