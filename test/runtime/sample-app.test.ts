import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../sample-app/local/emulator.js';
import { type Issuer, STAFF_CLAIMS, startIssuer } from '../../sample-app/local/issuer.js';
import { startFunction, stopFunctions } from './function.js';

const TASK_ROOT = join(__dirname, '../../sample-app/dist');

let emulator: Emulator;
let issuer: Issuer;
beforeAll(async () => {
  [emulator, issuer] = await Promise.all([startEmulator(), startIssuer()]);
});
afterAll(async () => {
  await stopFunctions();
  await Promise.all([emulator.close(), issuer.close()]);
});

it('runs as deployed: page, catalogue, an order, staff, and a 404', async () => {
  const environment = {
    TABLE_NAME: 'bookshop',
    REQUESTS_TABLE_NAME: 'requests',
    DYNAMODB_ENDPOINT: emulator.endpoint,
    TOKEN_ISSUER: issuer.settings.tokenIssuer,
    TOKEN_AUDIENCE: issuer.settings.tokenAudience,
    JWKS_URI: issuer.settings.jwksUri,
  };
  const runtime = await startFunction('handler.handler', { taskRoot: TASK_ROOT, environment });
  const api = runtime.client('http-api');
  expect((await api.get('/')).headers['content-type']).toBe('text/html; charset=utf-8');
  expect((await api.get('/health')).json()).toEqual({ status: 'ok' });
  expect((await api.get('/v1/books')).status).toBe(200);
  expect((await api.post('/v1/orders', { body: {} })).status).toBe(400);
  expect((await api.get('/v1/orders')).status).toBe(401);
  const authorization = `Bearer ${await issuer.sign(STAFF_CLAIMS)}`;
  expect((await api.get('/v1/orders', { headers: { authorization } })).status).toBe(200);
  expect((await api.get('/v1/nowhere')).status).toBe(404);
  expect(runtime.environments).toBe(1);
});

it('names the setting that is missing, and goes on naming it', async () => {
  const runtime = await startFunction('handler.handler', { taskRoot: TASK_ROOT });
  for (let count = 0; count < 2; count++)
    expect((await runtime.invoke({})).error).toMatchObject({ errorMessage: expect.stringContaining('set TABLE_NAME') });
});
