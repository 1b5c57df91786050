import { Controller, createApp, Get, HttpResponse, type Middleware, Post, type RequestContext } from '../../../src/index.js';
import { type AccessLogOptions, accessLog } from '../../../src/middleware/access-log.js';
import { compress } from '../../../src/middleware/compress.js';
import { requestId } from '../../../src/middleware/request-id.js';
import { timeout } from '../../../src/middleware/timeout.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

const SECRET = 'hunter2';

@Controller('/things')
class Things {
  @Get('/:id')
  async read(reqCtx: RequestContext) {
    if (reqCtx.params.id === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
    if (reqCtx.params.id === 'stuck') await new Promise(() => {});
    if (reqCtx.params.id === 'broken') throw new Error(SECRET);
    if (reqCtx.params.id === 'umlaut') return 'ü';
    if (reqCtx.params.id === 'bytes') return Buffer.alloc(7);
    if (reqCtx.params.id === 'long') return 'long '.repeat(1000);
    if (reqCtx.params.id === 'nothing') return undefined;
    return new HttpResponse('four', { headers: { 'set-cookie': `session=${SECRET}` } });
  }

  @Get('/:id/stream')
  async *stream() {
    yield 'x';
  }

  @Post()
  add() {
    return { added: true };
  }
}

function logged(options: AccessLogOptions = {}, ...middleware: Middleware[]) {
  const logger = recordingLogger();
  const app = createApp({ controllers: [Things], middleware: [accessLog({ logger, ...options }), ...middleware], logger: silentLogger });
  const lines = () => logger.records.map(({ fields }) => fields);
  return { app, api: clientOf(app), logger, lines };
}

describe.each(EVERY_SOURCE)('accessLog through $name', (over) => {
  it('writes one line with what there is to say, once the answer is final', async () => {
    const { app, logger } = logged();
    const headers = { 'user-agent': 'tester/1.0', authorization: `Bearer ${SECRET}`, cookie: `session=${SECRET}` };
    const api = clientOf(app, over, { context: { awsRequestId: 'from-lambda' } });
    await api.get('/things/a%20b?token=hunter2', { headers, clientIp: '203.0.113.9' });

    expect(logger.records).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: {
          method: 'GET',
          route: '/things/:id',
          path: '/things/a%20b',
          status: 200,
          durationMs: expect.any(Number),
          requestId: expect.stringMatching(/^[\w-]+$/),
          coldStart: true,
          source: over.source,
          responseBytes: 4,
          userAgent: 'tester/1.0',
          clientIp: '203.0.113.9',
        },
      },
    ]);
    expect(JSON.stringify(logger.records)).not.toContain(SECRET);
  });

  it('writes one line for errors and unknown paths too', async () => {
    const { app, lines } = logged();
    const api = clientOf(app, over);
    await api.get('/things/broken');
    await api.get('/nowhere');
    await api.delete('/things');

    expect(lines()).toMatchObject([
      { status: 500, route: '/things/:id' },
      { status: 404, route: null },
      { status: 405, route: null },
    ]);
    expect(JSON.stringify(lines())).not.toContain(SECRET);
  });

  it('says only of the first request that it started the environment', async () => {
    const { app, lines } = logged();
    const api = clientOf(app, over);
    for (let again = 0; again < 3; again++) await api.get('/things/1');

    expect(lines().map((fields) => fields?.coldStart)).toEqual([true, false, false]);
  });
});

describe('accessLog', () => {
  it.each([
    ['/things/1', 4],
    ['/things/umlaut', 2],
    ['/things/bytes', 7],
    ['/things/nothing', 0],
  ])('counts the bytes of %s', async (path, bytes) => {
    const { api, lines } = logged();
    await api.get(path);

    expect(lines()).toMatchObject([{ responseBytes: bytes }]);
  });

  it('counts none for HEAD, and what is sent of what was compressed', async () => {
    const { api, lines } = logged({}, compress());
    await api.head('/things/1');
    const answer = await api.get('/things/long', { headers: { 'accept-encoding': 'gzip' } });

    expect(lines()).toMatchObject([{ responseBytes: 0 }, { responseBytes: answer.bytes().length }]);
    expect(answer.bytes().length).toBeLessThan(500);
  });

  it('tells the milliseconds it took', async () => {
    const { api, lines } = logged();
    await api.get('/things/slow');
    const [fields] = lines();

    expect(fields?.durationMs).toBeGreaterThanOrEqual(19);
    expect(fields?.durationMs).toBeLessThan(5000);
  });

  it('tells the id that requestId gave, wherever that stands', async () => {
    const { api, lines } = logged({}, requestId());
    await api.get('/things/1', { headers: { 'x-request-id': 'abc' } });

    expect(lines()).toMatchObject([{ requestId: 'abc' }]);
  });

  it('writes one line for what was cut off by a timeout or by the deadline', async () => {
    const byTimeout = logged({}, timeout({ ms: 10 }));
    await byTimeout.api.get('/things/stuck');
    const byDeadline = logged();
    await clientOf(byDeadline.app, EVERY_SOURCE[0]).get('/things/stuck', { context: { timeoutMs: 300 } });

    expect([...byTimeout.lines(), ...byDeadline.lines()]).toMatchObject([{ status: 503 }, { status: 503 }]);
  });

  it('logs the request headers it is told to, those that are secret without their value', async () => {
    const { api, lines } = logged({ requestHeaders: ['X-Tenant', 'authorization', 'Cookie', 'x-api-key', 'x-absent'] });
    await api.get('/things/1', {
      headers: { 'x-tenant': 'acme', authorization: `Bearer ${SECRET}`, cookie: `a=${SECRET}`, 'x-api-key': SECRET },
    });

    expect(lines()[0]?.requestHeaders).toEqual({
      'x-tenant': 'acme',
      authorization: '[redacted]',
      cookie: '[redacted]',
      'x-api-key': '[redacted]',
      'x-absent': undefined,
    });
  });

  it('has no field for request headers where none were chosen', async () => {
    const { api, lines } = logged();
    await api.get('/things/1');

    expect(lines()[0]).not.toHaveProperty('requestHeaders');
  });

  it('hides the fields and headers it is told to hide, by any spelling', async () => {
    const { api, lines } = logged({
      redact: ['clientIp', 'user-agent', 'X-Tenant'],
      requestHeaders: ['x-tenant', 'user-agent', 'x-plain'],
    });
    await api.get('/things/1', { headers: { 'x-tenant': 'acme', 'user-agent': 'me', 'x-plain': 'seen' } });

    expect(lines()[0]).toMatchObject({
      clientIp: '[redacted]',
      userAgent: '[redacted]',
      requestHeaders: { 'x-tenant': '[redacted]', 'user-agent': '[redacted]', 'x-plain': 'seen' },
    });
  });

  it('skips what it is told to skip', async () => {
    const { api, lines } = logged({ skip: ({ path }) => path === '/things/health' });
    await api.get('/things/health');
    await api.get('/things/1');

    expect(lines()).toMatchObject([{ path: '/things/1', coldStart: false }]);
  });

  it('writes to the logger of the app unless told otherwise, with no more fields', async () => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Things], middleware: [accessLog()], logger });
    await clientOf(app).post('/things');
    const [line] = logger.at('info');

    expect(line?.message).toBe('request');
    expect(Object.keys(line?.fields ?? {}).sort()).toEqual(
      [
        'clientIp',
        'coldStart',
        'durationMs',
        'method',
        'path',
        'requestId',
        'responseBytes',
        'route',
        'source',
        'status',
        'userAgent',
      ].sort(),
    );
  });

  it('does not let a logger fail the request', async () => {
    const logger = {
      info() {
        throw new Error('disk full');
      },
    };

    expect((await logged({ logger }).api.get('/things/1')).status).toBe(200);
  });

  it('sees what middleware further in made of the answer', async () => {
    const rewriting: Middleware = ({ reqCtx, next }) => {
      reqCtx.onResponse(() => new HttpResponse('teapot', { status: 418 }));
      void next();
    };
    const { api, lines } = logged({}, rewriting);
    await api.get('/things/1');

    expect(lines()).toMatchObject([{ status: 418, responseBytes: 6 }]);
  });

  it('writes one line for a stream, whose bytes nobody has counted yet', async () => {
    const { app, lines } = logged();
    await streamClient(app).get('/things/1/stream');
    await streamClient(app).get('/things/1');

    expect(lines()).toMatchObject([
      { status: 200, route: '/things/:id/stream', responseBytes: undefined },
      { status: 200, responseBytes: 4 },
    ]);
  });
});
