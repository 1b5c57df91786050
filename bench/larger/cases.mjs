// The cases of larger work: what is asked, at which size, and what the answer has to be.
import { eventOf } from '../requests.mjs';
import { bytesOf, cookieNames, headerNames, ordersOf, queryNames, setNames } from './work.mjs';

const MEGABYTE = 1_000_000;
/** Of orders of a hundred bytes. */
const ORDERS = MEGABYTE / 100;

const contentOf = (name) => `the value of ${name}`;

function pairs(names, count, valueFor) {
  return names.slice(0, count).map((name) => [name, valueFor(name)]);
}

function lengthOf(names, count) {
  return names.slice(0, count).reduce((sum, name) => sum + contentOf(name).length, 0);
}

function jsonCase(title, path) {
  return {
    title,
    size: ORDERS,
    batch: 1,
    event: (size) => eventOf('POST', path, { body: { orders: ordersOf(size) } }),
    verify: (result, size) => readJson(result).count === size,
  };
}

/** `size` is all of a case; `batch` is how many requests are timed at once: one where one takes long enough. */
export const cases = {
  parsed: jsonCase('1 MB of JSON in', '/parsed'),
  validated: jsonCase('1 MB of JSON in, validated', '/validated'),
  orders: {
    title: '1 MB of JSON out',
    size: ORDERS,
    batch: 1,
    event: (size) => eventOf('GET', `/orders/${size}`),
    verify: (result, size) => readJson(result).length === size,
  },
  query: {
    title: '100 query parameters',
    size: queryNames.length,
    batch: 100,
    event: (size) => eventOf('GET', '/query', { query: String(new URLSearchParams(pairs(queryNames, size, contentOf))) }),
    verify: (result, size) => readJson(result).length === lengthOf(queryNames, size),
  },
  headers: {
    title: '50 headers, 5 set',
    size: headerNames.length,
    batch: 100,
    event: (size) => eventOf('GET', '/headers', { more: Object.fromEntries(pairs(headerNames, size, contentOf)) }),
    verify: (result, size) =>
      readJson(result).length === lengthOf(headerNames, size) && setNames.every((name) => result.headers[name] === 'set'),
  },
  cookies: {
    title: '50 cookies, 5 set',
    size: cookieNames.length,
    batch: 100,
    event: (size) => {
      const cookies = pairs(cookieNames, size, (name) => encodeURIComponent(contentOf(name))).map((pair) => pair.join('='));
      return eventOf('GET', '/cookies', { cookies });
    },
    verify: (result, size) =>
      readJson(result).length === lengthOf(cookieNames, size) &&
      setNames.every((name, index) => result.cookies[index].startsWith(`${name}=a%20value;`)),
  },
  around: {
    title: '20 middleware',
    size: 20,
    batch: 100,
    event: (size) => eventOf('GET', `/around/${size}`),
    verify: (result, size) => readJson(result).ok && result.headers[`x-${size - 1}`] === '443' && !result.headers[`x-${size}`],
  },
  bytesIn: {
    title: '5 MB of bytes in',
    size: 5 * MEGABYTE,
    batch: 1,
    event: (size) => eventOf('POST', '/bytes', { body: bytesOf(size) }),
    verify: (result, size) => {
      const { count, last } = readJson(result);
      return count === size && last === bytesOf(size).at(-1);
    },
  },
  // As base64 more of them would not fit into a result of Lambda's.
  bytesOut: {
    title: '4.5 MB of bytes out',
    size: 4.5 * MEGABYTE,
    batch: 1,
    event: (size) => eventOf('GET', `/bytes/${size}`),
    verify: (result, size) => result.isBase64Encoded && Buffer.from(result.body, 'base64').equals(bytesOf(size)),
  },
};

/** What frameworks have nothing of their own for: an app would do it by hand, as the first one does. */
export const without = {
  middy: ['cookies'],
  // Bytes that come in are decoded as text.
  powertools: ['cookies', 'bytesIn'],
};

function readJson(result) {
  return JSON.parse(result.isBase64Encoded ? Buffer.from(result.body, 'base64').toString() : result.body);
}

/** @throws Error that says in what an answer is not the expected one. */
export function verify(name, size, result) {
  if (result?.statusCode === 200 && cases[name].verify(result, size)) return;
  throw new Error(`${name}, ${size}: wrong in ${JSON.stringify(result)?.slice(0, 500)}`);
}
