// How long the instances of a class live.
import { readNotes } from '../metadata/note-store.js';
import type { Lifetime } from './service-node.js';
import { isDecoratedByTsyringe, registrationOf } from './tsyringe-bridge.js';

/**
 * What the class declares counts first, with our decorators or tsyringe's. What is left undeclared is a singleton where the app knows the
 * class, by `@Injectable()` or as a provider. A class that is only met in a constructor is transient when tsyringe's own decorator is on
 * it, as it is to tsyringe; without any it is built once, like every service, unless its graph needs a narrower scope.
 *
 * @param isRoot whether the app itself asks for it
 * @param isListed whether a provider of the app names it
 * @param registered what it is registered with in tsyringe, under the token in question
 */
export function lifetimeOf(type: unknown, isRoot: boolean, isListed: boolean, registered: Lifetime | undefined): Lifetime {
  let isInjectable = false;
  for (let at = type; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    const notes = readNotes(at as never);
    if (notes?.scope) return notes.scope;
    isInjectable ||= notes?.injectable === true;
  }
  const declared = registered ?? (isListed ? ownRegistration(type) : undefined);
  if (declared !== undefined && declared !== 'transient') return declared;
  if (isRoot) return 'undecided';
  if (isListed || isInjectable) return 'singleton';
  return declared === undefined && !isDecoratedByTsyringe(type) ? 'undecided' : 'transient';
}

/** What `@singleton()` or `@scoped()` of tsyringe say of a class. */
function ownRegistration(type: unknown): Lifetime | undefined {
  const own = registrationOf(type);
  return own?.kind === 'class' && own.subject === type ? own.registered : undefined;
}
