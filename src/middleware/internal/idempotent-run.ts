// One run of a request that must not run twice: claims its key, and keeps its answer when that is final.
import { ConflictError, ServiceUnavailableError, UnprocessableEntityError } from '../../errors/http-errors.js';
import { withoutStack } from '../../errors/without-stack.js';
import { chunkBytes, type StreamContent } from '../../http/collect-body.js';
import { HttpResponse } from '../../http/http-response.js';
import type { InvocationContext } from '../../http/request-context.js';
import { isBodilessStatus } from '../../http/status.js';
import { safeLog } from '../../logging/safe-log.js';
import { isThenable } from '../../shared/thenable.js';
import type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore } from './idempotency-record.js';
import { withPatience } from './store-patience.js';

/** What a store may take for one answer. */
const PATIENCE_MS = 5000;
/** How long a claim holds where nothing says when the invocation ends: longer than any does. */
const LONGEST_RUN_MS = 15 * 60_000;
/** Soon enough to be of use; whoever is at it knows as little how long it takes. */
const RETRY_AFTER_SECONDS = '1';

/** What a run is told of its request. */
export interface RunSettings {
  readonly store: IdempotencyStore;
  readonly ttlSeconds: number;
  readonly key: string;
  readonly fingerprint: string;
  readonly owner: string;
  /** Whether the key says who is asking, also when that is found out further in. */
  readonly isOwned: boolean;
}

/** Runs the rest of the chain unless that was done before; gives the answer of then, or nothing. */
export async function runOnce(ctx: InvocationContext, next: () => Promise<void>, settings: RunSettings): Promise<HttpResponse | undefined> {
  const { store, key, fingerprint, owner } = settings;
  const claim: IdempotencyClaim = { owner, fingerprint, expiresAt: Date.now() + timeLeft(ctx) };
  const held = await ask(() => store.claim(key, claim)).catch((cause: unknown) => {
    throw withoutStack(() => new ServiceUnavailableError('Requests with an idempotency key cannot be answered at the moment', { cause }));
  });
  // A claim of this very run is one whose answer was lost on its way.
  if (held && held.owner !== owner) return replay(held, fingerprint);
  const run = new Run(ctx, settings);
  if (ctx.signal.aborted) {
    await run.release();
    throw withoutStack(() => new ServiceUnavailableError('The request took too long'));
  }
  ctx.onResponse((response) => run.conclude(response));
  try {
    await next();
  } catch (error) {
    await run.end(undefined);
    throw error;
  }
  await run.end(ctx.res);
  return undefined;
}

/** The answer of the run that was first. */
function replay({ answer, ...held }: IdempotencyRecord, fingerprint: string): HttpResponse {
  if (held.fingerprint !== fingerprint) {
    throw withoutStack(() => new UnprocessableEntityError('The idempotency key was used for another request'));
  }
  if (!answer) {
    const headers = { 'retry-after': RETRY_AFTER_SECONDS };
    throw withoutStack(() => new ConflictError('A request with this idempotency key is being answered', { headers }));
  }
  const { status, headers, body } = answer;
  const response = HttpResponse.of(body.length === 0 ? null : body, { status, headers });
  response.headers.set('idempotency-replayed', 'true');
  return response;
}

class Run {
  #state: 'running' | 'answered' | 'failed' = 'running';
  #isConcluded = false;
  readonly #principal;
  /** What outer middleware had set already is set anew for each request. */
  readonly #early: ReadonlySet<string>;

  constructor(
    private readonly ctx: InvocationContext,
    private readonly settings: RunSettings,
  ) {
    this.#principal = ctx.principal;
    this.#early = new Set([...ctx.res.headers].map(String));
  }

  /** The rest of the chain has ended, with a response or with an error. */
  async end(response: HttpResponse | undefined): Promise<void> {
    this.#state = response ? 'answered' : 'failed';
    // The client has an answer already, at a deadline: this one is for when it asks again.
    if (this.#isConcluded) await this.#settle(response);
  }

  /** The answer is final. While the chain is still running nobody knows what becomes of it: the claim holds until the invocation ends. */
  conclude(response: HttpResponse): undefined | Promise<HttpResponse | undefined> {
    this.#isConcluded = true;
    return this.#state === 'running' ? undefined : this.#settle(response);
  }

  async #settle(response: HttpResponse | undefined): Promise<HttpResponse | undefined> {
    if (!response || this.#state === 'failed' || response.status >= 500) {
      // What was given up on may be running still.
      if (!this.ctx.signal.aborted) await this.release();
      return undefined;
    }
    if (this.ctx.principal !== this.#principal && !this.settings.isOwned) {
      await this.release();
      this.#report('An answer was not kept: who asks is found out further in. List idempotency() after authentication');
      return undefined;
    }
    if (response.isStream && !isBodilessStatus(response.status)) return this.#follow(response);
    await this.#complete(response, response.isStream ? '' : ((response.content ?? '') as string | Uint8Array));
    return undefined;
  }

  async release(): Promise<void> {
    const { store, key, owner } = this.settings;
    await ask(() => store.release(key, owner)).catch((error: unknown) => this.#report(STORE_FAILED, error));
  }

  /** A body that is streamed is kept when its end was reached. */
  #follow(response: HttpResponse): HttpResponse {
    const pieces = followPieces(
      response.content as StreamContent,
      (body) => this.#complete(response, body),
      () => this.#settle(undefined),
    );
    return HttpResponse.of(pieces, { status: response.status, headers: response.headers });
  }

  async #complete({ status, headers }: HttpResponse, body: string | Uint8Array): Promise<void> {
    const { store, ttlSeconds, key, fingerprint, owner } = this.settings;
    const kept = [...headers].filter((pair) => !this.#early.has(String(pair)));
    const expiresAt = Date.now() + Math.ceil(ttlSeconds * 1000);
    await ask(() => store.complete(key, { owner, fingerprint, expiresAt, answer: { status, headers: kept, body } })).then(
      (isKept) => isKept || this.#report('The claim of a request had expired when it was answered, and another one has run'),
      (error: unknown) => this.#report(STORE_FAILED, error),
    );
  }

  #report(message: string, error?: unknown): void {
    safeLog(this.ctx.logger, 'error', message, error === undefined ? undefined : { error });
  }
}

const STORE_FAILED = 'The store of an idempotency key failed: a repeated request may run again';

/** Passes pieces on and keeps them; says once whether the end was reached. */
async function* followPieces(
  content: StreamContent,
  whenWhole: (body: Uint8Array) => Promise<void>,
  whenBroken: () => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let isWhole = false;
  try {
    for await (const piece of content) {
      const bytes = chunkBytes(piece);
      // Whoever made it may use its memory again.
      pieces.push(Uint8Array.from(bytes));
      yield bytes;
    }
    isWhole = true;
    await whenWhole(Buffer.concat(pieces));
  } finally {
    if (!isWhole) await whenBroken();
  }
}

/** Milliseconds until Lambda ends the invocation. None left is none, not unknown. */
function timeLeft({ context }: InvocationContext): number {
  const remaining: unknown = context?.getRemainingTimeInMillis?.();
  return typeof remaining === 'number' && !Number.isNaN(remaining) ? Math.max(0, remaining) : LONGEST_RUN_MS;
}

/** Whether a store throws or rejects makes no difference, and none may take for ever. */
async function ask<T>(question: () => T | Promise<T>): Promise<T> {
  const answer = question();
  return isThenable(answer) ? withPatience(answer as Promise<T>, PATIENCE_MS) : answer;
}
