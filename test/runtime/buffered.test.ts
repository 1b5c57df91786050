import { functionUrlEvent, httpApiEvent, restApiEvent } from '../../src/testing/index.js';
import type { LambdaRuntime } from '../../src/testing/runtime/index.js';
import { errorsOf, startFunction, stopFunctions } from './function.js';

let runtime: LambdaRuntime;
beforeAll(async () => {
  runtime = await startFunction('faults.handler');
});
afterAll(stopFunctions);
// Whatever a request does, the environment serves the next one.
afterEach(() => expect(runtime.environments).toBe(1));

it('answers one request after the other, with its own context', async () => {
  for (const requestId of ['request-1', 'request-2', 'request-3']) {
    const invocation = await runtime.invoke(httpApiEvent({ path: '/buffered/json' }), { requestId });
    expect([invocation.mode, invocation.error]).toEqual(['buffered', undefined]);
    expect(invocation.answer().json()).toEqual({ requestId, text: 'grüße \u0000 \ud800' });
  }
});

it.each(['http-api', 'rest-api', 'function-url'] as const)('answers %s with text, bytes, cookies and what was posted', async (source) => {
  const api = runtime.client(source);
  expect([...(await api.get('/buffered/bytes')).bytes()]).toEqual([0, 255, 128]);
  expect((await api.get('/buffered/cookies')).cookies).toEqual(['a=1', 'b=2']);
  expect((await api.post('/buffered/echo', { body: { a: ['ü', null] } })).json()).toEqual({ body: { a: ['ü', null] } });
  expect((await api.head('/buffered/json')).text()).toBe('');
  expect((await api.get('/nowhere')).status).toBe(404);
});

it.each([
  ['/buffered/throws', 500, 'InternalServerError'],
  ['/buffered/throws-nothing', 500, 'InternalServerError'],
  ['/buffered/bigint', 500, 'InternalServerError'],
  ['/buffered/handled', 404, 'NotFoundError'],
  ['/faults/forgotten', 500, 'InternalServerError'],
  ['/streamed/fails-at-once', 500, 'InternalServerError'],
  ['/streamed/fails-midway', 500, 'InternalServerError'],
  ['/streamed/missing-file', 500, 'InternalServerError'],
])('answers %s, which goes wrong, with %i', async (path, status, error) => {
  const before = (await errorsOf(runtime)).length;
  const answer = await runtime.client().get(path);
  expect([answer.status, answer.json<{ error: string }>().error]).toEqual([status, error]);
  expect(answer.text()).not.toContain('secret');
  expect((await errorsOf(runtime)).length - before).toBe(status === 500 ? 1 : 0);
});

it('collects streams', async () => {
  expect((await runtime.client().get('/streamed/pieces')).text()).toBe('one zwei €');
  expect((await runtime.client().get('/streamed/events')).headers['content-type']).toBe('text/event-stream');
});

it('answers a result that Lambda would not take with a 500 of its own, and says how large it was', async () => {
  const answer = await runtime.client().get('/buffered/large');
  expect([answer.status, answer.json<{ error: string }>().error]).toEqual([500, 'InternalServerError']);
  const line = JSON.parse(await runtime.log(/^\{"level":"ERROR".*too large/i)) as { error: { size: number; limit: number } };
  expect(line.error).toMatchObject({ size: expect.any(Number), limit: expect.any(Number) });
  expect(line.error.size).toBeGreaterThan(7_000_000);
  expect((await runtime.client().get('/buffered/just-fits')).bytes()).toHaveLength(6_200_000);
  expect((await runtime.client().get('/streamed/digest')).status).toBe(500);
});

it.each([[{ Records: [{ eventSource: 'aws:sqs', body: '{}' }] }], [{}], [null], ['text']])(
  'fails the invocation for %j, which is no request, so that its source tries again',
  async (event) => {
    expect((await runtime.invoke(event)).error).toMatchObject({ errorType: 'UnsupportedEventError', errorMessage: expect.any(String) });
  },
);

it('needs no more than two parameters, which the runtime client insists on', async () => {
  expect((await runtime.invoke(restApiEvent({ path: '/buffered/json' }))).error).toBeUndefined();
  expect((await runtime.invoke(functionUrlEvent({ path: '/buffered/json' }))).error).toBeUndefined();
});
