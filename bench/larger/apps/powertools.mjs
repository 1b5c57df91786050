import { Router } from '@aws-lambda-powertools/event-handler/http';
import { headerNames, LAYERS, outputOf, queryNames, readAll, setNames } from '../work.mjs';
import { orderList } from './order-list.mjs';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const app = new Router({ logger: silent });
const layer =
  (index) =>
  async ({ reqCtx, next }) => {
    const port = reqCtx.req.headers.get('x-forwarded-port');
    await next();
    reqCtx.res.headers.set(`x-${index}`, port);
  };

app.post('/parsed', async ({ req }) => ({ count: (await req.json()).orders.length }));
app.post('/validated', async ({ valid }) => ({ count: valid.req.body.orders.length }), { validation: { req: { body: orderList } } });
app.get('/query', async ({ req }) => {
  const query = new URL(req.url).searchParams;
  return { length: readAll(queryNames, (name) => query.get(name)) };
});
app.get('/headers', async ({ req, res }) => {
  for (const name of setNames) res.headers.set(name, 'set');
  return { length: readAll(headerNames, (name) => req.headers.get(name)) };
});
app.get('/orders/:count', async ({ params }) => outputOf('orders', Number(params.count)));
app.get('/bytes/:count', async (reqCtx) => {
  reqCtx.isBase64Encoded = true;
  const headers = { 'content-type': 'application/octet-stream' };
  return new Response(outputOf('bytes', Number(reqCtx.params.count)), { headers });
});
for (const count of LAYERS) {
  app.get(
    `/around/${count}`,
    Array.from({ length: count }, (_, index) => layer(index)),
    async () => ({ ok: true }),
  );
}

export const handler = async (event, context) => app.resolve(event, context);
