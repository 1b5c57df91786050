// Middleware of Powertools' event handler, unchanged: what it does in its own router it does here.
import { createSocket, type Socket } from 'node:dgram';
import { gunzipSync, inflateSync } from 'node:zlib';
import { compress, cors } from '@aws-lambda-powertools/event-handler/http/middleware';
import { metrics as metricsMiddleware } from '@aws-lambda-powertools/event-handler/http/middleware/metrics';
import { tracer as tracerMiddleware } from '@aws-lambda-powertools/event-handler/http/middleware/tracer';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { getNamespace, Segment, setDaemonAddress, setSegment } from 'aws-xray-sdk-core';
import {
  Controller,
  createApp,
  ErrorHandler,
  Get,
  HttpResponse,
  type Middleware,
  NotFoundError,
  Post,
  type RequestContext,
  serializeCookie,
} from '../../../src/index.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const LONG = 'abcdefghij'.repeat(500);

@Controller('/things')
class Things {
  @Get('/long')
  long({ res }: RequestContext) {
    res.headers.append('set-cookie', serializeCookie('a', '1'));
    res.headers.append('set-cookie', serializeCookie('b', '2'));
    return { text: LONG };
  }

  @Get('/short')
  short() {
    return { ok: true };
  }

  @Get('/plain')
  plain() {
    return new HttpResponse(LONG, { headers: { 'cache-control': 'no-transform' } });
  }

  @Get('/chunks')
  async *chunks() {
    yield LONG;
    yield LONG;
  }

  @Get('/missing/:id')
  missing() {
    throw new NotFoundError('no such thing');
  }

  @Get('/broken')
  broken() {
    throw new Error('broken');
  }

  @Post('/short')
  write() {}
}

/** Their types know their own request context; what they use of it is there. */
const theirs = (middleware: unknown) => middleware as Middleware;
const client = (middleware: unknown[], over?: SourceCase) => clientOf({ controllers: [Things], middleware: middleware.map(theirs) }, over);

describe.each(EVERY_SOURCE)('over $name', (source) => {
  it('compress compresses', async () => {
    const answer = await client([compress()], source).get('/things/long', { headers: { 'accept-encoding': 'gzip' } });

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/json' });
    expect(JSON.parse(gunzipSync(answer.bytes()).toString())).toEqual({ text: LONG });
    expect(answer.cookies).toEqual(source.source === 'alb' && !source.event.multiValueHeaders ? ['b=2'] : ['a=1', 'b=2']);
  });

  it('cors answers a preflight and adds its headers', async () => {
    const api = client(
      [cors({ origin: 'https://example.com', allowMethods: ['GET', 'POST'], exposeHeaders: ['x-a', 'x-b'], maxAge: 60 })],
      source,
    );
    const origin = 'https://example.com';

    const preflight = await api.options('/things/short', { headers: { origin, 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': origin, 'access-control-max-age': '60' });
    expect(preflight.headers['access-control-allow-methods']).toMatch(/^GET, ?POST$/);

    const answer = await api.get('/things/short', { headers: { origin } });
    expect(answer.json()).toEqual({ ok: true });
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(answer.headers['access-control-expose-headers']).toMatch(/^x-a, ?x-b$/);
  });
});

describe('compress', () => {
  it.each([
    ['a client that takes another encoding', '/things/long', 'br'],
    ['an answer below the threshold', '/things/short', 'gzip'],
    ['an answer that must not be changed', '/things/plain', 'gzip'],
    ['HEAD', '/things/long', 'gzip'],
  ])('leaves alone %s', async (what, path, encoding) => {
    const answer = await client([compress()]).request(what === 'HEAD' ? 'HEAD' : 'GET', path, { headers: { 'accept-encoding': encoding } });

    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it('takes its options', async () => {
    const answer = await client([compress({ threshold: 5, encoding: 'deflate' })]).get('/things/short', {
      headers: { 'accept-encoding': 'deflate' },
    });

    expect(inflateSync(answer.bytes()).toString()).toBe('{"ok":true}');
  });

  it('compresses what is streamed', async () => {
    const app = createApp({ controllers: [Things], middleware: [theirs(compress())], logger: silentLogger });
    const answer = await streamClient(app).get('/things/chunks', { headers: { 'accept-encoding': 'gzip' } });

    expect(gunzipSync(Buffer.concat(answer.chunks)).toString()).toBe(LONG + LONG);
  });
});

describe('cors', () => {
  it('is on errors, unknown paths and wrong methods', async () => {
    const api = client([cors({ origin: ['https://a.example', 'https://b.example'], credentials: true })]);
    const headers = { origin: 'https://b.example' };

    for (const [path, status] of [
      ['/things/missing/1', 404],
      ['/things/broken', 500],
      ['/nowhere', 404],
    ] as const) {
      const answer = await api.get(path, { headers });
      expect([answer.status, answer.headers['access-control-allow-origin'], answer.headers.vary]).toEqual([
        status,
        headers.origin,
        'Origin',
      ]);
    }
    expect((await api.delete('/things/short', { headers })).headers['access-control-allow-credentials']).toBe('true');
  });

  it('leaves origins that are not allowed without headers', async () => {
    const answer = await client([cors({ origin: 'https://a.example' })]).get('/things/short', {
      headers: { origin: 'https://evil.example' },
    });

    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, undefined]);
  });

  it('works around compress', async () => {
    const answer = await client([cors(), compress()]).get('/things/long', {
      headers: { origin: 'https://a.example', 'accept-encoding': 'gzip' },
    });

    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-encoding': 'gzip' });
  });
});

describe('metrics', () => {
  /** What was written: metrics in the embedded format. */
  const written = async (path: string, method = 'GET', over?: SourceCase) => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    try {
      const metrics = new Metrics({ namespace: 'lambent', serviceName: 'things' });
      const answer = await client([metricsMiddleware(metrics)], over).request(method, path, { headers: { 'user-agent': 'tests' } });
      const [line, ...others] = lines.filter((each) => each.includes('_aws'));
      expect(others).toEqual([]);
      return { answer, metrics: JSON.parse(line ?? 'null') as Record<string, unknown> };
    } finally {
      write.mockRestore();
    }
  };

  it.each([
    ['/things/short', 'GET', '/things/short', 200, 0, 0],
    ['/nowhere', 'GET', 'NOT_FOUND', 404, 1, 0],
    ['/things/short', 'DELETE', 'NOT_FOUND', 405, 1, 0],
    ['/things/broken', 'GET', '/things/broken', 500, 0, 1],
  ])('of %s (%s) have route and status', async (path, method, route, status, error, fault) => {
    const { answer, metrics } = await written(path, method);

    expect(answer.status).toBe(status);
    expect(metrics).toMatchObject({
      service: 'things',
      route,
      httpMethod: method,
      path,
      statusCode: String(status),
      userAgent: 'tests',
      error,
      fault,
    });
    expect(metrics.latency).toEqual(expect.any(Number));
  });

  it.each(EVERY_SOURCE.filter(({ event }) => event.version !== '1.0'))('are written over $name', async (source) => {
    expect((await written('/things/short', 'GET', source)).metrics).toMatchObject({ route: '/things/short', fault: 0 });
  });
});

describe('tracer', () => {
  let daemon: Socket;
  let segments: Record<string, unknown>[];
  let tracer: Tracer;

  beforeAll(async () => {
    daemon = createSocket('udp4');
    daemon.on('message', (message) => segments.push(JSON.parse(String(message).split('\n')[1]!)));
    await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
    setDaemonAddress(`127.0.0.1:${daemon.address().port}`);
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
    tracer = new Tracer({ serviceName: 'things', captureHTTPsRequests: false });
  });

  afterAll(() => {
    daemon.close();
    delete process.env.AWS_EXECUTION_ENV;
  });

  beforeEach(() => {
    segments = [];
  });

  /** Runs within a segment as Lambda provides one; gives what arrived of it. */
  const traced = async (run: () => Promise<unknown>) => {
    const segment = new Segment('function');
    await getNamespace().runPromise(async () => {
      setSegment(segment);
      await run();
    });
    segment.close();
    for (let tries = 0; segments.length === 0 && tries < 400; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(segments.map(({ name }) => name)).toEqual(['function']);
    return (segments[0]!.subsegments as unknown[])[0];
  };

  it('has a segment for each request, with the answer in it', async () => {
    const recorded = await traced(async () => {
      const answer = await client([tracerMiddleware(tracer)]).get('/things/short', { headers: { 'user-agent': 'tests' } });
      expect(answer.json()).toEqual({ ok: true });
    });

    expect(recorded).toMatchObject({
      name: 'GET /things/short',
      annotations: { Service: 'things' },
      http: { request: { method: 'GET', url: expect.stringMatching(/\/things\/short$/), user_agent: 'tests' }, response: { status: 200 } },
      metadata: { things: { 'GET /things/short response': { ok: true } } },
    });
  });

  it('has errors in it, and lets them through', async () => {
    class Handlers {
      @ErrorHandler()
      any() {
        return { statusCode: 418 };
      }
    }
    const recorded = await traced(async () => {
      const app = { controllers: [Things], errorHandlers: [Handlers], middleware: [theirs(tracerMiddleware(tracer))] };
      expect((await clientOf(app).get('/things/broken')).status).toBe(418);
    });

    expect(recorded).toMatchObject({ name: 'GET /things/broken', fault: true, cause: { exceptions: [{ message: 'broken' }] } });
  });
});
