import { RequestValidationError, Router } from '@aws-lambda-powertools/event-handler/http';
import { newUser } from './new-user.mjs';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const app = new Router({ logger: silent });

const json = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const setting =
  (name, value) =>
  async ({ reqCtx, next }) => {
    await next();
    reqCtx.res.headers.set(name, value);
  };

app.get('/hello', async () => ({ message: 'hello' }));
app.get('/users/:id', async ({ params, req }) => ({ id: params.id, page: new URL(req.url).searchParams.get('page') }));
app.post('/users', async ({ valid }) => json(201, valid.req.body), { validation: { req: { body: newUser } } });
app.get('/around', [setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4')], async () => ({ ok: true }));
app.notFound(async () => json(404, { message: 'Not Found' }));
app.errorHandler(RequestValidationError, async (error) => {
  const details = error.details.issues.map(({ path, message }) => ({ path: path.slice(1).join('.'), message }));
  return json(400, { message: 'Validation failed', details });
});

export const handler = async (event, context) => app.resolve(event, context);
