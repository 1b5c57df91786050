import type { Context } from 'aws-lambda';
import { expectTypeOf } from 'expect-type';
import { testClient } from 'lambent/testing';
import { app, handler } from './first-minute/app.js';
import { TodoStore } from './first-minute/todo.store.js';

describe('the first minute', () => {
  const api = testClient(app, { source: 'http-api' });

  it('compiles under strict settings, and gives a Lambda handler', () => {
    expectTypeOf(handler).toBeCallableWith({}, {} as Context);
    expectTypeOf(handler).returns.resolves.toBeUnknown();
    expectTypeOf(app.resolve(TodoStore)).toEqualTypeOf<TodoStore>();
  });

  it('works', async () => {
    await app.ready();
    const created = await api.post('/v1/todos', { body: { title: 'Read the second page' }, headers: { origin: 'https://example.com' } });
    expect([created.status, created.json(), created.headers['access-control-allow-origin'], created.headers['x-audited']]).toEqual([
      201,
      { id: '1', title: 'Read the second page' },
      'https://example.com',
      'POST /v1/todos 201',
    ]);
    expect((await api.get('/v1/todos?limit=5')).json()).toEqual([{ id: '1', title: 'Read the second page' }]);
    expect((await api.get('/v1/todos')).json()).toHaveLength(1);
    expect((await api.get('/v1/todos/1')).json()).toEqual({ id: '1', title: 'Read the second page' });
  });

  it('refuses what does not fit, and says where', async () => {
    const draft = await api.post('/v1/todos', { body: { title: '' } });
    expect([draft.status, draft.json()]).toEqual([
      400,
      {
        statusCode: 400,
        error: 'RequestValidationError',
        message: 'Validation failed',
        details: [{ path: 'body.title', rule: 'isLength', message: expect.any(String) }],
      },
    ]);
    const page = await api.get('/v1/todos?limit=1000');
    expect([page.status, page.json()]).toMatchObject([400, { details: [{ path: 'query.limit', rule: 'max' }] }]);
  });

  it('answers what is not there', async () => {
    expect((await api.get('/v1/todos/9')).json()).toEqual({ statusCode: 404, error: 'NotFoundError', message: 'There is no todo 9' });
    const nowhere = await api.get('/v1/todos/9/parts');
    expect([nowhere.status, nowhere.json()]).toEqual([404, { statusCode: 404, message: 'no such page under /todos' }]);
    expect((await api.get('/v2')).json()).toEqual({ statusCode: 404, error: 'NotFoundError', message: 'No route for GET /v2' });
    expect((await api.delete('/v1/todos/1')).status).toBe(405);
  });
});
