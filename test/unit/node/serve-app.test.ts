import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Ctx } from '../../../src/decorators/arguments.js';
import { Controller, Injectable } from '../../../src/decorators/classes.js';
import { Get, Post } from '../../../src/decorators/routes.js';
import type { Middleware } from '../../../src/http/middleware.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import { type NodeServer, type ServeOptions, serve } from '../../../src/node/index.js';
import { createApp } from '../../../src/runtime/create-app.js';
import { closeAllClients, connect } from './raw-client.js';

const disposals: string[] = [];
const streamed: string[] = [];

@Injectable({ scope: 'request' })
class Session {
  isOpen = true;
  dispose(): void {
    this.isOpen = false;
    disposals.push('session');
  }
}

@Controller()
class Shop {
  constructor(private readonly session: Session) {}

  @Get('/')
  home() {
    return { open: this.session.isOpen };
  }

  @Post('/orders')
  order(@Body({ validate: false }) order: unknown) {
    return order;
  }

  @Get('/feed')
  async *feed() {
    for (let index = 0; index < 3; index++) {
      streamed.push(`piece while ${this.session.isOpen ? 'open' : 'closed'}`);
      yield `${index};`;
      await sleep(5);
    }
  }

  @Get('/endless')
  async *endless() {
    for (;;) {
      yield 'tick;';
      await sleep(20);
    }
  }

  /** Gives a last piece at the deadline, and ends when it is let go. */
  @Get('/cut')
  cut(@Ctx() { signal }: RequestContext): AsyncIterable<string> {
    let letGo = () => {};
    const pieces = [
      Promise.resolve('tick;'),
      once(signal, 'abort').then(() => 'last;'),
      new Promise<undefined>((resolve) => {
        letGo = () => resolve(undefined);
      }),
    ];
    const next = async () => {
      const value = await pieces.shift();
      return value === undefined ? { done: true as const, value } : { done: false as const, value };
    };
    const end = async () => {
      letGo();
      return { done: true as const, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
  }

  @Get('/heedful')
  async *heedful(@Ctx() { signal }: RequestContext) {
    yield 'tick;';
    await once(signal, 'abort');
    yield 'goodbye;';
  }

  @Get('/slow')
  async slow() {
    await sleep(5000, undefined, { ref: false });
  }

  @Get('/late')
  async late() {
    await sleep(250);
    return { too: 'late' };
  }

  @Get('/late-feed')
  async *lateFeed() {
    await sleep(250);
    yield 'too late';
  }

  @Get('/broken')
  async *broken() {
    if (this.session.isOpen) throw new Error('no data');
    yield 'never';
  }
}

const powered: Middleware = async ({ reqCtx, next }) => {
  reqCtx.res.headers.set('x-powered-by', 'shop');
  await next();
};

const errors: string[] = [];
const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
const servers: NodeServer[] = [];

async function start(options: ServeOptions = {}): Promise<NodeServer> {
  const app = createApp({ controllers: [Shop], middleware: [powered], limits: { bodyBytes: 100 }, errorFormat: 'problem', logger });
  const server = await serve(app, { port: 0, handleSignals: false, gracePeriodMs: 200, ...options });
  servers.push(server);
  return server;
}

beforeEach(() => {
  for (const list of [disposals, streamed, errors]) list.length = 0;
});

afterEach(async () => {
  closeAllClients();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

it('disposes the objects of a request when its stream has been sent, not before', async () => {
  const server = await start();
  expect(await (await fetch(`${server.url}/feed`)).text()).toBe('0;1;2;');
  expect(streamed).toEqual(['piece while open', 'piece while open', 'piece while open']);
  expect(disposals).toEqual(['session']);
  expect(await (await fetch(server.url)).json()).toEqual({ open: true });
  expect(disposals).toEqual(['session', 'session']);
});

it('disposes them as well when the client leaves in the middle', async () => {
  const server = await start();
  const client = await connect(server.port, 'GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until('tick;');
  client.socket.destroy();
  while (disposals.length === 0) await sleep(5);
  expect(errors).toEqual([]);
});

it('refuses a body that is too large like any other bad request: through the middleware, in the format of the app', async () => {
  const server = await start();
  const answer = await fetch(`${server.url}/orders`, {
    method: 'POST',
    body: JSON.stringify({ text: 'x'.repeat(100) }),
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(413);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('x-powered-by')).toBe('shop');
  expect(answer.headers.get('connection')).toBe('close');
  expect(await answer.json()).toMatchObject({ status: 413 });
});

it('answers a stream that fails at once in the format of the app, with one line in the log', async () => {
  const server = await start();
  const answer = await fetch(`${server.url}/broken`);
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('x-powered-by')).toBe('shop');
  expect(errors).toHaveLength(1);
});

it('answers 503 when a handler takes longer than it may', async () => {
  const server = await start({ handlerTimeoutMs: 350 });
  const started = Date.now();
  const answer = await fetch(`${server.url}/slow`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('x-powered-by')).toBe('shop');
  expect(Date.now() - started).toBeLessThan(2000);
});

it.each(['/late', '/late-feed'])('drops what %s gives after its time, and keeps the connection', async (path) => {
  const server = await start({ handlerTimeoutMs: 350 });
  const client = await connect(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect(await client.until('ServiceUnavailable')).toMatch(/^HTTP\/1\.1 503 /);
  await sleep(250);
  client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await client.closed()).toMatch(/HTTP\/1\.1 200 OK.*\{"open":true\}$/s);
  expect(client.text()).not.toContain('late');
  expect(errors).toEqual(['The deadline was reached before the handler finished']);
});

it('breaks a stream off that takes longer than it may', async () => {
  const server = await start({ handlerTimeoutMs: 350 });
  const client = await connect(server.port, 'GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
  const text = await client.closed();
  expect(text).toContain('tick;');
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
  while (disposals.length === 0) await sleep(5);
});

it.each([
  ['lets a stream end properly that heeds the signal', '/heedful', 'goodbye;', true],
  ['lets no stream look complete that was let go', '/cut', 'last;', false],
])('%s, when it takes longer than it may', async (_title, path, last, isComplete) => {
  const server = await start({ handlerTimeoutMs: 350 });
  const client = await connect(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const text = await client.closed();
  expect(text).toContain(last);
  expect(text.endsWith('0\r\n\r\n')).toBe(isComplete);
  while (disposals.length === 0) await sleep(5);
});

it('has the fallbacks of the app: 404, 405 and OPTIONS', async () => {
  const server = await start();
  expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
  const wrong = await fetch(`${server.url}/orders`);
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toContain('POST');
  const options = await fetch(`${server.url}/orders`, { method: 'OPTIONS' });
  expect(options.status).toBe(204);
  expect(options.headers.get('x-powered-by')).toBe('shop');
  expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
});
