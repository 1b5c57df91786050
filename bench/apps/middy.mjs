import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import httpRouter from '@middy/http-router';
import validator from '@middy/validator';
import eventSchema from 'compiled-schema/user';

const json = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const setting = (name, value) => ({
  after: ({ response }) => {
    response.headers[name] = value;
  },
});

const routes = [
  { method: 'GET', path: '/hello', handler: async () => json(200, { message: 'hello' }) },
  {
    method: 'GET',
    path: '/users/{id}',
    handler: async (event) => json(200, { id: event.pathParameters.id, page: event.queryStringParameters?.page }),
  },
  {
    method: 'POST',
    path: '/users',
    handler: middy()
      .use([jsonBodyParser(), validator({ eventSchema })])
      .handler(async ({ body }) => json(201, body)),
  },
  {
    method: 'GET',
    path: '/around',
    handler: middy()
      .use([setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4')])
      .handler(async () => json(200, { ok: true })),
  },
];

function onError({ error }) {
  if (error.statusCode === 404) return json(404, { message: 'Not Found' });
  if (!Array.isArray(error.cause?.data)) return json(error.statusCode ?? 500, { message: error.message });
  const details = error.cause.data.map(({ instancePath, params, message }) => ({
    path: instancePath.replace('/body/', '') || params.missingProperty,
    message,
  }));
  return json(400, { message: 'Validation failed', details });
}

export const handler = middy().use({ onError }).handler(httpRouter(routes));
