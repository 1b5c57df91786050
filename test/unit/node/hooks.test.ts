import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, createApp, ErrorHandler, Get, HttpError, Injectable, type Middleware } from '../../../src/index.js';
import { accessLog } from '../../../src/middleware/access-log.js';
import { type NodeServer, type ServeOptions, serve } from '../../../src/node/index.js';
import { STREAM_SOURCES } from '../../behaviour/support/stream-sources.js';
import { closeAllClients, connect } from './raw-client.js';

const seen: [path: string, status: number][] = [];
const lines: [level: string, message: string, fields: Record<string, unknown>][] = [];
const disposals: string[] = [];

@Injectable({ scope: 'request' })
class Session {
  dispose(): void {
    disposals.push('session');
  }
}

let content: unknown;

@Controller()
class Feeds {
  constructor(readonly session: Session) {}

  @Get('/feed') feed() {
    return content;
  }
  @Get('/missing') async *missing(): AsyncGenerator<string> {
    if (this.session) throw new Missing('nothing there');
    yield 'never';
  }
  @Get('/late') async *late() {
    await sleep(250);
    yield 'too late';
  }
  @Get('/forever') async *forever(): AsyncGenerator<string> {
    waiting.resolve();
    yield await new Promise<string>(() => {});
  }
  @ErrorHandler(Error) failed(error: Error) {
    if (error instanceof Missing) return { statusCode: 404, handled: error.message };
    throw new HttpError(500);
  }
}

class Missing extends Error {}
let waiting = Promise.withResolvers<void>();

const watch: Middleware = async ({ reqCtx, next }) => {
  reqCtx.onResponse((response) => {
    seen.push([reqCtx.path, response.status]);
    response.headers.set('x-status', String(response.status));
  });
  await next();
};

const log = (level: string) => (message: string, fields?: unknown) => void lines.push([level, message, fields as Record<string, unknown>]);
const logger = { debug() {}, info: log('info'), warn: log('warn'), error: log('error') };
const servers: NodeServer[] = [];

async function start(options: ServeOptions = {}): Promise<NodeServer> {
  const app = createApp({ controllers: [Feeds], middleware: [accessLog(), watch], logger });
  const server = await serve(app, { port: 0, handleSignals: false, gracePeriodMs: 200, ...options });
  servers.push(server);
  return server;
}

async function until(isSo: () => boolean): Promise<void> {
  for (const start = Date.now(); !isSo(); await sleep(5)) if (Date.now() - start > 3000) throw new Error('It never came to that.');
}

const accessLines = () =>
  lines.filter(([level, message]) => level === 'info' && message === 'request').map(([, , fields]) => fields.status);
const errorLines = () => lines.filter(([level]) => level === 'error').map(([, message]) => message);

beforeEach(() => {
  for (const list of [seen, lines, disposals]) list.length = 0;
  waiting = Promise.withResolvers();
});

afterEach(async () => {
  closeAllClients();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('onResponse hooks and the access log of a node server', () => {
  it.each(Object.keys(STREAM_SOURCES))(
    'see the error of a stream that fails before its first byte, as the client does: %s',
    async (kind) => {
      content = STREAM_SOURCES[kind]!([], 'fails').content;
      const server = await start();
      const answer = await fetch(`${server.url}/feed`);
      expect([answer.status, answer.headers.get('x-status')]).toEqual([500, '500']);
      expect(await answer.json()).toMatchObject({ statusCode: 500 });
      expect([seen, accessLines()]).toEqual([[['/feed', 500]], [500]]);
      expect(disposals).toEqual(['session']);
    },
  );

  it('see what the error handler made of it', async () => {
    const server = await start();
    const answer = await fetch(`${server.url}/missing`);
    expect([answer.status, answer.headers.get('x-status'), await answer.json()]).toEqual([
      404,
      '404',
      { statusCode: 404, handled: 'nothing there' },
    ]);
    expect([seen, accessLines(), errorLines()]).toEqual([[['/missing', 404]], [404], []]);
  });

  it('see the 500 for a web stream that somebody else is reading', async () => {
    const web = new ReadableStream({ start: (controller) => controller.close() });
    web.getReader();
    content = web;
    const server = await start();
    expect((await fetch(`${server.url}/feed`)).status).toBe(500);
    expect([seen, accessLines()]).toEqual([[['/feed', 500]], [500]]);
  });

  it.each(Object.keys(STREAM_SOURCES))('see the answer before its head is sent, and change no piece of it: %s', async (kind) => {
    content = STREAM_SOURCES[kind]!(['', 'one', 'two'], 'ends').content;
    const server = await start();
    const answer = await fetch(`${server.url}/feed`);
    expect([answer.status, answer.headers.get('x-status'), await answer.text()]).toEqual([200, '200', 'onetwo']);
    expect([seen, accessLines()]).toEqual([[['/feed', 200]], [200]]);
  });

  it('see the 503 alone when the first piece takes too long', async () => {
    const server = await start({ handlerTimeoutMs: 350 });
    const client = await connect(server.port, 'GET /late HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await client.until('ServiceUnavailable')).toMatch(/^HTTP\/1\.1 503 .*x-status: 503/s);
    await sleep(250);
    expect([seen, accessLines()]).toEqual([[['/late', 503]], [503]]);
    expect(client.text()).not.toContain('too late');
  });

  it('run when the client has left before the first piece of a source that never gives one, and the request ends', async () => {
    const server = await start();
    const client = await connect(server.port, 'GET /forever HTTP/1.1\r\nHost: x\r\n\r\n');
    await waiting.promise;
    expect(disposals).toEqual([]);
    client.socket.destroy();
    await until(() => disposals.length === 1);
    expect([seen.length, errorLines()]).toEqual([1, []]);
  });

  it.each(Object.keys(STREAM_SOURCES))(
    'let the source go when the client leaves, before the first piece and after it: %s',
    async (kind) => {
      const server = await start();
      for (const pieces of [[], ['tick']]) {
        const source = STREAM_SOURCES[kind]!(pieces, 'hangs');
        content = source.content;
        const client = await connect(server.port, 'GET /feed HTTP/1.1\r\nHost: x\r\n\r\n');
        if (pieces.length > 0) await client.until('tick');
        else await sleep(30);
        client.socket.destroy();
        await until(source.isReleased);
      }
      await until(() => disposals.length === 2);
      expect(errorLines()).toEqual([]);
    },
  );

  it('leave no listener on a connection that is kept', async () => {
    let socket: Socket | undefined;
    const keep = (message: unknown) => {
      socket = (message as { socket: Socket }).socket;
    };
    subscribe('http.server.request.start', keep);
    try {
      const server = await start();
      const client = await connect(server.port);
      const counts: number[] = [];
      for (const path of ['/feed', '/feed', '/missing', '/feed', '/missing']) {
        content = STREAM_SOURCES['an async generator']!(['piece'], 'ends').content;
        client.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
        await until(() => disposals.length === counts.length + 1);
        await sleep(10);
        counts.push(socket!.listenerCount('close'));
      }
      expect(new Set(counts).size).toBe(1);
    } finally {
      unsubscribe('http.server.request.start', keep);
    }
  });
});
