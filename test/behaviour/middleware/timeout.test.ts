import {
  Controller,
  createApp,
  ErrorHandler,
  Get,
  HttpError,
  type Middleware,
  type RequestContext,
  UseMiddleware,
} from '../../../src/index.js';
import { timeout } from '../../../src/middleware/timeout.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const never = () => new Promise<never>(() => {});
const seen: { signals: AbortSignal[]; late: string[] } = { signals: [], late: [] };

class Slow extends Error {}

@Controller('/')
@UseMiddleware(timeout({ ms: 40 }))
class Things {
  @Get('/quick')
  async quick() {
    await wait(1);
    return 'quick';
  }

  @Get('/at-once')
  atOnce() {
    return 'at once';
  }

  @Get('/slow')
  async slow(reqCtx: RequestContext) {
    seen.signals.push(reqCtx.signal);
    await wait(80);
    seen.late.push('done');
    return 'late';
  }

  @Get('/stuck')
  stuck(reqCtx: RequestContext) {
    seen.signals.push(reqCtx.signal);
    return never();
  }

  @Get('/failing')
  async failing() {
    await wait(1);
    throw new Slow('failing');
  }

  @Get('/failing-late')
  async failingLate() {
    await wait(80);
    seen.late.push('failed');
    throw new Error('nobody waits for this');
  }

  @Get('/unawaited')
  @UseMiddleware(({ next }) => void next())
  unawaited() {
    return never();
  }

  @Get('/stream')
  async *stream() {
    for (const part of ['a', 'b', 'c']) {
      await wait(20);
      yield part;
    }
  }

  @Get('/generous')
  @UseMiddleware(timeout({ ms: 10 }))
  strict() {
    return never();
  }

  @ErrorHandler(Slow)
  onSlow(error: Slow) {
    return { statusCode: 418, message: error.message };
  }
}

const appWith = (...middleware: Middleware[]) => createApp({ controllers: [Things], middleware, logger: silentLogger });

beforeEach(() => {
  seen.signals.length = 0;
  seen.late.length = 0;
});

describe.each(EVERY_SOURCE)('timeout through $name', (over) => {
  const api = clientOf(appWith(), over);

  it('answers 503 when the time is up, and aborts the signal', async () => {
    const answer = await api.get('/stuck');

    expect([answer.status, answer.json()]).toEqual([
      503,
      { statusCode: 503, error: 'ServiceUnavailableError', message: 'The request took too long' },
    ]);
    expect(seen.signals.map(({ aborted, reason }) => [aborted, (reason as Error).name])).toEqual([[true, 'TimeoutError']]);
  });

  it('leaves what is quick enough as it is', async () => {
    expect((await api.get('/quick')).text()).toBe('quick');
    expect((await api.get('/at-once')).text()).toBe('at once');
    expect((await api.get('/failing')).json()).toEqual({ statusCode: 418, message: 'failing' });
  });
});

describe('timeout', () => {
  const api = clientOf(appWith());

  it('drops an answer that comes late', async () => {
    expect((await api.get('/slow')).status).toBe(503);
    await wait(60);

    expect(seen.late).toEqual(['done']);
    expect((await api.get('/quick')).text()).toBe('quick');
  });

  it('owns a failure that comes late: nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await api.get('/failing-late');
    await wait(70);
    process.off('unhandledRejection', listen);

    expect([seen.late, unhandled]).toEqual([['failed'], []]);
  });

  it('wins over waiting for a next() that nobody awaited', async () => {
    expect((await api.get('/unawaited')).status).toBe(503);
    const outside = clientOf(appWith(({ next }) => void next()));
    expect((await outside.get('/stuck')).status).toBe(503);
  });

  it('is the nearest to end of several', async () => {
    const patient = clientOf(appWith(timeout({ ms: 60_000 })));
    const start = Date.now();
    expect((await patient.get('/generous')).status).toBe(503);
    expect(Date.now() - start).toBeLessThan(30_000);
  });

  it('aborts no signal of a request that was in time, and leaves no timer behind', async () => {
    const signals: AbortSignal[] = [];
    const keep: Middleware = ({ reqCtx, next }) => {
      signals.push(reqCtx.signal);
      void next();
    };
    await clientOf(appWith(keep)).get('/quick');
    await wait(60);

    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('is an error like others to middleware further out and to error handlers', async () => {
    const errors: unknown[] = [];
    const watching: Middleware = async ({ next }) => {
      try {
        await next();
      } catch (error) {
        errors.push(error);
        throw error;
      }
    };
    class Handlers {
      @ErrorHandler(HttpError)
      onError(error: HttpError) {
        return { statusCode: error.status, handled: true };
      }
    }
    const app = createApp({ controllers: [Things], errorHandlers: [Handlers], middleware: [watching], logger: silentLogger });

    expect((await clientOf(app).get('/stuck')).json()).toEqual({ statusCode: 503, handled: true });
    expect(errors.map((error) => (error as HttpError).status)).toEqual([503]);
  });

  it('writes one error line', async () => {
    const logger = recordingLogger();
    await clientOf(createApp({ controllers: [Things], logger })).get('/stuck');

    expect(logger.at('error')).toHaveLength(1);
  });

  it('does not cut off a body that is being streamed', async () => {
    const answer = await streamClient(appWith()).get('/stream');

    expect([answer.status, answer.text()]).toEqual([200, 'abc']);
    expect((await streamClient(appWith()).get('/stuck')).status).toBe(503);
  });

  it('takes more milliseconds than a timer can hold', async () => {
    @Controller('/')
    class Patient {
      @Get()
      @UseMiddleware(timeout({ ms: 10_000_000_000 }))
      async read() {
        await wait(5);
        return 'patient';
      }
    }

    expect((await clientOf({ controllers: [Patient] }).get('/')).text()).toBe('patient');
  });
});
