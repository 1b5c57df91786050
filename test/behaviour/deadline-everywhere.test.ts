import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppOptions,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  type Middleware,
  type RequestContext,
  sse,
  UseGuards,
  UseMiddleware,
} from '../../src/index.js';
import { functionUrlEvent, lambdaContext, lambdaResponseStream } from '../../src/testing/index.js';
import { EVERY_SOURCE } from './support/every-source.js';
import { answerTo, eventOf } from './support/raw-events.js';
import { recordingLogger } from './support/silent-logger.js';

const never = () => new Promise<never>(() => {});
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeAll(() => process.on('unhandledRejection', keep));
afterAll(() => {
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});

const logger = recordingLogger();
beforeEach(() => {
  logger.records.length = 0;
  reasons.length = 0;
});
const reasons: unknown[] = [];

class Hanging extends Error {}

@Controller()
class Slow {
  @Get('/quick') quick() {
    return 'quick';
  }
  @Get('/never') never(ctx: RequestContext) {
    ctx.signal.addEventListener('abort', () => reasons.push(ctx.signal.reason));
    return never();
  }
  @Get('/middleware') @UseMiddleware(never) middleware() {}
  @Get('/forgotten') @UseMiddleware(({ next }) => void next()) forgotten() {
    return never();
  }
  @Get('/guard') @UseGuards(never) guard() {}
  @Get('/hook') hook(ctx: RequestContext) {
    ctx.onResponse(never);
    return 'x';
  }
  @Get('/error-handler') errorHandler() {
    throw new Hanging();
  }
  @ErrorHandler(Hanging) handle() {
    return never();
  }
  @Get('/body') async *body() {
    yield 'first';
    await never();
  }
  @Get('/silence') async *silence() {
    await never();
    yield 'never';
  }
  @Get('/events') events() {
    return sse(
      (async function* () {
        for (let count = 0; ; count++) {
          await sleep(5);
          yield String(count);
        }
      })(),
    );
  }
  @Get('/rejects-late') async rejectsLate() {
    await sleep(60);
    throw new Error('late');
  }
}

const appWith = (options: AppOptions = {}) => createApp({ controllers: [Slow], logger, deadlineReserveMs: 20, ...options });

describe.each(EVERY_SOURCE)('the deadline of a request through $name', (source) => {
  const get = (path: string, remaining: number, options: AppOptions = {}) =>
    answerTo(appWith(options), eventOf(source, { path }), lambdaContext({ getRemainingTimeInMillis: () => remaining }));

  it.each(['/never', '/middleware', '/forgotten', '/guard', '/hook', '/error-handler', '/body', '/silence'])(
    'is kept whatever hangs: %s',
    async (path) => {
      const answer = await get(path, 50);
      expect([answer.status, answer.json()]).toEqual([
        503,
        { statusCode: 503, error: 'ServiceUnavailableError', message: expect.any(String) },
      ]);
      expect(logger.at('error').map(({ fields }) => fields!.route)).toEqual([path]);
    },
  );

  it('is 250 ms before the end unless the app says otherwise', async () => {
    const defaults = createApp({ controllers: [Slow], logger });
    const within = (remaining: number) =>
      answerTo(defaults, eventOf(source, { path: '/quick' }), lambdaContext({ getRemainingTimeInMillis: () => remaining }));
    expect([(await within(250)).status, (await within(249)).status, (await within(251)).status]).toEqual([503, 503, 200]);
    expect((await get('/quick', 1, { deadlineReserveMs: 0 })).status).toBe(200);
  });

  it('aborts the signal with a reason that says so', async () => {
    await get('/never', 50);
    expect(reasons).toEqual([expect.objectContaining({ name: 'TimeoutError' })]);
  });

  it('holds for 404 and for headers set early', async () => {
    const early: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.set('x-early', 'yes');
      await next();
      await never();
    };
    const answer = await get('/none', 50, { middleware: [early] });
    expect([answer.status, answer.headers['x-early']]).toEqual([503, 'yes']);
  });
});

describe('the deadline of a streamed answer', () => {
  async function stream(path: string, remaining: number) {
    const { stream: target, record } = lambdaResponseStream();
    const outcome: unknown = await appWith()
      .streamHandler(functionUrlEvent({ path }), target, lambdaContext({ getRemainingTimeInMillis: () => remaining }))
      .then(
        () => 'resolved',
        (error: unknown) => error,
      );
    return { target, record, outcome };
  }

  it.each(['/never', '/silence', '/guard'])('is a proper 503 as long as nothing was sent: %s', async (path) => {
    const { record, outcome } = await stream(path, 50);
    await record.finished;
    expect([outcome, record.prelude?.statusCode]).toEqual(['resolved', 503]);
    expect(JSON.parse(Buffer.concat(record.chunks).toString())).toMatchObject({ statusCode: 503 });
  });

  it('is a rejection afterwards, with the stream left alone', async () => {
    const { target, record, outcome } = await stream('/events', 60);
    expect(outcome).toBeInstanceOf(Error);
    expect([record.prelude?.statusCode, target.destroyed, target.writableEnded, record.fatal]).toEqual([200, false, false, undefined]);
    const sent = record.chunks.length;
    expect(sent).toBeGreaterThan(0);
    await sleep(40);
    expect(record.chunks.length).toBe(sent);
    expect(logger.at('error').map(({ fields }) => fields?.route)).toEqual(['/events']);
  });
});

it('a rejection after the deadline is logged and nothing else', async () => {
  const answer = await answerTo(
    appWith(),
    functionUrlEvent({ path: '/rejects-late' }),
    lambdaContext({ getRemainingTimeInMillis: () => 40 }),
  );
  expect(answer.status).toBe(503);
  await sleep(80);
  const failures = logger.at('error').map(({ fields }) => fields?.error);
  expect(failures).toContainEqual(expect.objectContaining({ message: 'late' }));
  expect(logger.at('warn')).toHaveLength(1);
});

it('many requests at once have a deadline each', async () => {
  const app = appWith();
  const began = performance.now();
  const ended = await Promise.all(
    Array.from({ length: 32 }, async (_, index) => {
      const answer = await answerTo(
        app,
        functionUrlEvent({ path: '/never' }),
        lambdaContext({ getRemainingTimeInMillis: () => 40 + index * 10 }),
      );
      return [answer.status, performance.now() - began >= 19 + index * 10];
    }),
  );
  expect(ended).toEqual(Array.from({ length: 32 }, () => [503, true]));
});
