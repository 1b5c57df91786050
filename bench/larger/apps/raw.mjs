// No framework: the least that a careful handler costs.
import { cookieNames, headerNames, LAYERS, outputOf, queryNames, readAll, setNames } from '../work.mjs';

const EMAIL = /^[\w+-]+(?:\.[\w+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

const json = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function readJson(event) {
  return JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body);
}

function isOrder(order) {
  if (typeof order !== 'object' || order === null) return false;
  const { id, name, email, age } = order;
  return (
    Number.isInteger(id) &&
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= 100 &&
    typeof email === 'string' &&
    EMAIL.test(email) &&
    (age === undefined || (Number.isInteger(age) && age >= 18))
  );
}

function readCookies(event) {
  const cookies = new Map();
  for (const cookie of event.cookies ?? []) {
    const equals = cookie.indexOf('=');
    cookies.set(cookie.slice(0, equals), decodeURIComponent(cookie.slice(equals + 1)));
  }
  return cookies;
}

const layer = (index) => async (event, next) => {
  const port = event.headers['x-forwarded-port'];
  const result = await next(event);
  result.headers[`x-${index}`] = port;
  return result;
};
const arounds = new Map(
  LAYERS.map((count) => [
    `/around/${count}`,
    Array.from({ length: count }, (_, index) => layer(index)).reduceRight(
      (next, each) => (event) => each(event, next),
      async () => json(200, { ok: true }),
    ),
  ]),
);

export const handler = async (event) => {
  const path = event.rawPath;
  switch (path) {
    case '/parsed':
      return json(200, { count: readJson(event).orders.length });
    case '/validated': {
      const { orders } = readJson(event);
      if (!Array.isArray(orders) || !orders.every(isOrder)) return json(400, { message: 'Validation failed' });
      return json(200, { count: orders.length });
    }
    case '/query': {
      const query = event.queryStringParameters ?? {};
      return json(200, { length: readAll(queryNames, (name) => query[name]) });
    }
    case '/headers': {
      const result = json(200, { length: readAll(headerNames, (name) => event.headers[name]) });
      for (const name of setNames) result.headers[name] = 'set';
      return result;
    }
    case '/cookies': {
      const cookies = readCookies(event);
      const result = json(200, { length: readAll(cookieNames, (name) => cookies.get(name)) });
      result.cookies = setNames.map((name) => `${name}=${encodeURIComponent('a value')}; Path=/; HttpOnly`);
      return result;
    }
    case '/bytes': {
      const bytes = Buffer.from(event.body, 'base64');
      return json(200, { count: bytes.length, last: bytes.at(-1) });
    }
  }
  const around = arounds.get(path);
  if (around) return around(event);
  if (path.startsWith('/orders/')) return json(200, outputOf('orders', Number(path.slice(8))));
  if (path.startsWith('/bytes/')) {
    const body = outputOf('bytes', Number(path.slice(7))).toString('base64');
    return { statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, body, isBase64Encoded: true };
  }
  return json(404, { message: 'Not Found' });
};
