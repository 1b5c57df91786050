import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../sample-app/local/emulator.js';
import { startFunction, stopFunctions } from './function.js';

const TASK_ROOT = join(__dirname, '../../sample-app/dist');

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await stopFunctions();
  await emulator.close();
});

it('runs as deployed: page, catalogue, an order, and a 404', async () => {
  const environment = { TABLE_NAME: 'bookshop', STAFF_KEY: 'a-long-enough-key', DYNAMODB_ENDPOINT: emulator.endpoint };
  const runtime = await startFunction('handler.handler', { taskRoot: TASK_ROOT, environment });
  const api = runtime.client('http-api');
  expect((await api.get('/')).headers['content-type']).toBe('text/html; charset=utf-8');
  expect((await api.get('/health')).json()).toEqual({ status: 'ok' });
  expect((await api.get('/v1/books')).status).toBe(200);
  expect((await api.post('/v1/orders', { body: {} })).status).toBe(400);
  expect((await api.get('/v1/nowhere')).status).toBe(404);
  expect(runtime.environments).toBe(1);
});

it('names the setting that is missing, and goes on naming it', async () => {
  const runtime = await startFunction('handler.handler', { taskRoot: TASK_ROOT });
  for (let count = 0; count < 2; count++)
    expect((await runtime.invoke({})).error).toMatchObject({ errorMessage: expect.stringContaining('TABLE_NAME is not set') });
});
