import { functionUrlEvent, httpApiEvent } from '../../src/testing/index.js';
import { errorsOf, startFunction, stopFunctions } from './function.js';

afterAll(stopFunctions);

const ids = Array.from({ length: 24 }, (_, index) => `id-${index}`);

it('serves many invocations in one environment at once, each with its own', async () => {
  const runtime = await startFunction('faults.handler', { maxConcurrency: 8 });
  const invocations = await Promise.all(
    ids.map((id) => runtime.invoke(httpApiEvent({ path: `/at-once/${id}` }), { requestId: `request-${id}` })),
  );
  const answers = invocations.map(({ answer }) => answer());
  const bodies = answers.map((answer) => answer.json<{ id: string; tracked: string; requestId: string; most: number }>());
  expect(bodies.map(({ id, tracked, requestId }) => [id, tracked, requestId])).toEqual(ids.map((id) => [id, id, `request-${id}`]));
  expect(answers.map(({ headers }) => headers['x-id'])).toEqual(ids);
  expect(Math.max(...bodies.map(({ most }) => most))).toBe(8);
  expect(runtime.environments).toBe(1);
});

it('streams many answers at once', async () => {
  const runtime = await startFunction('faults.streamHandler', { maxConcurrency: 8 });
  const invocations = await Promise.all(ids.map((id) => runtime.invoke(functionUrlEvent({ path: `/at-once/streamed/${id}` }))));
  expect(invocations.map(({ answer }) => answer().text())).toEqual(ids.map((id) => `${id}/${id} `.repeat(3)));
  expect(runtime.environments).toBe(1);
});

it('cuts off the slow ones without harm to the others', async () => {
  const runtime = await startFunction('faults.handler', { maxConcurrency: 8 });
  const invocations = await Promise.all(
    ids.slice(0, 8).map((id, index) => {
      const isSlow = index % 2 === 1;
      const event = httpApiEvent({ path: isSlow ? `/at-once/never/${id}` : `/at-once/${id}` });
      return runtime.invoke(event, isSlow ? { timeoutMs: 500 + index * 20 } : {});
    }),
  );
  expect(invocations.map(({ answer }) => answer().status)).toEqual([200, 503, 200, 503, 200, 503, 200, 503]);
  expect((await errorsOf(runtime)).map(({ route }) => route)).toEqual(Array(4).fill('/at-once/never/:id'));
  expect(runtime.environments).toBe(1);
});
