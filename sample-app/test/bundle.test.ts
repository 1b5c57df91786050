// What is deployed: the bundle, in a process of its own, called as Lambda calls it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '../local/emulator.js';
import { type Issuer, STAFF_CLAIMS, startIssuer } from '../local/issuer.js';
import type { BookDraft } from '../src/catalogue/book.dto.js';
import { BookStore } from '../src/catalogue/book-store.js';
import { connect, openTable } from '../src/storage/open-table.js';
import { bookTitled } from './shop.js';

const APP = join(import.meta.dirname, '..');
const DIST = join(APP, 'dist');
const run = promisify(execFile);

/** As API Gateway sends it: the body in base64. */
const orderEvent = JSON.parse(readFileSync(join(import.meta.dirname, 'events/http-api-order.json'), 'utf8'));

/** What the Lambda runtime does: imports the handler, calls it with each event, takes the result as JSON. */
const RUNTIME = `
const { handler } = await import(process.argv[1]);
const context = { awsRequestId: 'request-1', functionName: 'shop', getRemainingTimeInMillis: () => 10_000 };
const results = [];
for (const event of JSON.parse(process.argv[2])) results.push(await handler(event, context));
process.stdout.write('\\n' + JSON.stringify({ arity: handler.length, results }));
`;

interface Result {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

let emulator: Emulator;
let issuer: Issuer;
let environment: Record<string, string>;
const book: BookDraft = bookTitled('Salt Roads');

beforeAll(async () => {
  [emulator, issuer] = await Promise.all([startEmulator(), startIssuer()]);
  const settings = { tableName: 'bookshop', requestsTableName: 'requests', dynamoDbEndpoint: emulator.endpoint, ...issuer.settings };
  await new BookStore(await openTable(connect(settings), settings)).add(book);
  environment = {
    TABLE_NAME: settings.tableName,
    REQUESTS_TABLE_NAME: settings.requestsTableName,
    DYNAMODB_ENDPOINT: settings.dynamoDbEndpoint,
    TOKEN_ISSUER: settings.tokenIssuer,
    TOKEN_AUDIENCE: settings.tokenAudience,
    JWKS_URI: settings.jwksUri,
  };
  await run('npm', ['run', 'bundle'], { cwd: APP });
}, 60_000);
afterAll(() => Promise.all([emulator.close(), issuer.close()]));

async function invoke(events: readonly object[], env: Record<string, string>) {
  const args = ['--input-type=module', '--eval', RUNTIME, `file://${DIST}/handler.mjs`, JSON.stringify(events)];
  const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH, ...env } });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as { arity: number; results: Result[] };
}

it('holds the handler and the web page, and nothing else', async () => {
  const names = await readdir(DIST);
  const modules = names.filter((name) => name.endsWith('.mjs'));
  expect(names.filter((name) => !modules.includes(name))).toEqual(['web']);
  expect(modules).toContain('handler.mjs');
  const sizes = await Promise.all(modules.map(async (name) => (await stat(join(DIST, name))).size));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(700 * 1024);
});

it('serves the page, places an order, gives the same order to a repeated event, and shows it to staff', async () => {
  const page = { ...orderEvent, rawPath: '/', body: undefined, requestContext: { ...orderEvent.requestContext, http: { method: 'GET' } } };
  const authorization = `Bearer ${await issuer.sign(STAFF_CLAIMS)}`;
  const list = {
    ...orderEvent,
    headers: { authorization },
    body: undefined,
    requestContext: { ...orderEvent.requestContext, http: { method: 'GET' } },
  };
  const { arity, results } = await invoke([page, orderEvent, orderEvent, list], environment);

  // A third parameter would make the runtime wait for a callback.
  expect(arity).toBe(2);
  const [home, order, again, orders] = results;
  expect(home).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(order?.statusCode).toBe(201);
  expect(JSON.parse(order?.body ?? '')).toMatchObject({ status: 'placed', totalInCents: book.priceInCents, lines: [{ isbn: book.isbn }] });
  expect(again?.body).toBe(order?.body);
  expect(orders?.statusCode).toBe(200);
  expect(JSON.parse(orders?.body ?? '').items).toEqual([JSON.parse(order?.body ?? '')]);
});

it('does not start without its settings, and says which one is missing', async () => {
  await expect(invoke([orderEvent], {})).rejects.toThrow('set TABLE_NAME, REQUESTS_TABLE_NAME, TOKEN_ISSUER, TOKEN_AUDIENCE, JWKS_URI');
});
