import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { newUser } from './new-user.mjs';

const app = new Hono();
const setting = (name, value) => async (c, next) => {
  await next();
  c.header(name, value);
};
const valid = zValidator('json', newUser, ({ success, error }, c) => {
  if (success) return undefined;
  const details = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return c.json({ message: 'Validation failed', details }, 400);
});

app.get('/hello', (c) => c.json({ message: 'hello' }));
app.get('/users/:id', (c) => c.json({ id: c.req.param('id'), page: c.req.query('page') }));
app.post('/users', valid, (c) => c.json(c.req.valid('json'), 201));
app.get('/around', setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4'), (c) => c.json({ ok: true }));
app.notFound((c) => c.json({ message: 'Not Found' }, 404));

export const handler = handle(app);
