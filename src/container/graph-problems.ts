// What can be wrong with a graph of services, in words.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import { MISSING_TYPES_FIX } from '../metadata/missing-types.js';
import type { ConstructorShape } from './constructor-parameters.js';
import { nearestName } from './nearest-name.js';
import type { ServiceNode } from './service-node.js';
import { tokenName } from './token.js';

/** Longer ways are cut in the middle, so that a message stays a message. */
const MAX_STEPS = 8;

/** The names along a way through the graph. */
export function describeWay(nodes: readonly ServiceNode[]): string {
  const names = nodes.map(({ name }) => name);
  if (names.length > MAX_STEPS) names.splice(MAX_STEPS / 2, names.length - MAX_STEPS, '…');
  return names.join(' -> ');
}

/** Services that need each other in a circle; the last one is the first. */
export function circularDependency(cycle: readonly ServiceNode[]): ConfigurationProblem {
  return {
    code: 'circular-dependency',
    className: cycle[0]!.name,
    message: `needs itself: ${describeWay(cycle)}`,
    fix: 'move what they share to a third class, or take one of them with @Inject(delay(() => Class)), delay being from tsyringe',
  };
}

/** A singleton that would keep the objects of one request for all others. */
export function captiveDependency(way: readonly ServiceNode[]): ConfigurationProblem {
  const name = way[0]!.name;
  return {
    code: 'captive-dependency',
    className: name,
    message: `is a singleton but needs ${way.at(-1)!.name}, which is made for each request: ${describeWay(way)}`,
    fix: `declare ${name} with @Injectable({ scope: 'request' }), or pass what it needs of a request to its methods`,
  };
}

/** A token that nothing stands behind. */
export function unknownToken(asker: string, parameter: number | undefined, token: unknown, known: Iterable<unknown>): ConfigurationProblem {
  // An arrow function is what other frameworks take for a class that comes later.
  if (typeof token === 'function' && token.prototype === undefined) {
    return {
      code: 'unknown-token',
      className: asker,
      parameter,
      message: 'needs a function that is no class',
      fix: 'for a class of a circular import use @Inject(delay(() => Class)) with delay from tsyringe',
    };
  }
  if (typeof token === 'object' && token !== null) {
    return {
      code: 'unknown-token',
      className: asker,
      parameter,
      message: 'needs an object, which is not a token',
      fix: 'give it a class, a string, a symbol or a token made by token<T>(name); events go to app.handler(event, context)',
    };
  }
  const near = nearestName(token, known);
  return {
    code: 'unknown-token',
    className: asker,
    parameter,
    message: `needs ${tokenName(token)}, which no provider stands for`,
    fix: `list { provide: ${tokenName(token)}, … } under providers${near === undefined ? '' : `; ${near}`}`,
  };
}

/** `delay()` or a token that gives nothing. */
export function undefinedToken(asker: string, parameter: number | undefined, what: string): ConfigurationProblem {
  return {
    code: 'missing-type',
    className: asker,
    parameter,
    message: `${what} is undefined: a circular import, most likely`,
    fix: 'wrap the class, @Inject(delay(() => Class)) with delay from tsyringe, or move it to its own file',
  };
}

const TOKEN_FIX = 'name what to inject: @Inject(token), with a class or a token made by token<T>(name)';

/** A parameter of which the compiler said nothing that can be injected. */
export function untypedParameter({ owner, types }: ConstructorShape, asker: string, parameter: number): ConfigurationProblem {
  const inherited = owner.name === asker ? '' : ` of ${tokenName(owner)}, whose constructor it inherits,`;
  const type = types?.[parameter];
  if (types && type === undefined) return undefinedToken(asker, parameter, `the type of the parameter${inherited}`);
  const problem = { code: 'missing-type', className: asker, parameter };
  if (types) {
    const what =
      type === Object
        ? 'an interface, a union or an alias, of which nothing is left at run time; a circular import or `import type` looks the same'
        : `${tokenName(type)}, which does not say what to inject${type === Function ? '; `import type` of a class leaves no more' : ''}`;
    const fix = type === Object || type === Function ? `import classes without \`type\`, or ${TOKEN_FIX}` : TOKEN_FIX;
    return { ...problem, message: `the type of the parameter${inherited} is ${what}`, fix };
  }
  return {
    ...problem,
    message: `the types of the constructor's parameters${inherited} are not known: the class has no decorator, or the compiler does not emit decorator metadata`,
    fix: `decorate the class with @Injectable() and ${MISSING_TYPES_FIX}, or ${TOKEN_FIX}`,
  };
}
