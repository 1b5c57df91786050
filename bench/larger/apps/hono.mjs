import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { getCookie, setCookie } from 'hono/cookie';
import { cookieNames, headerNames, LAYERS, outputOf, queryNames, readAll, setNames } from '../work.mjs';
import { orderList } from './order-list.mjs';

const app = new Hono();
const layer = (index) => async (c, next) => {
  const port = c.req.header('x-forwarded-port');
  await next();
  c.header(`x-${index}`, port);
};

app.post('/parsed', async (c) => c.json({ count: (await c.req.json()).orders.length }));
app.post('/validated', zValidator('json', orderList), (c) => c.json({ count: c.req.valid('json').orders.length }));
app.get('/query', (c) => {
  const query = c.req.query();
  return c.json({ length: readAll(queryNames, (name) => query[name]) });
});
app.get('/headers', (c) => {
  for (const name of setNames) c.header(name, 'set');
  return c.json({ length: readAll(headerNames, (name) => c.req.header(name)) });
});
app.get('/cookies', (c) => {
  const cookies = getCookie(c);
  for (const name of setNames) setCookie(c, name, 'a value', { httpOnly: true });
  return c.json({ length: readAll(cookieNames, (name) => cookies[name]) });
});
app.post('/bytes', async (c) => {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  return c.json({ count: bytes.length, last: bytes.at(-1) });
});
app.get('/orders/:count', (c) => c.json(outputOf('orders', Number(c.req.param('count')))));
app.get('/bytes/:count', (c) =>
  c.body(outputOf('bytes', Number(c.req.param('count'))), 200, { 'content-type': 'application/octet-stream' }),
);
for (const count of LAYERS) {
  app.get(`/around/${count}`, ...Array.from({ length: count }, (_, index) => layer(index)), (c) => c.json({ ok: true }));
}

export const handler = handle(app);
