import { type CachedResponse, MemoryCache } from '../../../src/middleware/internal/memory-cache.js';

const entry = (body: string | Uint8Array = 'x', seconds = 60): CachedResponse => ({
  status: 200,
  headers: [['content-type', 'text/plain']],
  body,
  storedAt: Date.now(),
  expiresAt: Date.now() + seconds * 1000,
});

describe('the cache in memory', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives what it was given until it expires', () => {
    const cache = new MemoryCache(10, 1e6);
    const kept = entry();
    cache.set('a', kept);

    expect(cache.get('a')).toBe(kept);
    jest.advanceTimersByTime(60_000);
    expect(cache.get('a')).toBeUndefined();
  });

  it('drops what was not used for longest when there are too many', () => {
    const cache = new MemoryCache(2, 1e6);
    cache.set('a', entry());
    cache.set('b', entry());
    cache.get('a');
    cache.set('c', entry());

    expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
  });

  it('drops as many as the new one needs bytes', () => {
    const cache = new MemoryCache(100, 10_000);
    for (const key of ['a', 'b', 'c']) cache.set(key, entry(new Uint8Array(2500)));
    cache.set('d', entry(new Uint8Array(5000)));

    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([false, false, true, true]);
  });

  it('never keeps what alone is too large, and keeps the rest', () => {
    const cache = new MemoryCache(100, 10_000);
    cache.set('a', entry());
    cache.set('big', entry(new Uint8Array(10_001)));

    expect(cache.get('big')).toBeUndefined();
    expect(cache.get('a')).toBeDefined();
  });

  it('counts an entry once, however often it is set, and not at all once it is gone', () => {
    const cache = new MemoryCache(100, 10_000);
    for (let again = 0; again < 50; again++) cache.set('a', entry(new Uint8Array(4000)));
    cache.set('expires', entry(new Uint8Array(4000), 1));
    jest.advanceTimersByTime(1000);
    cache.get('expires');
    cache.set('b', entry(new Uint8Array(4000)));

    expect(cache.get('a')).toBeDefined();
    expect(cache.get('b')).toBeDefined();
  });

  it('stays within its bounds under 20 000 different keys', () => {
    const cache = new MemoryCache(50, 1e6);
    for (let index = 0; index < 20_000; index++) cache.set(`key ${index}`, entry());
    const left = Array.from({ length: 20_000 }, (_, index) => cache.get(`key ${index}`)).filter(Boolean);

    expect(left).toHaveLength(50);
  });
});
