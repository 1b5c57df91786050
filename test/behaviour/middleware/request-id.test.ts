import fc from 'fast-check';
import { Controller, createApp, Get, type Middleware, type RequestContext } from '../../../src/index.js';
import { type RequestIdOptions, requestId } from '../../../src/middleware/request-id.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

@Controller('/')
class Things {
  @Get('/id')
  id(reqCtx: RequestContext) {
    reqCtx.logger.info('in the handler');
    return { id: reqCtx.requestId };
  }

  @Get('/broken')
  broken() {
    throw new Error('x');
  }

  @Get('/stream')
  async *stream() {
    yield 'x';
  }
}

const appWith = (options?: RequestIdOptions, logger = silentLogger) =>
  createApp({ controllers: [Things], middleware: [requestId(options)], logger });
const incoming = (id: string, name = 'x-request-id') => ({ headers: { [name]: id } });

describe.each(EVERY_SOURCE)('requestId through $name', (over) => {
  const api = clientOf(appWith(), over);

  it('takes the id that came in, and sends it back', async () => {
    const answer = await api.get('/id', incoming('trace-1.2:3=4+5/6_7'));

    expect([answer.json(), answer.headers['x-request-id']]).toEqual([{ id: 'trace-1.2:3=4+5/6_7' }, 'trace-1.2:3=4+5/6_7']);
  });

  it('has one of its own for each request that brings none', async () => {
    const [one, other] = [await api.get('/id'), await api.get('/id')];

    for (const answer of [one, other]) {
      expect(answer.headers['x-request-id']).toMatch(/^[\w.:\-=+/]{8,128}$/);
      expect(answer.json()).toEqual({ id: answer.headers['x-request-id'] });
    }
    expect(one.headers['x-request-id']).not.toBe(other.headers['x-request-id']);
  });

  it.each([
    ['/broken', 500],
    ['/nowhere', 404],
  ])('is on %s, which is %d', async (path, status) => {
    const answer = await api.get(path, incoming('abc'));

    expect([answer.status, answer.headers['x-request-id']]).toEqual([status, 'abc']);
  });
});

describe('requestId', () => {
  it.each(['a b', 'a;b', 'a,b', '<script>', 'ünicode', '', '"a"', 'x'.repeat(129), `a${' '.repeat(60_000)}b`])(
    'does not take %p, which is none',
    async (id) => {
      const { headers } = await clientOf(appWith()).get('/id', incoming(id));

      expect(headers['x-request-id']).toMatch(/^[\w.:\-=+/]{8,128}$/);
      expect(headers['x-request-id']).not.toBe(id);
    },
  );

  it('takes exactly what consists of its characters', async () => {
    const api = clientOf(appWith());
    const id = fc.string({ unit: fc.constantFrom(...'aZ09_.:-=+/ ;,"é%@'), minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(id, async (given) => {
        const { headers } = await api.get('/id', incoming(given));
        expect(headers['x-request-id'] === given).toBe(/^[\w.:\-=+/]+$/.test(given));
      }),
      { numRuns: 300, seed: 128 },
    );
  });

  it('takes no more characters than it is told to', async () => {
    const api = clientOf(appWith({ maxLength: 4, generate: () => 'own' }));

    expect((await api.get('/id', incoming('1234'))).json()).toEqual({ id: '1234' });
    expect((await api.get('/id', incoming('12345'))).json()).toEqual({ id: 'own' });
  });

  it('reads and writes the header it is told to', async () => {
    const answer = await clientOf(appWith({ headerName: 'X-Correlation-Id' })).get('/id', incoming('abc', 'X-CORRELATION-ID'));

    expect([answer.headers['x-correlation-id'], answer.headers['x-request-id']]).toEqual(['abc', undefined]);
  });

  it('does not take what came in when it is told not to trust it', async () => {
    let made = 0;
    const api = clientOf(appWith({ trustIncoming: false, generate: () => `own-${++made}` }));

    expect((await api.get('/id', incoming('abc'))).headers['x-request-id']).toBe('own-1');
    expect((await api.get('/id')).headers['x-request-id']).toBe('own-2');
  });

  it('falls back on the id of the platform when the generated one could not stand in the header', async () => {
    for (const generate of [() => 'a\nb', () => '', () => undefined as never]) {
      const { headers } = await clientOf(appWith({ generate })).get('/id', {
        context: { awsRequestId: 'from-lambda' },
        event: { requestContext: { requestId: 'from-gateway' } },
      });
      expect(headers['x-request-id']).toBe('from-gateway');
    }
  });

  it('uses the id of the platform, so that its logs can be found', async () => {
    const api = clientOf(appWith(), EVERY_SOURCE[1]);

    expect((await api.get('/id', { event: { requestContext: { requestId: 'JKJaXmPLvHcESHA=' } } })).json()).toEqual({
      id: 'JKJaXmPLvHcESHA=',
    });
  });

  it('makes one where the platform has none', async () => {
    const api = clientOf(
      appWith(),
      EVERY_SOURCE.find(({ source }) => source === 'alb'),
    );
    const answer = await api.get('/id', {
      context: { awsRequestId: undefined as never },
      headers: { 'x-amzn-trace-id': 'Root=1-a;Self=1-b' },
    });

    expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('is the id on every log line', async () => {
    const logger = recordingLogger();
    const api = clientOf(appWith({}, logger));
    await api.get('/id', incoming('abc'));
    await api.get('/broken', incoming('def'));

    expect(logger.records.map(({ fields }) => fields?.requestId)).toEqual(['abc', 'def']);
  });

  it('is the id that an unexpected error tells', async () => {
    expect((await clientOf(appWith()).get('/broken', incoming('abc'))).json()).toMatchObject({ requestId: 'abc' });
  });

  it('sends what middleware further in put in its place', async () => {
    const inner: Middleware = ({ reqCtx, next }) => {
      (reqCtx as { requestId: string }).requestId = 'from-inside';
      void next();
    };
    const app = createApp({ controllers: [Things], middleware: [requestId(), inner], logger: silentLogger });

    expect((await clientOf(app).get('/id')).headers['x-request-id']).toBe('from-inside');
  });

  it('is in the prelude of a stream', async () => {
    expect((await streamClient(appWith()).get('/stream', incoming('abc'))).prelude.headers['x-request-id']).toBe('abc');
  });
});
