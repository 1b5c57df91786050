// From a response to what is kept of it: only what came from further in, and only if everybody may see it.
import type { InvocationContext } from '../../http/request-context.js';
import type { ResponseHeaders } from '../../http/response-headers.js';
import { safeLog } from '../../logging/safe-log.js';
import { isThenable } from '../../shared/thenable.js';
import { sharedLifetime } from './cache-directives.js';
import { type CacheKey, readAge, reportFailure, variantKey } from './cached-response.js';
import type { CachedResponse, CacheStore } from './memory-cache.js';
import { isRepeatable } from './repeatable-hooks.js';
import { namesOf } from './vary.js';

const MISPLACED =
  'responseCache keeps nothing: something further in works on final answers (onResponse), and would be missing on hits. ' +
  'List responseCache after it.';

/** Runs the rest of the chain and keeps its answer. */
export class ResponseKeeper {
  #hasWarned = false;

  constructor(
    private readonly store: CacheStore,
    private readonly ttlSeconds: number,
  ) {}

  /** @param known by what the variants of this answer are known to differ */
  async keep(ctx: InvocationContext, key: CacheKey, known: readonly string[] | undefined, next: () => Promise<void>): Promise<void> {
    // What was set further out, for this request, is set there again for a hit.
    const earlier = new Map(ctx.res.headers);
    const hooks = ctx.hooks.length;
    await next();
    if (ctx.res.status !== 200 || ctx.principal !== key.principal) return;
    const added = ctx.hooks.slice(0, ctx.hooks.length - hooks);
    if (!added.every(isRepeatable)) return this.#warn(ctx);
    for (const hook of added) void hook(ctx.res);
    const stored = this.#store(ctx, key, known, earlier);
    if (isThenable(stored)) await stored;
  }

  #store(
    ctx: InvocationContext,
    key: CacheKey,
    known: readonly string[] | undefined,
    earlier: ReadonlyMap<string, string>,
  ): undefined | Promise<void> {
    const { res } = ctx;
    const { headers } = res;
    const outer = namesOf(earlier.get('vary')?.toLowerCase() ?? '');
    const own = namesOf(headers.get('vary') ?? '').filter((name) => !outer.includes(name.toLowerCase()));
    const named = own.map((name) => name.toLowerCase());
    const seconds = Math.min(this.ttlSeconds, (sharedLifetime(headers) ?? Number.POSITIVE_INFINITY) - readAge(headers));
    const isPersonal = named.some((name) => name === '*' || name === 'cookie' || name === 'authorization');
    if (res.isStream || seconds <= 0 || isPersonal || headers.has('set-cookie')) return undefined;
    const vary = [...new Set([...(known ?? []), ...named.filter((name) => !key.vary.includes(name))])].sort();
    const now = Date.now();
    const entry: CachedResponse = {
      status: res.status,
      headers: keptHeaders(headers, earlier, own),
      // Bytes are copied: whoever made them may use their memory again.
      body: res.content instanceof Uint8Array ? new Uint8Array(res.content) : ((res.content ?? '') as string),
      storedAt: now,
      expiresAt: now + seconds * 1000,
    };
    const fail = (error: unknown) => reportFailure(ctx, error);
    try {
      const index = vary.length > 0 ? this.store.set(key.text, { vary, expiresAt: now + this.ttlSeconds * 1000 }) : undefined;
      const stored = this.store.set(vary.length > 0 ? variantKey(key, vary, ctx) : key.text, entry);
      if (isThenable(index) || isThenable(stored)) return Promise.all([index, stored]).then(() => undefined, fail);
    } catch (error) {
      fail(error);
    }
    return undefined;
  }

  /** Once: the order does not change while the app runs. */
  #warn(ctx: InvocationContext): void {
    if (!this.#hasWarned) safeLog(ctx.logger, 'warn', MISPLACED, { path: ctx.path });
    this.#hasWarned = true;
  }
}

function keptHeaders(headers: ResponseHeaders, earlier: ReadonlyMap<string, string>, vary: readonly string[]): [string, string][] {
  const kept = [...headers].filter(([name, value]) => name !== 'vary' && earlier.get(name) !== value);
  return vary.length > 0 ? [...kept, ['vary', vary.join(', ')]] : kept;
}
