import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import httpRouter from '@middy/http-router';
import validator from '@middy/validator';
import eventSchema from 'compiled-schema/orders';
import { headerNames, LAYERS, outputOf, queryNames, readAll, setNames } from '../work.mjs';

const json = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const layer = (index) => ({
  before: (request) => {
    request.internal[`x-${index}`] = request.event.headers['x-forwarded-port'];
  },
  after: ({ response, internal }) => {
    response.headers[`x-${index}`] = internal[`x-${index}`];
  },
});
const count = async ({ body }) => json(200, { count: body.orders.length });

const routes = [
  { method: 'POST', path: '/parsed', handler: middy().use(jsonBodyParser()).handler(count) },
  {
    method: 'POST',
    path: '/validated',
    handler: middy()
      .use([jsonBodyParser(), validator({ eventSchema })])
      .handler(count),
  },
  {
    method: 'GET',
    path: '/query',
    handler: async ({ queryStringParameters: query }) => json(200, { length: readAll(queryNames, (name) => query[name]) }),
  },
  {
    method: 'GET',
    path: '/headers',
    handler: async ({ headers }) => {
      const result = json(200, { length: readAll(headerNames, (name) => headers[name]) });
      for (const name of setNames) result.headers[name] = 'set';
      return result;
    },
  },
  {
    method: 'POST',
    path: '/bytes',
    handler: async ({ body }) => {
      const bytes = Buffer.from(body, 'base64');
      return json(200, { count: bytes.length, last: bytes.at(-1) });
    },
  },
  { method: 'GET', path: '/orders/{count}', handler: async (event) => json(200, outputOf('orders', Number(event.pathParameters.count))) },
  {
    method: 'GET',
    path: '/bytes/{count}',
    handler: async (event) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: outputOf('bytes', Number(event.pathParameters.count)).toString('base64'),
      isBase64Encoded: true,
    }),
  },
  ...LAYERS.map((count) => ({
    method: 'GET',
    path: `/around/${count}`,
    handler: middy()
      .use(Array.from({ length: count }, (_, index) => layer(index)))
      .handler(async () => json(200, { ok: true })),
  })),
];

export const handler = middy().handler(httpRouter(routes));
