// From a store to a response: what is looked for, under which keys, and how it is given back.
import { HttpResponse } from '../../http/http-response.js';
import type { InvocationContext, Principal } from '../../http/request-context.js';
import type { ResponseHeaders } from '../../http/response-headers.js';
import { safeLog } from '../../logging/safe-log.js';
import { isThenable } from '../../shared/thenable.js';
import type { CachedResponse, CacheEntry, CacheStore } from './memory-cache.js';

/** What an answer is kept under. */
export interface CacheKey {
  readonly text: string;
  /** Names of request headers whose values are in it, in lower case. */
  readonly vary: readonly string[];
  /** Who was asking when it was made. */
  readonly principal: Principal | undefined;
}

/** What a store had: a response, or nothing but the names by which its variants differ. */
export interface Found {
  readonly response?: CachedResponse;
  readonly vary?: readonly string[];
}

export const NOTHING: Found = {};

/** Looks for a response that is fresh. A store that fails has nothing. */
export function lookUp(store: CacheStore, key: CacheKey, ctx: InvocationContext): Found | PromiseLike<Found> {
  const fail = (error: unknown): Found => {
    reportFailure(ctx, error);
    return NOTHING;
  };
  const read = (entry: CacheEntry | null | undefined, vary?: readonly string[]): Found | PromiseLike<Found> => {
    if (!entry || entry.expiresAt <= Date.now()) return vary ? { vary } : NOTHING;
    if (!('vary' in entry)) return { response: entry };
    return vary ? NOTHING : ask(variantKey(key, entry.vary, ctx), entry.vary);
  };
  const ask = (text: string, vary?: readonly string[]): Found | PromiseLike<Found> => {
    const got = store.get(text);
    return isThenable(got) ? got.then((entry) => read(entry as CacheEntry | undefined, vary)) : read(got, vary);
  };
  try {
    const found = ask(key.text);
    return isThenable(found) ? (found as PromiseLike<Found>).then((settled) => settled, fail) : found;
  } catch (error) {
    return fail(error);
  }
}

/** The response again, told apart from a fresh one by `Age` and `X-Cache`. */
export function readCached(entry: CachedResponse): HttpResponse {
  const response = new HttpResponse(entry.body, { status: entry.status, headers: entry.headers });
  const { headers } = response;
  if (!entry.headers.some(([name]) => name === 'content-type')) headers.delete('content-type');
  headers.set('age', Math.max(0, Math.floor((Date.now() - entry.storedAt) / 1000)) + readAge(headers));
  headers.set('x-cache', 'HIT');
  return response;
}

/** Where the variant for a request is: the values of the headers by which variants differ are part of the key. */
export function variantKey(key: CacheKey, names: readonly string[], ctx: InvocationContext): string {
  return `${key.text} ${JSON.stringify(names.map((name) => [name, ctx.headerValue(name) ?? null]))}`;
}

/** How old a response was when it came here, in seconds. */
export function readAge(headers: ResponseHeaders): number {
  const age = headers.get('age');
  return age !== null && /^\d{1,9}$/.test(age) ? Number(age) : 0;
}

/** A store that fails costs a line in the log, never an answer. */
export function reportFailure(ctx: InvocationContext, error: unknown): void {
  safeLog(ctx.logger, 'error', 'The response cache failed', { error });
}
