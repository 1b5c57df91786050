// From the providers as users list them to one definition per token.
import type { ConfigurationProblem } from '../errors/configuration-error.js';
import { isConstructor } from '../shared/constructor.js';
import type { Definition } from './definition.js';
import type { ExistingProvider, FactoryProvider, Provider } from './providers.js';
import { tokenName } from './token.js';
import { isDelayed } from './tsyringe-bridge.js';

/** Reads providers in the order listed; an override takes the place of what it overrides. */
export function readDefinitions(
  providers: readonly Provider[],
  overrides: readonly Provider[],
  problems: ConfigurationProblem[],
): Map<unknown, Definition> {
  const definitions = new Map<unknown, Definition>();
  for (let index = 0; index < providers.length; index++) {
    const read = readProvider(providers[index], `providers[${index}]`, problems);
    if (!read) continue;
    const earlier = definitions.get(read.token);
    if (!earlier) definitions.set(read.token, read.definition);
    else if (!isSame(earlier, read.definition)) problems.push(duplicate(read.token, earlier, read.definition));
  }
  for (let index = 0; index < overrides.length; index++) {
    const read = readProvider(overrides[index], `override[${index}]`, problems);
    if (read) definitions.set(read.token, read.definition);
  }
  return definitions;
}

interface ReadProvider {
  readonly token: unknown;
  readonly definition: Definition;
}

function readProvider(provider: Provider | undefined, place: string, problems: ConfigurationProblem[]): ReadProvider | undefined {
  if (isConstructor(provider)) return { token: provider, definition: { kind: 'class', subject: provider } };
  const token = (provider as ExistingProvider | null | undefined)?.provide;
  const definition = typeof provider === 'object' && provider !== null ? readUse(provider) : undefined;
  const isToken = typeof token === 'function' || typeof token === 'string' || typeof token === 'symbol';
  if (definition && isToken) {
    problems.push(...unheeded(provider as object, place, tokenName(token)));
    return { token, definition };
  }
  const isUndefined = provider === undefined || (definition !== undefined && token === undefined);
  problems.push({
    code: 'invalid-provider',
    message: `${place}${definition && !isToken ? '.provide' : ''} is ${isUndefined ? 'undefined' : 'not a provider'}${isToken ? ` for ${tokenName(token)}` : ''}`,
    fix: isUndefined
      ? 'a circular import leaves a class undefined here: import it from its own file'
      : 'list a class, or { provide } with a class, string or symbol and one of useClass, useValue, useFactory, useExisting',
  });
  return undefined;
}

/** What a provider says that nothing would heed, though its author counts on it. */
function unheeded(provider: object, place: string, name: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  if ('scope' in provider) {
    problems.push({
      code: 'unknown-option',
      message: `${place} for ${name} has an option 'scope' that does not exist`,
      fix: "take it out; a class says its own scope: @Injectable({ scope: 'request' })",
    });
  }
  const { useFactory } = provider as Partial<FactoryProvider>;
  if (typeof useFactory === 'function' && useFactory.length > 1) {
    problems.push({
      code: 'invalid-provider',
      message: `${place}.useFactory for ${name} takes ${useFactory.length} parameters`,
      fix: 'take one, which gives what a token stands for: (resolve) => connect(resolve(TABLE))',
    });
  }
  return problems;
}

function readUse(provider: object): Definition | undefined {
  // By the presence of the key: a value may be undefined.
  if ('useValue' in provider) return { kind: 'value', subject: provider.useValue };
  if ('useClass' in provider) {
    return isConstructor(provider.useClass) || isDelayed(provider.useClass) ? { kind: 'class', subject: provider.useClass } : undefined;
  }
  if ('useFactory' in provider) {
    const { useFactory, inject } = provider as FactoryProvider;
    return typeof useFactory === 'function' ? { kind: 'factory', subject: useFactory, inject } : undefined;
  }
  return 'useExisting' in provider && provider.useExisting !== undefined ? { kind: 'alias', subject: provider.useExisting } : undefined;
}

function isSame(a: Definition, b: Definition): boolean {
  return a.kind === b.kind && Object.is(a.subject, b.subject);
}

const USES = { class: 'useClass', value: 'useValue', alias: 'useExisting', factory: 'useFactory', 'container-factory': '' };

function duplicate(token: unknown, first: Definition, second: Definition): ConfigurationProblem {
  const describe = ({ kind, subject }: Definition) => (kind === 'value' ? 'useValue' : `${USES[kind]} ${tokenName(subject)}`);
  return {
    code: 'duplicate-provider',
    message: `${tokenName(token)} is defined twice, by ${describe(first)} and by ${describe(second)}`,
    fix: 'keep one of them: providers are app-wide, whichever module lists them; tests replace one with override',
  };
}
