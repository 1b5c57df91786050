// Keys that whoever signs tokens publishes at an address (RFC 7517 section 5), kept between requests.
import { ServiceUnavailableError } from '../../errors/http-errors.js';
import { withoutStack } from '../../errors/without-stack.js';
import type { InvocationContext } from '../../http/request-context.js';
import { safeLog } from '../../logging/safe-log.js';
import type { KeySource } from './key-source.js';
import { readPublishedKey } from './read-key.js';
import { keysFor, type PublishedKey, type SignatureHeader, VerificationKey } from './verification-key.js';

/** Between two fetches, however many tokens name keys that are not there. */
const COOLDOWN_MS = 30_000;
/** After which keys are fetched again, because some may have been withdrawn. */
const MAX_AGE_MS = 10 * 60_000;
const FETCH_TIMEOUT_MS = 5000;
/** Start-up waits no longer: a slow issuer must not keep public routes from answering. */
const START_PATIENCE_MS = 1000;

/**
 * One set of published keys. At most one fetch is under way, and every request that needs it waits for the same one.
 *
 * While there are no keys at all, every request tries to fetch them. Keys that are old are still used while newer ones are fetched, and when
 * that fails.
 */
export class RemoteKeys implements KeySource {
  #keys: readonly VerificationKey[] | undefined;
  #fetchedAt = 0;
  #failure: { readonly error: unknown } | undefined;
  #pending: Promise<void> | undefined;

  constructor(private readonly address: string) {}

  /** Begins to fetch when there is nothing yet. */
  async start(): Promise<void> {
    if (this.#keys) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, START_PATIENCE_MS);
    });
    await Promise.race([this.#refresh(), patience]);
    clearTimeout(timer);
  }

  async find(header: SignatureHeader, ctx: InvocationContext): Promise<readonly VerificationKey[]> {
    if (!this.#keys) await this.#refresh();
    else if (this.#age >= (this.#failure ? COOLDOWN_MS : MAX_AGE_MS)) void this.#refresh(ctx);
    const keys = this.#keys;
    const found = keys ? keysFor(keys, header) : [];
    if (found.length > 0) return found;
    // A key that nobody knows yet may have been published since.
    if (keys && this.#age >= COOLDOWN_MS) {
      await this.#refresh();
      const fresh = keysFor(this.#keys as VerificationKey[], header);
      if (fresh.length > 0) return fresh;
    }
    // Not knowing is no reason to call a token invalid: it may be signed with a key that could not be fetched.
    if (this.#failure) throw unavailable(this.#failure.error);
    return [];
  }

  /** Milliseconds since the last fetch ended. A clock that was set back makes it long, not never. */
  get #age(): number {
    return Math.abs(Date.now() - this.#fetchedAt);
  }

  /** Fetches, or waits for the fetch that is under way. Never rejects. */
  #refresh(reportTo?: InvocationContext): Promise<void> {
    this.#pending ??= fetchKeys(this.address)
      .then(
        (keys) => {
          this.#keys = keys;
          this.#failure = undefined;
        },
        (error: unknown) => {
          this.#failure = { error };
          if (reportTo) safeLog(reportTo.logger, 'error', 'The keys that tokens are checked with could not be renewed', { error });
        },
      )
      .finally(() => {
        this.#fetchedAt = Date.now();
        this.#pending = undefined;
      });
    return this.#pending;
  }
}

async function fetchKeys(address: string): Promise<VerificationKey[]> {
  const response = await fetch(address, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The address of the keys answered with status ${response.status}`);
  }
  const set = (await response.json()) as { keys?: unknown } | null;
  if (!Array.isArray(set?.keys)) throw new Error('The address of the keys answered with something that is no set of keys');
  const published = set.keys.filter((key): key is PublishedKey => typeof key === 'object' && key !== null);
  return published.map(readPublishedKey).filter((key) => key instanceof VerificationKey);
}

function unavailable(cause: unknown): ServiceUnavailableError {
  return withoutStack(() => new ServiceUnavailableError('Tokens cannot be checked at the moment', { cause }));
}
