// What a `Cache-Control` of ours says, and what one of a response means for a cache that many clients share (RFC 9111).
import type { ResponseHeaders } from '../../http/response-headers.js';
import type { Contradiction, OptionRules } from './check-options.js';
import { count, flag } from './option-rules.js';

/** The directives of `cacheControl`; times in seconds. */
export interface CacheDirectives {
  /** Anybody may keep the answer, even to a request with `Authorization`. */
  readonly public?: boolean | undefined;
  /** Only the client's own cache may keep it. */
  readonly private?: boolean | undefined;
  /** How long it is fresh. */
  readonly maxAge?: number | undefined;
  /** How long it is fresh in shared caches. */
  readonly sMaxAge?: number | undefined;
  /** Nobody may keep it. */
  readonly noStore?: boolean | undefined;
  /** It may be kept, but not used without asking again. */
  readonly noCache?: boolean | undefined;
  /** Once stale it may not be used without asking again. */
  readonly mustRevalidate?: boolean | undefined;
  /** How long it may be used when stale, while a fresh one is fetched (RFC 5861). */
  readonly staleWhileRevalidate?: number | undefined;
  /** It never changes while it is fresh (RFC 8246). */
  readonly immutable?: boolean | undefined;
}

export const DIRECTIVE_RULES: OptionRules<CacheDirectives> = {
  public: flag,
  private: flag,
  maxAge: count('seconds'),
  sMaxAge: count('seconds'),
  noStore: flag,
  noCache: flag,
  mustRevalidate: flag,
  staleWhileRevalidate: count('seconds'),
  immutable: flag,
};

/** The value of the header: `sMaxAge: 60` is `s-maxage=60`. */
export function writeDirectives(directives: CacheDirectives): string {
  const names = Object.keys(DIRECTIVE_RULES) as (keyof CacheDirectives)[];
  const parts = names.flatMap((name) => {
    const value = directives[name];
    const directive = name === 'sMaxAge' ? 's-maxage' : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return value === undefined || value === false ? [] : [value === true ? directive : `${directive}=${value}`];
  });
  return parts.join(', ');
}

/** Directives that take each other back. */
export function* findContradictions(directives: CacheDirectives): Iterable<Contradiction> {
  const value = writeDirectives(directives);
  const { public: isPublic, private: isPrivate, noStore, sMaxAge } = directives;
  if (value === '') yield { message: 'without a directive it says nothing', fix: 'Give it one, for example { noStore: true }.' };
  if (isPublic && isPrivate) yield { message: 'public and private exclude each other', fix: 'Leave one of them out.' };
  if (isPrivate && sMaxAge !== undefined) {
    yield { message: 'sMaxAge is for shared caches, and private keeps them away', fix: 'Use maxAge.' };
  }
  if (noStore && value !== 'no-store') {
    yield { message: 'noStore leaves nothing for the other directives to speak of', fix: 'Leave them out, or noStore.' };
  }
}

/** The seconds for which a shared cache may use a response: what it says itself, `undefined` when it says nothing, 0 when it may not. */
export function sharedLifetime(headers: ResponseHeaders): number | undefined {
  const text = headers.get('cache-control')?.toLowerCase();
  if (text === undefined) return undefined;
  let lifetime: number | undefined;
  for (const part of text.split(',')) {
    const [name, value] = part.split('=', 2) as [string, string?];
    const directive = name.trim();
    if (directive === 'no-store' || directive === 'private' || directive === 'no-cache') return 0;
    if (directive === 's-maxage' || (directive === 'max-age' && lifetime === undefined)) lifetime = readSeconds(value);
  }
  return lifetime;
}

/** What cannot be read counts as stale (RFC 9111 section 4.2.1). */
function readSeconds(value: string | undefined): number {
  const text = value?.trim().replaceAll('"', '') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
