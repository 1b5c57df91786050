import fc from 'fast-check';
import { functionUrlEvent, lambdaContext, lambdaResponseStream, restApiEvent } from '../../src/testing/index.js';
import { EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { eventOf } from '../behaviour/support/raw-events.js';
import { anyRequest, anyRequestApp } from './support/any-request.js';
import { problemsOf } from './support/valid-result.js';

const RUNS = { numRuns: 10_000, seed: 20_261_121 };
const app = anyRequestApp();
const context = lambdaContext({ timeoutMs: 3_600_000 });

const BUILT_IN = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Promise.prototype];
const ownKeys = () => BUILT_IN.map((prototype) => Reflect.ownKeys(prototype).length);
const before = ownKeys();
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', keep);
});
afterAll(() => {
  process.off('unhandledRejection', keep);
});
afterEach(() => {
  expect(ownKeys()).toEqual(before);
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect(unhandled).toEqual([]);
});

/** How often each status was seen: a run that only meets refusals proves little. */
function expectVariety(statuses: ReadonlyMap<number, number>): void {
  const seen = Object.fromEntries([200, 201, 204, 304, 400, 404, 405, 415].map((status) => [status, (statuses.get(status) ?? 0) > 10]));
  expect(seen).toEqual({ 200: true, 201: true, 204: true, 304: true, 400: true, 404: true, 405: true, 415: true });
}

const count = (statuses: Map<number, number>, status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1);

it('results that a gateway would refuse are noticed', () => {
  const right = { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '', isBase64Encoded: false };
  const over = EVERY_SOURCE[0]!;
  expect(problemsOf(over, 'GET', right)).toEqual([]);
  const wrong = [
    { ...right, statusDescription: '200 OK' },
    { ...right, statusCode: 199 },
    { ...right, body: undefined },
    { ...right, isBase64Encoded: true, body: '*' },
    { ...right, headers: { 'content-length': '0' } },
    { ...right, headers: { 'x-a': 'a\nb' } },
    { ...right, headers: { 'x-a': 1 } },
    { ...right, headers: { 'x a': '1' } },
    { ...right, multiValueHeaders: { 'content-type': ['a', 'b'] } },
    { ...right, multiValueHeaders: { 'x-a': [] } },
    { ...right, statusCode: 204, body: 'x' },
  ];
  for (const result of wrong) expect([result, problemsOf(over, 'GET', result).length]).toEqual([result, 1]);
});

it.each(EVERY_SOURCE)(
  'any request through $name has a result that it takes, and no server error',
  async (over) => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const event = eventOf(over, { ...request });
        const result = (await app.handler(event, context)) as { statusCode: number };
        expect(problemsOf(over, request.method, result)).toEqual([]);
        expect(result.statusCode).toBeLessThan(500);
        count(statuses, result.statusCode);
      }),
      RUNS,
    );
    expectVariety(statuses);
  },
  120_000,
);

it.each([
  ['function URL', functionUrlEvent],
  ['REST API', restApiEvent],
] as const)(
  'any request streamed through a %s has a prelude that it takes, and an end',
  async (_, buildEvent) => {
    const statuses = new Map<number, number>();
    const isRest = buildEvent === restApiEvent;
    const over = EVERY_SOURCE.find(({ source }) => source === (isRest ? 'rest-api' : 'function-url'))!;
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { stream, record } = lambdaResponseStream();
        await app.streamHandler(buildEvent({ ...request }), stream, context);
        await record.finished;
        expect(record.fatal).toBeUndefined();
        // A prelude is a result whose body comes after it.
        const body = Buffer.concat(record.chunks);
        const result = { ...record.prelude, body: body.length > 0 ? 'x' : '', isBase64Encoded: false };
        expect(problemsOf(over, request.method, result)).toEqual([]);
        const status = record.prelude!.statusCode!;
        expect(status).toBeLessThan(500);
        count(statuses, status);
      }),
      RUNS,
    );
    expectVariety(statuses);
  },
  120_000,
);
