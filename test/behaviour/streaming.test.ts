import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppOptions,
  Controller,
  Ctx,
  createApp,
  ErrorHandler,
  Get,
  Header,
  HttpCode,
  HttpResponse,
  Injectable,
  type Middleware,
  NotFound,
  NotFoundError,
  Post,
  Redirect,
  type RequestContext,
  sse,
  UseMiddleware,
} from '../../src/index.js';
import { functionUrlEvent, lambdaContext, lambdaResponseStream, restApiEvent, streamClient, testClient } from '../../src/testing/index.js';
import { recordingLogger } from './support/silent-logger.js';
import { type Ending, EVENT_SOURCES, STREAM_SOURCES, type StreamSource } from './support/stream-sources.js';

const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', keep);
  process.on('uncaughtException', keep);
});
afterAll(async () => {
  await sleep(20);
  process.off('unhandledRejection', keep);
  process.off('uncaughtException', keep);
  expect(unhandled).toEqual([]);
});

const logger = recordingLogger();
let made: StreamSource | undefined;
let source: () => StreamSource = () => {
  throw new Error('no source was chosen');
};
beforeEach(() => {
  logger.records.length = 0;
  made = undefined;
});

function use(kind: string, pieces: readonly string[], ending: Ending): void {
  source = () => {
    made = (STREAM_SOURCES[kind] ?? EVENT_SOURCES[kind])!(pieces, ending);
    return made;
  };
}

class Missing extends Error {}
class Thrown extends Error {}

const addHeader: Middleware = async ({ reqCtx, next }) => {
  reqCtx.res.headers.set('x-early', 'yes');
  await next();
  reqCtx.res.headers.set('x-late', 'yes');
};
const failAfterwards: Middleware = async ({ next }) => {
  await next();
  throw new Thrown('the middleware failed');
};
const replaceWithText: Middleware = async ({ next }) => {
  await next();
  return 'replaced';
};
const replaceInHook: Middleware = async ({ reqCtx, next }) => {
  reqCtx.onResponse(() => new HttpResponse('hooked'));
  await next();
};
const watch: Middleware = async ({ reqCtx, next }) => {
  reqCtx.onResponse((response) => response.headers.set('x-status', String(response.status)));
  await next();
};
/** Puts something of its own around the stream that it found. */
const wrapStream: Middleware = async ({ reqCtx, next }) => {
  await next();
  const inner = reqCtx.res.body!;
  async function* wrapped() {
    yield '<';
    yield* inner;
    yield '>';
  }
  return new HttpResponse(wrapped(), { headers: { 'content-type': 'text/plain' } });
};

@Controller()
class Streams {
  @Get('/stream') stream() {
    return source().content;
  }
  @Get('/later') async later() {
    await sleep(1);
    return source().content;
  }
  @Get('/dressed')
  @HttpCode(201)
  @Header('x-a', '1')
  dressed() {
    return source().content;
  }
  @Get('/no-content') @HttpCode(204) noContent() {
    return source().content;
  }
  @Get('/not-modified') @HttpCode(304) notModified() {
    return source().content;
  }
  @Get('/failing-middleware') @UseMiddleware(failAfterwards) failingMiddleware() {
    return source().content;
  }
  @Get('/replaced') @UseMiddleware(replaceWithText) replaced() {
    return source().content;
  }
  @Get('/hooked') @UseMiddleware(replaceInHook) hooked() {
    return source().content;
  }
  @Get('/watched') @UseMiddleware(watch) watched() {
    return source().content;
  }
  @Get('/wrapped') @UseMiddleware(wrapStream) wrapped() {
    return source().content;
  }
  @Get('/missing') async *missing(): AsyncGenerator<string> {
    yield await Promise.reject(new Missing('nothing there'));
  }
  @Get('/missing-watched') @UseMiddleware(watch, addHeader) async *missingWatched(): AsyncGenerator<string> {
    yield await Promise.reject(new Missing('nothing there'));
  }
  @Get('/not-found') async *notFound(): AsyncGenerator<string> {
    yield await Promise.reject(new NotFoundError('nothing there'));
  }
  @Get('/odd-piece') async *oddPiece() {
    yield 'text';
    yield { not: 'text' };
  }
  @Get('/odd-first-piece') async *oddFirstPiece() {
    yield 42;
  }
  @Get('/nothing') async *nothing(): AsyncGenerator<string> {}
  @Get('/blanks') async *blanks() {
    yield '';
    yield new Uint8Array();
    yield 'x';
  }
  @Get('/cookies') cookies(@Ctx() ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', 'a=1');
    ctx.res.headers.append('set-cookie', 'b=2; Path=/');
    return source().content;
  }
  @Get('/headed') async *headed(ctx: RequestContext) {
    await sleep(1);
    ctx.res.headers.set('x-from-inside', 'yes');
    ctx.res.status = 202;
    yield 'x';
  }
  @Get('/headed-watched') @UseMiddleware(watch) headedWatched(ctx: RequestContext) {
    return this.headed(ctx);
  }
  @Get('/json') json() {
    return { plain: true };
  }
  @Get('/empty-text') emptyText() {
    return '';
  }
  @Get('/large') large() {
    return new Uint8Array(3_000_000);
  }
  @Get('/redirect') @Redirect('/elsewhere') redirect() {}
  @Get('/undefined') undefined() {}
  @Get('/throws') throws() {
    throw new Thrown('secret');
  }
  @Post('/echo') async *echo(ctx: RequestContext) {
    for (const word of ctx.body.text().split(' ')) yield word;
  }
  @Get('/huge-headers') hugeHeaders(ctx: RequestContext) {
    ctx.res.headers.set('x-huge', 'x'.repeat(20_000));
    return source().content;
  }
  @ErrorHandler(Missing) handle(error: Missing) {
    return { statusCode: 404, handled: error.message };
  }
  @NotFound() nowhere() {
    return { statusCode: 404, nowhere: true };
  }
}

const appWith = (options: AppOptions = {}) => createApp({ controllers: [Streams], logger, ...options });
const EVENTS = { 'function-url': functionUrlEvent, 'rest-api': restApiEvent } as const;

/** One streamed invocation, whatever becomes of it. */
async function invoke(
  path: string,
  { app = appWith(), remaining = 60_000, target = lambdaResponseStream(), event = functionUrlEvent({ path }) } = {},
) {
  const outcome: unknown = await app.streamHandler(event, target.stream, lambdaContext({ getRemainingTimeInMillis: () => remaining })).then(
    () => 'resolved',
    (error: unknown) => error,
  );
  // What was written needs a turn or two to arrive.
  await sleep(5);
  return { ...target, outcome };
}

const bodyOf = (record: { chunks: readonly Buffer[] }) => Buffer.concat(record.chunks).toString();

/** Source's cleaning up may take a turn or two. */
async function untilReleased(): Promise<boolean> {
  for (let turn = 0; turn < 40 && !made?.isReleased(); turn++) await sleep(2);
  return made?.isReleased() ?? false;
}

describe.each(['function-url', 'rest-api'] as const)('streaming through %s', (gateway) => {
  const api = streamClient(appWith(), { source: gateway });

  it.each(Object.keys(STREAM_SOURCES))('sends %s piece by piece', async (kind) => {
    use(kind, ['one ', 'zwei €', 'three'], 'ends');
    for (const path of ['/stream', '/later']) {
      const answer = await api.get(path);
      expect([answer.prelude.statusCode, answer.chunks.map(String)]).toEqual([200, ['one ', 'zwei €', 'three']]);
      expect(answer.headers['content-type']).toBe(kind.includes('Response') ? 'text/plain' : 'application/octet-stream');
    }
    expect(logger.records).toEqual([]);
  });

  it.each(Object.keys(EVENT_SOURCES))('sends %s as server-sent events', async (kind) => {
    use(kind, ['a', 'b\nc'], 'ends');
    const { headers, chunks } = await api.get('/stream');
    expect([headers['content-type'], headers['cache-control']]).toEqual(['text/event-stream', 'no-cache']);
    expect(chunks.map(String)).toEqual(['data: a\n\n', 'data: b\ndata: c\n\n']);
  });

  it('puts what decorators and middleware say into the prelude', async () => {
    use('an async generator', ['x'], 'ends');
    const { status, headers, text } = await streamClient(appWith({ middleware: [addHeader] }), { source: gateway }).get('/dressed');
    expect([status, headers['x-a'], headers['x-early'], headers['x-late'], text()]).toEqual([201, '1', 'yes', 'yes', 'x']);
  });

  it.each(['/headed', '/headed-watched'])('sends headers that a generator sets before its first piece: %s', async (path) => {
    for (const client of [api, testClient(appWith(), { source: gateway })]) {
      const { status, headers, text } = await client.get(path);
      expect([status, headers['x-from-inside'], text()]).toEqual([202, 'yes', 'x']);
    }
  });

  it('writes cookies the way its gateway wants them', async () => {
    use('an async generator', ['x'], 'ends');
    const { record } = await invoke('/cookies', { event: EVENTS[gateway]({ path: '/cookies' }) as never });
    const cookies = ['a=1', 'b=2; Path=/'];
    expect(record.prelude).toEqual(
      gateway === 'function-url'
        ? { statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, cookies }
        : { statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, multiValueHeaders: { 'set-cookie': cookies } },
    );
  });

  it.each([
    ['GET', '/nothing', 200],
    ['GET', '/empty-text', 200],
    ['GET', '/undefined', 204],
    ['GET', '/redirect', 302],
    ['GET', '/no-content', 204],
    ['GET', '/not-modified', 304],
    ['HEAD', '/stream', 200],
    ['HEAD', '/json', 200],
    ['OPTIONS', '/stream', 204],
  ])('sends a prelude and nothing else for %s %s', async (method, path, status) => {
    use('a Readable', ['x'], 'ends');
    const answer = await api.request(method, path);
    expect([answer.prelude.statusCode, answer.chunks]).toEqual([status, []]);
    if (path === '/redirect') expect(answer.headers.location).toBe('/elsewhere');
  });

  it.each([
    ['/json', 200, { plain: true }],
    ['/nowhere', 404, { statusCode: 404, nowhere: true }],
    ['/missing', 404, { statusCode: 404, handled: 'nothing there' }],
    ['/not-found', 404, { statusCode: 404, error: 'NotFoundError', message: 'nothing there' }],
    ['/throws', 500, expect.objectContaining({ statusCode: 500, message: 'Internal Server Error' })],
    ['/odd-first-piece', 500, expect.objectContaining({ statusCode: 500 })],
  ])('answers %s like the buffered handler: %i', async (path, status, body) => {
    const streamed = await api.get(path);
    expect([streamed.status, streamed.json()]).toEqual([status, body]);
    const buffered = await testClient(appWith(), { source: gateway }).get(path);
    expect([buffered.status, buffered.json()]).toEqual([status, body]);
    expect(buffered.headers).toEqual(streamed.headers);
  });

  it('reads bodies, and answers 405', async () => {
    expect((await api.post('/echo', { body: 'a b c' })).chunks.map(String)).toEqual(['a', 'b', 'c']);
    const wrong = await api.delete('/json');
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it.each([...Object.keys(STREAM_SOURCES), ...Object.keys(EVENT_SOURCES)])('collects %s in the buffered handler', async (kind) => {
    use(kind, ['one', 'two'], 'ends');
    const streamed = await api.get('/stream');
    const buffered = await testClient(appWith(), { source: gateway }).get('/stream');
    expect([buffered.text(), buffered.headers]).toEqual([streamed.text(), streamed.headers]);
  });
});

describe('a source that fails', () => {
  it.each(Object.keys(STREAM_SOURCES))('at once is an error answer, which hooks see, with one line: %s', async (kind) => {
    use(kind, [], 'fails');
    for (const [path, header] of [
      ['/stream', undefined],
      ['/watched', '500'],
    ] as const) {
      logger.records.length = 0;
      const { status, headers, json } = await streamClient(appWith()).get(path);
      expect([status, headers['x-status'], json<{ message: string }>().message]).toEqual([500, header, 'Internal Server Error']);
      expect(logger.at('error').map(({ fields }) => (fields!.error as Error).message)).toEqual(['the source broke']);
    }
  });

  it('at once goes to the error handler, keeping what middleware set', async () => {
    for (const api of [streamClient(appWith()), testClient(appWith())]) {
      const { status, headers, json } = await api.get('/missing-watched');
      expect([status, headers['x-status'], headers['x-early'], json()]).toEqual([
        404,
        '404',
        'yes',
        { statusCode: 404, handled: 'nothing there' },
      ]);
    }
  });

  it.each(Object.keys(STREAM_SOURCES))('midway is rethrown, with one line and the stream left alone: %s', async (kind) => {
    use(kind, ['a', 'b'], 'fails');
    const app = appWith();
    const { outcome, record, stream } = await invoke('/stream', { app });
    expect(outcome).toMatchObject({ message: 'the source broke' });
    expect([record.prelude?.statusCode, bodyOf(record), stream.writableEnded, stream.destroyed]).toEqual([200, 'ab', false, false]);
    expect(logger.records.map(({ level, message, fields }) => [level, message, (fields!.error as Error).message, fields!.route])).toEqual([
      ['error', 'The response broke while it was streamed', 'the source broke', '/stream'],
    ]);
    expect((await streamClient(app).get('/json')).json()).toEqual({ plain: true });
  });

  it('midway fails a buffered answer altogether', async () => {
    use('an async generator', ['a', 'b'], 'fails');
    const { status, text } = await testClient(appWith()).get('/stream');
    expect([status, text()]).toEqual([500, expect.not.stringContaining('ab')]);
  });

  it('by giving what is neither text nor bytes is rethrown, and let go', async () => {
    const { outcome, record } = await invoke('/odd-piece');
    expect([outcome, bodyOf(record)]).toEqual([expect.objectContaining({ message: expect.stringContaining('strings and bytes') }), 'text']);
  });
});

describe('the response stream', () => {
  /** A stream that takes one piece at a time, and says so. */
  function slowStream() {
    const events = new EventEmitter();
    const written: Buffer[] = [];
    const stream = Object.assign(events, {
      destroyed: false,
      isEnded: false,
      write(piece: Uint8Array): boolean {
        written.push(Buffer.from(piece));
        return false;
      },
      end() {
        stream.isEnded = true;
      },
    });
    return { stream, record: undefined, written };
  }

  it('is waited for: no more than one piece is on its way', async () => {
    let produced = 0;
    @Controller()
    class Eager {
      @Get('/') async *all() {
        for (; produced < 5; produced++) yield `piece ${produced}`;
      }
    }
    const target = slowStream();
    const app = createApp({ controllers: [Eager], logger });
    const running = app.streamHandler(functionUrlEvent({ path: '/' }), target.stream as never, lambdaContext());
    for (let taken = 1; taken <= 5; taken++) {
      await sleep(5);
      // The prelude, and the pieces so far.
      expect([target.written.length, produced]).toEqual([1 + taken, taken - 1]);
      target.stream.emit('drain');
    }
    await running;
    expect(target.stream.isEnded).toBe(true);
    for (const event of ['drain', 'error', 'close']) expect(target.stream.listenerCount(event)).toBe(0);
  });

  it.each([
    ['fails', (stream: EventEmitter) => stream.emit('error', new Error('socket hang up')), 'socket hang up'],
    ['goes away', (stream: EventEmitter) => stream.emit('close'), 'closed before the response was complete'],
  ])('lets the source go when it %s while it is waited for', async (_, act, message) => {
    use('a Readable', ['a', 'b'], 'hangs');
    const target = slowStream();
    const running = invoke('/stream', { target: target as never });
    await sleep(20);
    act(target.stream);
    expect((await running).outcome).toMatchObject({ message: expect.stringContaining(message) });
    expect([await untilReleased(), logger.at('error').length, target.stream.isEnded]).toEqual([true, 1, false]);
  });

  it('lets the source go when it is gone already', async () => {
    use('a Readable', ['a'], 'hangs');
    const target = slowStream();
    target.stream.destroyed = true;
    const { outcome } = await invoke('/stream', { target: target as never });
    expect([(outcome as Error).message, await untilReleased()]).toEqual([expect.stringContaining('closed'), true]);
  });

  it('rethrows what broke a plain answer, not something else', async () => {
    const target = slowStream();
    target.stream.write = (piece) => {
      if (target.written.push(Buffer.from(piece)) > 1) throw new Error('cannot write');
      return true;
    };
    const { outcome } = await invoke('/json', { target: target as never });
    expect([(outcome as Error).message, logger.at('error').length]).toEqual(['cannot write', 1]);
  });

  it('gets a large body as it is, quickly', async () => {
    const began = performance.now();
    const answer = await streamClient(appWith()).get('/large');
    expect([answer.bytes().length, performance.now() - began < 500]).toEqual([3_000_000, true]);
  });

  it('gets blank pieces as nothing', async () => {
    expect((await streamClient(appWith()).get('/blanks')).chunks.map(String)).toEqual(['x']);
  });
});

describe('a source nobody reads to its end', () => {
  const KINDS = [...Object.keys(STREAM_SOURCES), ...Object.keys(EVENT_SOURCES)];
  const WAYS: [string, string, string][] = [
    ['HEAD', '/stream', ''],
    ['GET', '/no-content', ''],
    ['GET', '/not-modified', ''],
    ['GET', '/failing-middleware', 'Internal Server Error'],
    ['GET', '/replaced', 'replaced'],
    ['GET', '/hooked', 'hooked'],
  ];

  // A response of its own says its status by itself.
  const PLAIN_KINDS = ['an async generator', 'a Readable', 'a web stream'];
  const CASES = KINDS.flatMap((kind) => WAYS.map(([method, path, text]) => [kind, method, path, text] as const)).filter(
    ([kind, , path]) => PLAIN_KINDS.includes(kind) || !path.startsWith('/no'),
  );

  it.each(CASES)('is let go: %s, %s %s', async (kind, method, path, text) => {
    for (const api of [streamClient(appWith()), testClient(appWith())]) {
      // A hook sees a buffered answer when all of it is there.
      use(kind, ['a', 'b'], path === '/hooked' ? 'ends' : 'hangs');
      expect((await api.request(method, path)).text()).toContain(text);
      expect(await untilReleased()).toBe(true);
    }
  });

  it('is not let go where a middleware builds on it', async () => {
    for (const api of [streamClient(appWith()), testClient(appWith())]) {
      for (const kind of Object.keys(STREAM_SOURCES)) {
        use(kind, ['a', 'b'], 'ends');
        expect((await api.get('/wrapped')).text()).toBe('<ab>');
        expect(await untilReleased()).toBe(true);
      }
    }
  });

  it('is let go when a result grows too large, which is a 500 with the size in the log', async () => {
    for (const kind of Object.keys(STREAM_SOURCES)) {
      logger.records.length = 0;
      use(
        kind,
        Array.from({ length: 8 }, () => 'x'.repeat(1_000_000)),
        'hangs',
      );
      expect((await testClient(appWith()).get('/stream')).status).toBe(500);
      expect(await untilReleased()).toBe(true);
      expect(logger.at('error')).toEqual([
        expect.objectContaining({ fields: expect.objectContaining({ error: expect.objectContaining({ size: 7_000_000 }) }) }),
      ]);
    }
  });

  it('is let go when the prelude is too large for a REST API, which is a plain 500', async () => {
    use('a Readable', ['a'], 'hangs');
    const { record, outcome } = await invoke('', { event: restApiEvent({ path: '/huge-headers' }) as never });
    expect([outcome, record.prelude?.statusCode, await untilReleased()]).toEqual(['resolved', 500, true]);
    expect(logger.at('error').length).toBeGreaterThan(0);
  });
});

describe('the deadline', () => {
  const app = appWith({ deadlineReserveMs: 20 });

  it.each([...Object.keys(STREAM_SOURCES), ...Object.keys(EVENT_SOURCES)])(
    'cuts off what has begun, and lets its source go: %s',
    async (kind) => {
      use(kind, ['a', 'b'], 'hangs');
      const { outcome, record, stream } = await invoke('/stream', { app, remaining: 80 });
      expect([outcome, stream.writableEnded]).toEqual([expect.objectContaining({ message: expect.stringContaining('deadline') }), false]);
      expect([record.prelude?.statusCode, bodyOf(record)]).toEqual([200, expect.stringContaining('a')]);
      expect(logger.at('error')).toEqual([
        expect.objectContaining({ fields: expect.objectContaining({ route: '/stream', method: 'GET' }) }),
      ]);
      expect(await untilReleased()).toBe(true);
      expect(logger.at('warn')).toEqual([]);
    },
  );

  it.each(['/stream', '/watched'])('is a 503 while nothing was sent, and lets the source go: %s', async (path) => {
    for (const kind of ['a Readable', 'a web stream', 'sse over a Readable']) {
      logger.records.length = 0;
      use(kind, [], 'hangs');
      const { outcome, record } = await invoke(path, { app, remaining: 50 });
      expect([outcome, record.prelude?.statusCode, JSON.parse(bodyOf(record)).statusCode]).toEqual(['resolved', 503, 503]);
      expect(record.prelude?.headers?.['x-status']).toBe(path === '/watched' ? '503' : undefined);
      expect(await untilReleased()).toBe(true);
      expect(logger.at('error')).toHaveLength(1);
    }
  });

  it('lets the source of a buffered answer go', async () => {
    for (const kind of ['a Readable', 'a web stream', 'an async generator', 'sse over a Readable']) {
      use(kind, ['a'], 'hangs');
      const context = lambdaContext({ getRemainingTimeInMillis: () => 50 });
      expect(await app.handler(functionUrlEvent({ path: '/stream' }), context)).toMatchObject({ statusCode: 503 });
      expect(await untilReleased()).toBe(true);
    }
  });

  it('ends a wait for a client that takes nothing', async () => {
    use('a Readable', ['a', 'b', 'c'], 'ends');
    const stream = Object.assign(new EventEmitter(), { write: () => false, end: () => {} });
    const { outcome } = await invoke('/stream', { app, remaining: 60, target: { stream, record: undefined } as never });
    expect([(outcome as Error).message, await untilReleased()]).toEqual([expect.stringContaining('deadline'), true]);
  });

  it('lets a source that heeds the signal end its stream properly', async () => {
    @Controller()
    class Heeding {
      @Get('/ticks') ticks(@Ctx() { signal }: RequestContext) {
        return sse(
          (async function* () {
            yield 'tick';
            await sleep(60_000, undefined, { signal }).catch(() => {});
            yield 'bye';
          })(),
        );
      }
    }
    const { outcome, record, stream } = await invoke('/ticks', {
      app: createApp({ controllers: [Heeding], logger, deadlineReserveMs: 20 }),
      remaining: 60,
    });
    expect([outcome, stream.writableEnded, bodyOf(record)]).toEqual(['resolved', true, 'data: tick\n\ndata: bye\n\n']);
    expect(logger.records).toEqual([]);
  });

  it('drops an answer that comes after the 503, and lets its source go', async () => {
    @Controller()
    class Late {
      @Get('/late') async late() {
        await sleep(60);
        return source().content;
      }
      @Get('/late-json') async lateJson() {
        await sleep(60);
        return { late: true };
      }
    }
    const late = createApp({ controllers: [Late], logger, deadlineReserveMs: 20 });
    for (const path of ['/late', '/late-json']) {
      logger.records.length = 0;
      use('a Readable', ['a'], 'hangs');
      const { record } = await invoke(path, { app: late, remaining: 50 });
      const sent = bodyOf(record);
      await sleep(60);
      expect([record.prelude?.statusCode, bodyOf(record)]).toEqual([503, sent]);
      expect(logger.records.map(({ level }) => level)).toEqual(['error', 'warn']);
      if (path === '/late') expect(await untilReleased()).toBe(true);
    }
  });
});

describe('request-scoped services', () => {
  const order: string[] = [];
  beforeEach(() => {
    order.length = 0;
  });

  @Injectable({ scope: 'request' })
  class Session {
    async [Symbol.asyncDispose]() {
      await sleep(1);
      order.push('disposed');
    }
  }
  @Controller()
  class Scoped {
    constructor(readonly session: Session) {}
    @Get('/ends') async *ends() {
      yield 'a';
      order.push('last piece');
      yield 'b';
    }
    @Get('/fails') async *fails() {
      yield 'a';
      order.push('last piece');
      throw new Error('broke');
    }
    @Get('/hangs') async *hangs() {
      yield 'a';
      order.push('last piece');
      await new Promise(() => {});
    }
  }

  it.each(['/ends', '/fails', '/hangs'])('are disposed after the stream, before the invocation ends: %s', async (path) => {
    const app = createApp({ controllers: [Scoped], logger, deadlineReserveMs: 20 });
    await invoke(path, { app, remaining: 60 });
    expect(order).toEqual(['last piece', 'disposed']);
  });

  it('do not keep an answer back that was made, however long they take', async () => {
    @Injectable({ scope: 'request' })
    class Clinging {
      async [Symbol.asyncDispose]() {
        await new Promise(() => {});
      }
    }
    @Controller()
    class Held {
      constructor(readonly clinging: Clinging) {}
      @Get('/') read() {
        return 'answer';
      }
    }
    const app = createApp({ controllers: [Held], logger, deadlineReserveMs: 20 });
    const { outcome, record } = await invoke('/', { app, remaining: 50 });
    expect([outcome, record.prelude?.statusCode, bodyOf(record)]).toEqual(['resolved', 200, 'answer']);
    const context = lambdaContext({ getRemainingTimeInMillis: () => 50 });
    expect(await app.handler(functionUrlEvent({ path: '/' }), context)).toMatchObject({ statusCode: 200, body: 'answer' });
    expect(logger.at('error').map(({ message }) => message)).toEqual(Array(2).fill('The objects of the request were not disposed in time'));
  });
});

describe('onResponse hooks', () => {
  it('run before the prelude is written', async () => {
    const order: string[] = [];
    use('a Readable', ['a', 'b'], 'ends');
    const target = lambdaResponseStream();
    const { write } = target.stream;
    target.stream.write = (...args: unknown[]) => {
      order.push('write');
      return write.apply(target.stream, args as never);
    };
    const hook: Middleware = async ({ reqCtx, next }) => {
      reqCtx.onResponse(async () => {
        await sleep(5);
        order.push('hook');
      });
      await next();
    };
    await invoke('/stream', { app: appWith({ middleware: [hook] }), target });
    expect(order).toEqual(['hook', 'write', 'write', 'write']);
  });
});
