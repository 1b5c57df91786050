import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http, { type Server } from 'node:http';
import net from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpResponse } from '../../../src/http/http-response.js';
import type { RequestContext } from '../../../src/http/request-context.js';
import { type NodeServer, type ServeOptions, serve } from '../../../src/node/index.js';
import type { App } from '../../../src/runtime/app-internals.js';
import { type AnsweringApp, answeringApp } from './answering-app.js';
import { closeAllClients, connect } from './raw-client.js';

const servers: NodeServer[] = [];

async function start(app: App, options: ServeOptions = {}): Promise<NodeServer> {
  const server = await serve(app, { port: 0, handleSignals: false, gracePeriodMs: 200, ...options });
  servers.push(server);
  return server;
}

async function startWith(answer: (ctx: RequestContext) => unknown, options?: ServeOptions): Promise<NodeServer & AnsweringApp> {
  const answering = answeringApp(answer);
  return { ...answering, ...(await start(answering.app, options)) };
}

afterEach(async () => {
  closeAllClients();
  await Promise.all(servers.splice(0).map((server) => server.close().catch(() => {})));
});

const echo = (ctx: RequestContext) => ({
  method: ctx.method,
  path: ctx.path,
  query: [...ctx.query],
  ip: ctx.clientIp,
  origin: new URL(ctx.req.url).origin,
  body: ctx.body.text(),
});

describe('a server started by serve', () => {
  it('says where it is and answers there', async () => {
    const server = await startWith(echo);
    expect(server).toMatchObject({ host: '127.0.0.1', url: `http://127.0.0.1:${server.port}` });
    const answer = await fetch(`${server.url}/a%20b?c=d%2Be`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ method: 'GET', path: '/a%20b', query: [['c', 'd+e']], ip: '127.0.0.1', body: '' });
    expect(Date.parse(answer.headers.get('date') ?? '')).toBeGreaterThan(Date.now() - 10_000);
  });

  it('declares the length of whole answers in bytes and keeps the connection', async () => {
    const server = await startWith(() => new HttpResponse('äöü'));
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const text = await client.until('\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).toContain('\r\ncontent-length: 6\r\n');
    expect(text.toLowerCase()).not.toContain('transfer-encoding');
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await client.closed()).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  it('sends bytes exactly, and cookies as lines of their own', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const server = await startWith(() => {
      const response = new HttpResponse(bytes, { headers: { vary: ['a', 'b'] } });
      response.headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT');
      response.headers.append('set-cookie', 'b=2');
      return response;
    });
    const answer = await fetch(server.url);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
    expect(answer.headers.get('vary')).toBe('a, b');
  });

  it.each([204, 304])('sends no body, no length and no type with %i', async (status) => {
    const server = await startWith(() => new HttpResponse('ignored', { status }));
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const text = (await client.closed()).toLowerCase();
    expect(text).toMatch(new RegExp(`^http/1.1 ${status} `));
    expect(text).not.toContain('content-length');
    expect(text).not.toContain('content-type');
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  it('sends 205 and an empty 200 with length 0', async () => {
    const server = await startWith(
      ({ path }) => new HttpResponse(path === '/reset' ? 'ignored' : null, { status: path === '/reset' ? 205 : 200 }),
    );
    for (const path of ['/reset', '/empty']) {
      const client = await connect(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const text = (await client.closed()).toLowerCase();
      expect(text).toContain('content-length: 0\r\n');
      expect(text.endsWith('\r\n\r\n')).toBe(true);
    }
  });

  it('answers HEAD with the head only, and releases a stream nobody will read', async () => {
    const source = Readable.from(['never', 'read']);
    const server = await startWith(({ path }) => new HttpResponse(path === '/stream' ? source : 'four', { headers: { etag: '"x"' } }));
    const whole = await connect(server.port, 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const text = (await whole.closed()).toLowerCase();
    expect(text).toContain('content-length: 4\r\n');
    expect(text).toContain('etag: "x"');
    expect(text.endsWith('\r\n\r\n')).toBe(true);
    const streamed = await connect(server.port, 'HEAD /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await streamed.closed()).endsWith('\r\n\r\n')).toBe(true);
    expect(source.destroyed).toBe(true);
  });

  it("drops connection headers of the app's own", async () => {
    const headers = { connection: 'x-secret', 'content-length': '999', 'transfer-encoding': 'gzip', 'x-secret': 'kept' };
    const server = await startWith(() => new HttpResponse('ok', { headers }));
    const answer = await fetch(server.url);
    expect(await answer.text()).toBe('ok');
    expect(answer.headers.get('content-length')).toBe('2');
    expect(answer.headers.get('x-secret')).toBe('kept');
  });

  it('understands absolute targets and OPTIONS *', async () => {
    const server = await startWith(echo);
    const client = await connect(server.port, 'GET http://api.example.com/a?b=c HTTP/1.1\r\nHost: other\r\n\r\n');
    expect(await client.until('}')).toContain('"path":"/a","query":[["b","c"]],"ip":"127.0.0.1","origin":"http://api.example.com"');
    client.socket.write('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await client.closed()).toContain('"method":"OPTIONS"');
  });

  it('answers TRACE with 400 where the app asks for a web Request, and CONNECT not at all', async () => {
    const server = await startWith(({ req }) => req.method);
    const trace = await connect(server.port, 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await trace.until('BadRequestError')).toMatch(/^HTTP\/1\.1 400 /);
    const tunnel = await connect(server.port, 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await tunnel.closed()).toBe('');
    expect(server.logs).toEqual([]);
  });

  it('answers pipelined requests in the order they were sent', async () => {
    const server = await startWith(async ({ path }) => {
      if (path === '/slow') await sleep(60);
      return new HttpResponse(path === '/stream' ? Readable.from(['1', '2']) : `[${path}]`);
    });
    const request = (path: string, last = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
    const client = await connect(server.port, request('/slow') + request('/stream') + request('/fast', 'Connection: close\r\n'));
    const text = await client.closed();
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    const positions = ['[/slow]', '1\r\n2', '[/fast]'].map((part) => text.indexOf(part.replace('1\r\n2', '1\r\n1\r\n1\r\n2')));
    expect(positions.every((position) => position > 0)).toBe(true);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
  });

  it('takes the client address from the connection, and from the last proxy hop only when told to trust it', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-forwarded-proto': 'https' };
    const direct = await startWith(echo);
    expect(await (await fetch(direct.url, { headers })).json()).toMatchObject({ ip: '127.0.0.1', origin: direct.url });
    const behind = await startWith(echo, { trustProxy: true });
    expect(await (await fetch(behind.url, { headers })).json()).toMatchObject({
      ip: '203.0.113.9',
      origin: behind.url.replace('http:', 'https:'),
    });
    expect(await (await fetch(behind.url, { headers: { 'x-forwarded-for': 'nonsense' } })).json()).toMatchObject({
      ip: '127.0.0.1',
      origin: behind.url,
    });
  });

  it('gives every request a context of its own, without a deadline unless one is set', async () => {
    const contexts: RequestContext['context'][] = [];
    const keep = ({ context }: RequestContext) => void contexts.push(context);
    await fetch((await startWith(keep)).url);
    await fetch((await startWith(keep, { handlerTimeoutMs: 5000 })).url);
    const [unbounded, bounded] = contexts as [RequestContext['context'], RequestContext['context']];
    expect(unbounded).not.toHaveProperty('getRemainingTimeInMillis');
    expect(bounded.getRemainingTimeInMillis()).toBeGreaterThan(4000);
    expect(bounded.getRemainingTimeInMillis()).toBeLessThanOrEqual(5000);
    expect(unbounded.awsRequestId).toMatch(/^[\da-f-]{36}$/);
    expect(unbounded.awsRequestId).not.toBe(bounded.awsRequestId);
    expect(unbounded.functionName).toBe('local');
  });
});

describe('a request body', () => {
  it('arrives whole, by length and in chunks', async () => {
    const server = await startWith(echo);
    expect(await (await fetch(server.url, { method: 'POST', body: 'grüße' })).json()).toMatchObject({ method: 'POST', body: 'grüße' });
    const client = await connect(
      server.port,
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n',
    );
    client.socket.write('2\r\nde\r\n0\r\n\r\n');
    expect(await client.closed()).toContain('"body":"abcde"');
  });

  it('also comes with a GET', async () => {
    const server = await startWith(echo);
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi');
    expect(await client.closed()).toContain('"method":"GET"');
    expect(client.text()).toContain('"body":"hi"');
  });

  it("of exactly the limit is taken, of one byte more refused with the app's own 413", async () => {
    const server = await startWith(echo);
    const exact = await fetch(server.url, { method: 'POST', body: 'x'.repeat(1000) });
    expect(exact.status).toBe(200);
    const over = await fetch(server.url, { method: 'POST', body: 'x'.repeat(1001) });
    expect(over.status).toBe(413);
    expect(over.headers.get('connection')).toBe('close');
    expect(await over.json()).toMatchObject({ statusCode: 413, error: 'RequestEntityTooLargeError' });
  });

  it('that says it is too large is refused without being read, and the connection is closed', async () => {
    const server = await startWith(echo);
    const client = await connect(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\nfirst bytes');
    expect(await client.until('"RequestEntityTooLargeError"')).toMatch(/^HTTP\/1\.1 413 /);
    client.socket.end();
    expect((await client.closed()).match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('in chunks without end is cut at the limit, and the client can still read why', async () => {
    const server = await startWith(echo);
    const client = await connect(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const flood = setInterval(() => client.socket.writable && client.socket.write(chunk.repeat(64)), 1);
    const started = Date.now();
    try {
      const text = await client.closed();
      expect(text).toMatch(/^HTTP\/1\.1 413 /);
      expect(text.toLowerCase()).toContain('connection: close');
      expect(text).toContain('"RequestEntityTooLargeError"');
      expect(Date.now() - started).toBeLessThan(5000);
    } finally {
      clearInterval(flood);
    }
  });

  it('is asked for when the client waits for 100, unless it would be refused', async () => {
    const server = await startWith(echo);
    const client = await connect(
      server.port,
      'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n',
    );
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.socket.write('hello');
    expect(await client.closed()).toContain('"body":"hello"');
    const refused = await connect(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n');
    expect(await refused.until('RequestEntityTooLargeError')).toMatch(/^HTTP\/1\.1 413 /);
    const unknown = await connect(
      server.port,
      'POST / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello',
    );
    expect(await unknown.closed()).toMatch(/^HTTP\/1\.1 417 /);
  });

  it('that comes too slowly is cut off with 408, without the app ever hearing of it', async () => {
    let seen = 0;
    const count = () => {
      seen += 1;
    };
    const server = await startWith(count, { requestTimeoutMs: 150 });
    const client = await connect(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n');
    const drip = setInterval(() => client.socket.writable && client.socket.write('x'), 20);
    try {
      expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
      expect(seen).toBe(0);
    } finally {
      clearInterval(drip);
    }
  });

  it('that is broken off leaves nothing behind', async () => {
    let seen = 0;
    const count = () => {
      seen += 1;
    };
    const server = await startWith(count);
    const client = await connect(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await sleep(20);
    client.socket.destroy();
    await sleep(30);
    expect(seen).toBe(0);
    expect(server.logs).toEqual([]);
    expect((await fetch(server.url)).status).toBe(204);
  });

  it('or head that is no HTTP gets a 400, a head too large a 431', async () => {
    const server = await startWith(echo);
    expect(await (await connect(server.port, 'nonsense\r\n\r\n')).closed()).toMatch(/^HTTP\/1\.1 400 /);
    const large = await connect(server.port, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await large.closed()).toMatch(/^HTTP\/1\.1 431 /);
    const smuggled = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await (await connect(server.port, smuggled)).closed()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a streamed answer', () => {
  it('is sent piece by piece, as it comes', async () => {
    const gate = Promise.withResolvers<void>();
    async function* pieces() {
      yield 'first';
      await gate.promise;
      yield new Uint8Array([0x32, 0x6e, 0x64]);
      yield new Uint16Array([0x3372]);
    }
    const server = await startWith(() => new HttpResponse(pieces()));
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const early = await client.until('first');
    expect(early.toLowerCase()).toContain('transfer-encoding: chunked');
    expect(early.toLowerCase()).not.toContain('content-length');
    expect(early).not.toContain('2nd');
    gate.resolve();
    expect(await client.closed()).toMatch(/5\r\nfirst\r\n3\r\n2nd\r\n2\r\nr3\r\n0\r\n\r\n$/);
  });

  it('sends its head at once when the first piece is empty', async () => {
    const gate = Promise.withResolvers<void>();
    async function* pieces() {
      yield '';
      await gate.promise;
      yield 'late';
    }
    const server = await startWith(() => new HttpResponse(pieces()));
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK/);
    gate.resolve();
    expect(await client.closed()).toContain('late');
  });

  it.each<[string, () => HttpResponse]>([
    ['a Readable', () => new HttpResponse(Readable.from(['a', 'b']))],
    ['a web stream', () => new HttpResponse(new Blob(['ab']).stream() as never)],
    [
      'an async generator',
      () =>
        new HttpResponse(
          (async function* () {
            yield 'a';
            yield 'b';
          })(),
        ),
    ],
    ['an empty one', () => new HttpResponse((async function* () {})())],
  ])('may be %s', async (kind, make) => {
    const server = await startWith(make);
    const answer = await fetch(server.url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(kind === 'an empty one' ? '' : 'ab');
  });

  it('waits for a client that reads slowly', async () => {
    let produced = 0;
    async function* pieces() {
      for (; produced < 2000; produced++) yield Buffer.alloc(16_384);
    }
    const server = await startWith(() => new HttpResponse(pieces()));
    const client = await connect(server.port);
    client.socket.pause();
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await sleep(150);
    const halted = produced;
    expect(halted).toBeGreaterThan(0);
    expect(halted).toBeLessThan(1500);
    await sleep(50);
    expect(produced).toBe(halted);
    client.socket.resume();
    expect((await client.closed()).length).toBeGreaterThan(2000 * 16_384);
    expect(produced).toBe(2000);
  });

  it('is cut when the client stops reading for too long', async () => {
    const ended = Promise.withResolvers<void>();
    async function* pieces() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        ended.resolve();
      }
    }
    const server = await startWith(() => new HttpResponse(pieces()), { stallTimeoutMs: 100 });
    const client = await connect(server.port);
    client.socket.pause();
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await ended.promise;
    client.socket.resume();
    expect((await client.closed()).endsWith('0\r\n\r\n')).toBe(false);
  });

  it('is cut as well when it is whole, but never for being read slowly', async () => {
    const server = await startWith(() => new HttpResponse(Buffer.alloc(30_000_000)), { stallTimeoutMs: 500 });
    const stalled = await connect(server.port);
    stalled.socket.pause();
    stalled.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await sleep(1500);
    stalled.socket.resume();
    expect((await stalled.closed()).length).toBeLessThan(30_000_000);
    const slow = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    slow.socket.on('data', () => {
      slow.socket.pause();
      setTimeout(() => slow.socket.resume(), 2);
    });
    expect((await slow.closed()).length).toBeGreaterThan(30_000_000);
  });

  it('releases its source when the client goes away, whichever kind it is and whatever it waits for', async () => {
    const cancelled = Promise.withResolvers<void>();
    const readable = new Readable({ read() {} });
    readable.push('x');
    const web = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('x')), cancel: () => cancelled.resolve() });
    const finished = Promise.withResolvers<void>();
    async function* pieces() {
      try {
        for (;;) {
          yield 'x';
          await sleep(5);
        }
      } finally {
        finished.resolve();
      }
    }
    const kinds: Record<string, [content: AsyncIterable<unknown>, released: Promise<unknown>]> = {
      '/readable': [readable, new Promise<void>((resolve) => readable.once('close', resolve))],
      '/web': [web as never, cancelled.promise],
      '/generator': [pieces(), finished.promise],
    };
    const server = await startWith(({ path }) => new HttpResponse(kinds[path]![0]));
    for (const [path, [, released]] of Object.entries(kinds)) {
      const client = await connect(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await client.until('\r\nx\r\n');
      client.socket.destroy();
      await released;
    }
    expect(server.logs).toEqual([]);
  });

  it('releases the source of a pipelined answer that still waits for its turn', async () => {
    const readable = new Readable({ read() {} });
    readable.push('x');
    const isWaiting = Promise.withResolvers<void>();
    const server = await startWith(async ({ path }) => {
      if (path === '/blocked') return sleep(10_000, 'late', { ref: false });
      isWaiting.resolve();
      return new HttpResponse(readable);
    });
    const client = await connect(server.port, 'GET /blocked HTTP/1.1\r\nHost: x\r\n\r\nGET /waiting HTTP/1.1\r\nHost: x\r\n\r\n');
    await isWaiting.promise;
    await sleep(20);
    const released = new Promise<void>((resolve) => readable.once('close', resolve));
    client.socket.destroy();
    await released;
  });

  it('that fails before its first piece is a 500, after it a connection that breaks', async () => {
    const server = await startWith(
      ({ path }) =>
        new HttpResponse(
          (async function* () {
            if (path === '/late') yield 'first';
            throw new Error('source broke');
          })(),
        ),
    );
    const early = await fetch(`${server.url}/early`);
    expect(early.status).toBe(500);
    const body = await early.json();
    expect(body).toEqual({
      statusCode: 500,
      error: 'InternalServerError',
      message: 'Internal Server Error',
      requestId: expect.any(String),
    });
    expect(server.logs).toEqual([
      ['error', expect.any(String), expect.objectContaining({ error: expect.objectContaining({ message: 'source broke' }) })],
    ]);
    const late = await connect(server.port, 'GET /late HTTP/1.1\r\nHost: x\r\n\r\n');
    const text = await late.closed();
    expect(text).toContain('first');
    expect(text).not.toContain('0\r\n\r\n');
    expect(server.logs).toHaveLength(2);
  });

  it('is one line for a source that gives something that is no bytes', async () => {
    const server = await startWith(() => new HttpResponse(Readable.from([{ not: 'bytes' }])));
    expect((await fetch(server.url)).status).toBe(500);
    expect(server.logs).toHaveLength(1);
  });
});

describe('starting', () => {
  it('starts the app first, and does not listen when that fails', async () => {
    const app = answeringApp(() => 1, { onInit: () => Promise.reject(new Error('no database')) }).app;
    await expect(start(app)).rejects.toThrow('no database');
  });

  it('says which port is taken and how to choose another', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as net.AddressInfo;
    try {
      await expect(start(answeringApp(() => 1).app, { port })).rejects.toThrow(
        `Port ${port} on 127.0.0.1 is taken by another process. Choose another with serve(app, { port }) or the environment variable PORT`,
      );
    } finally {
      taken.close();
    }
  });

  it('says when the host is not this machine', async () => {
    await expect(start(answeringApp(() => 1).app, { host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is no address of this machine');
  });

  it('refuses what createApp did not make', async () => {
    await expect(serve({ ready: async () => {} } as never)).rejects.toThrow('Expected an app made by createApp()');
  });

  it('listens where Lambda tells a web function to', async () => {
    const free = net.createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as net.AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    process.env.AWS_LAMBDA_HTTP_ENDPOINT = `127.0.0.1:${port}`;
    try {
      const server = await serve(answeringApp(() => ({ here: true })).app, { handleSignals: false });
      servers.push(server);
      expect(server.port).toBe(port);
      expect(await (await fetch(server.url)).json()).toEqual({ here: true });
    } finally {
      delete process.env.AWS_LAMBDA_HTTP_ENDPOINT;
    }
  });
});

describe('a connection that the server cannot accept', () => {
  it('is logged, and ends neither the process nor the server', async () => {
    const made: Server[] = [];
    const { createServer } = http;
    const spy = jest.spyOn(http, 'createServer').mockImplementation(((...args: Parameters<typeof createServer>) => {
      made.push(createServer(...args));
      return made[0];
    }) as typeof createServer);
    const { app, logs } = answeringApp(() => 'still here');
    const server = await start(app);
    spy.mockRestore();
    // What node does when the process has no file descriptor left.
    const refused = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
    made[0]!.emit('error', refused);
    expect(logs).toEqual([['error', 'The server could not accept a connection', { error: refused }]]);
    expect(await (await fetch(server.url)).text()).toBe('still here');
  });
});

describe('stopping', () => {
  it('lets an answer in flight finish, refuses new connections and closes the app after it', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const server = await startWith(
      async () => {
        arrived.resolve();
        await gate.promise;
        return 'finished';
      },
      { gracePeriodMs: 5000 },
    );
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await arrived.promise;
    const closing = server.close();
    await sleep(20);
    await expect(fetch(server.url)).rejects.toThrow();
    expect(server.shutdowns()).toBe(0);
    gate.resolve();
    const text = await client.closed();
    expect(text).toContain('finished');
    expect(text.toLowerCase()).toContain('connection: close');
    await closing;
    expect(server.shutdowns()).toBe(1);
  });

  it('answers what was pipelined before, and closes the connection with the last of it', async () => {
    const gates = new Map(['/a', '/b', '/c'].map((path) => [path, Promise.withResolvers<void>()]));
    let arrived = 0;
    const server = await startWith(
      async ({ path }) => {
        arrived += 1;
        await gates.get(path)!.promise;
        return path === '/b' ? new HttpResponse(Readable.from(['stream ', 'of b'])) : `answer ${path}`;
      },
      { gracePeriodMs: 3000 },
    );
    const client = await connect(server.port, ['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    while (arrived < 3) await sleep(5);
    const started = Date.now();
    const closing = server.close();
    // The last to be sent is the first to be ready.
    for (const path of ['/c', '/a', '/b']) {
      gates.get(path)!.resolve();
      await sleep(10);
    }
    const text = await client.closed();
    expect(text.match(/answer \/a|stream |of b|answer \/c/g)).toEqual(['answer /a', 'stream ', 'of b', 'answer /c']);
    expect(text.match(/^connection: .*$/gim)).toEqual(['Connection: keep-alive', 'Connection: keep-alive', 'Connection: close']);
    await closing;
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('does not wait for idle connections, nor for those that fall idle', async () => {
    const gate = Promise.withResolvers<void>();
    const server = await startWith(
      ({ path }) =>
        new HttpResponse(
          path === '/stream'
            ? (async function* () {
                yield 'a';
                await gate.promise;
                yield 'b';
              })()
            : 'ok',
        ),
      { gracePeriodMs: 5000 },
    );
    const idle = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await idle.until('ok');
    const busy = await connect(server.port, 'GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
    await busy.until('\r\na\r\n');
    const started = Date.now();
    const closing = server.close();
    await idle.closed();
    gate.resolve();
    expect(await busy.closed()).toContain('0\r\n\r\n');
    await closing;
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('cuts what is left after the grace period', async () => {
    const server = await startWith(() => new Promise(() => {}), { gracePeriodMs: 100 });
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await sleep(20);
    await server.close();
    expect(await client.closed()).toBe('');
    expect(server.shutdowns()).toBe(1);
  });

  it('happens once, however often it is asked for', async () => {
    const server = await startWith(() => 1);
    const first = server.close();
    expect(server.close()).toBe(first);
    await first;
    await server.close();
    await server[Symbol.asyncDispose]();
    expect(server.shutdowns()).toBe(1);
  });

  it('rejects with what a shutdown hook throws, and when the hooks never finish', async () => {
    const failing = answeringApp(() => 1, { onShutdown: () => Promise.reject(new Error('hook failed')) }).app;
    await expect((await start(failing)).close()).rejects.toBeInstanceOf(AggregateError);
    const endless = answeringApp(() => 1, { onShutdown: () => new Promise<void>(() => {}) }).app;
    await expect((await start(endless, { gracePeriodMs: 50 })).close()).rejects.toThrow('The shutdown hooks did not finish within 50 ms.');
  });

  it('takes its signal listeners with it', async () => {
    const before = [process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')];
    const server = await start(answeringApp(() => 1).app, { handleSignals: true });
    expect([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]).toEqual(before.map((count) => count + 1));
    await server.close();
    expect([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]).toEqual(before);
  });
});

it('lets connections be idle for longer than load balancers do', async () => {
  const sockets: net.Socket[] = [];
  const keep = (message: unknown) => void sockets.push((message as { socket: net.Socket }).socket);
  subscribe('http.server.request.start', keep);
  try {
    const server = await startWith(() => ({ ok: true }));
    const client = await connect(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until('{"ok":true}');
    await sleep(5);
    expect(sockets[0]?.timeout).toBeGreaterThan(60_000);
    expect(sockets[0]?.timeout).toBeLessThan(70_000);
  } finally {
    unsubscribe('http.server.request.start', keep);
  }
});

it('drops plain data that comes after the deadline without a word more than that', async () => {
  const server = await startWith(
    async () => {
      await sleep(200);
      return { too: 'late' };
    },
    { handlerTimeoutMs: 350 },
  );
  expect((await fetch(server.url)).status).toBe(503);
  await sleep(200);
  expect(server.logs.map(([level]) => level)).toEqual(['error', 'warn']);
});
