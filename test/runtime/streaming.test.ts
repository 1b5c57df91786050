import { createHash } from 'node:crypto';
import { functionUrlEvent, restApiEvent } from '../../src/testing/index.js';
import type { LambdaRuntime } from '../../src/testing/runtime/index.js';
import { errorsOf, startFunction, stopFunctions } from './function.js';

let runtime: LambdaRuntime;
beforeAll(async () => {
  runtime = await startFunction('faults.streamHandler');
});
afterAll(stopFunctions);
afterEach(() => expect(runtime.environments).toBe(1));

it('sends pieces when they are there, not all at once at the end', async () => {
  const arrivals: [string, number][] = [];
  const invocation = await runtime.invoke(functionUrlEvent({ path: '/streamed/pieces' }), {
    onChunk: (chunk) => void arrivals.push([String(chunk), performance.now()]),
  });
  expect([invocation.mode, invocation.prelude?.statusCode, invocation.error]).toEqual(['streaming', 200, undefined]);
  expect(arrivals.map(([text]) => text)).toEqual(['one ', 'zwei ', '€']);
  for (const at of [1, 2]) expect(arrivals[at]![1] - arrivals[at - 1]![1]).toBeGreaterThan(25);
});

it('sends server-sent events', async () => {
  const { answer } = await runtime.invoke(functionUrlEvent({ path: '/streamed/events' }));
  expect(answer().headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  expect(answer().text()).toBe('data: first\n\nevent: tick\nid: 7\nretry: 10\ndata: {"at":1}\n\n');
});

it('writes cookies the way each gateway wants them', async () => {
  const url = await runtime.invoke(functionUrlEvent({ path: '/streamed/cookies' }));
  const rest = await runtime.invoke(restApiEvent({ path: '/streamed/cookies' }));
  expect(url.prelude).toMatchObject({ statusCode: 200, cookies: ['a=1', 'b=2'] });
  expect(rest.prelude).toMatchObject({ statusCode: 200, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } });
});

it.each([
  ['GET', '/streamed/no-content', 204],
  ['HEAD', '/streamed/pieces', 200],
  ['OPTIONS', '/streamed/pieces', 204],
])('sends a prelude alone for %s %s', async (method, path, status) => {
  const { prelude, chunks, error } = await runtime.invoke(functionUrlEvent({ method, path }));
  expect([prelude?.statusCode, chunks, error]).toEqual([status, [], undefined]);
});

it('sends plain answers and errors as any other', async () => {
  const api = runtime.client('function-url');
  expect((await api.get('/buffered/cookies')).cookies).toEqual(['a=1', 'b=2']);
  expect((await api.get('/nowhere')).status).toBe(404);
  expect((await api.get('/buffered/handled')).json()).toEqual({ statusCode: 404, error: 'NotFoundError', message: 'nothing there' });
  expect((await api.get('/buffered/large')).bytes()).toHaveLength(7_000_000);
});

it('sends 20 MB whole and unharmed', async () => {
  const answer = await runtime.client('function-url').get('/streamed/digest');
  const bytes = Buffer.from(answer.bytes());
  const content = bytes.subarray(0, -32);
  expect([answer.headers['x-kind'], content.length]).toEqual(['digest', 320 * 65_536]);
  expect(createHash('sha256').update(content).digest().equals(bytes.subarray(-32))).toBe(true);
});

it.each(['/streamed/fails-at-once', '/streamed/missing-file'])(
  'answers %s, which fails before the first byte, with a 500',
  async (path) => {
    const before = (await errorsOf(runtime)).length;
    const { error, answer } = await runtime.invoke(functionUrlEvent({ path }));
    expect([error, answer().status]).toEqual([undefined, 500]);
    expect((await errorsOf(runtime)).length - before).toBe(1);
  },
);

it('breaks off what fails after the first byte, with error trailers and one line, and serves the next', async () => {
  const before = (await errorsOf(runtime)).length;
  const { prelude, chunks, error, answer } = await runtime.invoke(functionUrlEvent({ path: '/streamed/fails-midway' }));
  expect([prelude?.statusCode, chunks.map(String)]).toEqual([200, ['a piece']]);
  expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'broke midway', trace: expect.any(Array) });
  expect(answer).toThrow('broke midway');
  expect((await runtime.client('function-url').get('/streamed/pieces')).text()).toBe('one zwei €');
  const errors = (await errorsOf(runtime)).slice(before);
  expect(errors.map(({ message, route }) => [message, route])).toEqual([
    ['The response broke while it was streamed', '/streamed/fails-midway'],
  ]);
});

it('fails the invocation for what is no request', async () => {
  expect((await runtime.invoke({ Records: [] })).error).toMatchObject({ errorType: 'UnsupportedEventError' });
  expect((await runtime.client('function-url').get('/buffered/json')).status).toBe(200);
});

it('serves hundreds in a row', async () => {
  const api = runtime.client('function-url');
  for (let count = 0; count < 300; count++) expect((await api.get('/buffered/json')).status).toBe(200);
  expect(runtime.logs.filter((line) => /MaxListenersExceededWarning|DeprecationWarning/.test(line))).toEqual([]);
});
