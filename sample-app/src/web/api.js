// The shop's API as the page uses it. Whatever goes wrong arrives as a ShopProblem with a message for people.

export class ShopProblem extends Error {
  constructor(message, { status = 0, details = [], retryAfter = 0 } = {}) {
    super(message);
    this.status = status;
    this.details = Array.isArray(details) ? details : [];
    /** In how many seconds the same request may be sent again; 0 when that would not help. */
    this.retryAfter = retryAfter;
  }
}

const OFFLINE = 'We cannot reach the shop. Please check your connection and try again.';
const MOST_TRIES = 10;
const BROKEN = 'Something went wrong on our side. Please try again in a moment.';

async function call(path, options) {
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(15_000) }).catch(() => {
    throw new ShopProblem(OFFLINE);
  });
  const body = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const isExplained = body?.message && (response.status < 500 || response.status === 503);
  const retryAfter = Number(response.headers.get('retry-after')) || 0;
  throw new ShopProblem(isExplained ? body.message : BROKEN, { status: response.status, details: body?.details, retryAfter });
}

export function searchBooks({ search, genre, cursor, limit }) {
  const query = new URLSearchParams({ limit });
  if (search) query.set('search', search);
  if (genre) query.set('genre', genre);
  if (cursor) query.set('cursor', cursor);
  return call(`v1/books?${query}`);
}

export function readBook(isbn) {
  return call(`v1/books/${encodeURIComponent(isbn)}`);
}

export function coverOf(isbn) {
  return `v1/books/${encodeURIComponent(isbn)}/cover`;
}

/** The same key twice is the same order, so a repeated click or a lost answer never orders twice. */
export async function placeOrder(order, key) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  for (let tries = 1; ; tries += 1) {
    try {
      return await call('v1/orders', { method: 'POST', headers, body: JSON.stringify(order) });
    } catch (problem) {
      // An earlier try is still under way: ask for its answer.
      if (problem.status !== 409 || problem.retryAfter === 0 || tries === MOST_TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, problem.retryAfter * 1000));
    }
  }
}

export function readOrder(id) {
  return call(`v1/orders/${encodeURIComponent(id)}`);
}

export function cancelOrder(id) {
  return call(`v1/orders/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}
