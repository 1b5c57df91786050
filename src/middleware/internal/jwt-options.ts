// What the options of `jwt` have to be like, above all which algorithm goes with which key.
import type { Contradiction, OptionRule } from './check-options.js';
import { fixedKeys, type KeySource } from './key-source.js';
import { callback, count, isToken, required } from './option-rules.js';
import { type KeyFault, readPem, readPublishedKey, readSecret } from './read-key.js';
import { RemoteKeys } from './remote-keys.js';
import type { TokenRules } from './token-check.js';
import { ALGORITHMS, isSecretAlgorithm, type PublishedKey, VerificationKey } from './verification-key.js';

/** The options that say where keys come from; exactly one is given. */
export interface KeyOptions {
  readonly secret?: string | Uint8Array | undefined;
  readonly publicKey?: string | undefined;
  readonly jwksUri?: string | URL | undefined;
  readonly keys?: readonly PublishedKey[] | undefined;
}

const SOURCES = ['secret', 'publicKey', 'jwksUri', 'keys'] as const;

const text: OptionRule = { expected: 'a text', accepts: isText };
const texts: OptionRule = {
  expected: 'a text, or a list of them of which any will do',
  accepts: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
};

export const JWT_RULES = {
  secret: { expected: 'a text or bytes that only you and the issuer know', accepts: (value: unknown) => isText(value) || isBytes(value) },
  publicKey: { ...text, expected: 'a public key or certificate as PEM text' },
  jwksUri: { expected: 'the http or https address of a key set', accepts: isAddress },
  keys: {
    expected: 'a list of public keys as JSON Web Keys',
    accepts: (value: unknown) => Array.isArray(value) && value.length > 0 && value.every((key) => typeof key === 'object' && key !== null),
  },
  algorithms: required({
    expected: `a list of the algorithms that tokens may be signed with, of ${ALGORITHMS.join(', ')}; 'none' is never accepted`,
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => ALGORITHMS.includes(name as string)),
  }),
  issuer: texts,
  audience: texts,
  clockToleranceSeconds: count('seconds'),
  roles: callback,
  cookie: { expected: 'the name of a cookie', accepts: isToken },
} satisfies Record<string, OptionRule>;

/** Reads the keys, once all options are right by themselves. What is wrong with them is added to `mistakes`. */
export function readKeySource(options: KeyOptions & TokenRules, mistakes: Contradiction[]): KeySource | undefined {
  const given = SOURCES.filter((name) => options[name] !== undefined);
  if (given.length !== 1) {
    mistakes.push({
      message: given.length === 0 ? 'there is nothing to check tokens with' : `${given.join(' and ')} exclude each other`,
      fix: `Give it exactly one of ${SOURCES.join(', ')}.`,
    });
    return undefined;
  }
  const [name] = given;
  if (name === 'jwksUri') {
    mistakes.push(...options.algorithms.filter(isSecretAlgorithm).map((algorithm) => misfit(algorithm, 'published keys')));
    return new RemoteKeys(String(options.jwksUri));
  }
  const read = readGiven(options);
  const keys = read.filter((key) => key instanceof VerificationKey);
  for (const [at, fault] of read.entries()) {
    if (typeof fault === 'string')
      mistakes.push({ message: `${name === 'keys' ? `keys[${at}]` : name} ${fault}`, fix: 'Correct the key.' });
  }
  if (keys.length === read.length) {
    const lonely = options.algorithms.filter((algorithm) => !keys.some((key) => key.fits(algorithm)));
    mistakes.push(...lonely.map((algorithm) => misfit(algorithm, name as string)));
  }
  return fixedKeys(keys);
}

function readGiven({ secret, publicKey, keys }: KeyOptions): (VerificationKey | KeyFault)[] {
  if (secret !== undefined) return [readSecret(secret)];
  return publicKey !== undefined ? [readPem(publicKey)] : (keys ?? []).map(readPublishedKey);
}

function misfit(algorithm: string, what: string): Contradiction {
  return {
    message: `tokens signed with ${algorithm} cannot be checked with ${what}`,
    fix: `Take ${algorithm} out of algorithms, or give a key for it.`,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array && value.length > 0;
}

function isAddress(value: unknown): boolean {
  const address = value instanceof URL || isText(value) ? String(value) : '';
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
