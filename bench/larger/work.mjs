// What larger work consists of: names, orders and bytes, alike for the apps and for whoever asks them.

/** How much of each case is measured: the least of it, half, all. */
export const PARTS = [0.1, 0.5, 1];

/** How many middleware the routes have that the apps are asked for, one route for each. */
export const LAYERS = PARTS.map((part) => part * 20);

export const queryNames = named('parameter', 100);
export const headerNames = named('x-header', 50);
export const cookieNames = named('cookie', 50);
/** A few cookies and headers that every app sets, next to reading all. */
export const setNames = named('x-set', 5);

function named(prefix, count) {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Orders of a hundred bytes of JSON each, brackets and commas included. */
export function ordersOf(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: 100_000 + index,
    name: `Grace "Amazing" Hopper, ${100_000 + index}`,
    email: `grace.${100_000 + index}@example.com`,
    age: 36,
  }));
}

/** Bytes that are no text. */
export function bytesOf(count) {
  const bytes = Buffer.allocUnsafeSlow(count);
  for (let index = 0; index < count; index++) bytes[index] = (index * 31 + (index >> 8)) & 0xff;
  return bytes;
}

const outputs = new Map();

/** Made once for each size: what is measured is how it gets out. */
export function outputOf(kind, count) {
  const key = `${kind} ${count}`;
  if (!outputs.has(key)) outputs.set(key, kind === 'orders' ? ordersOf(count) : bytesOf(count));
  return outputs.get(key);
}

/** Reads a value for each name; gives how much was read. */
export function readAll(names, read) {
  let length = 0;
  for (const name of names) length += read(name)?.length ?? 0;
  return length;
}
