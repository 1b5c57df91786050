import { setTimeout as sleep } from 'node:timers/promises';
import { type AppOptions, Controller, createApp, Get, type Middleware, type RequestContext } from '../../src/index.js';
import { httpApiEvent, lambdaContext } from '../../src/testing/index.js';
import { recordingLogger } from './support/silent-logger.js';

interface Outcome {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

let seen: { signal?: AbortSignal; ran: string[] };

@Controller()
class Slow {
  @Get('/never/:id') never(ctx: RequestContext) {
    seen.signal = ctx.signal;
    return new Promise(() => {});
  }
  @Get('/late') async late() {
    await sleep(80);
    return 'late';
  }
  @Get('/late-failure') async lateFailure() {
    await sleep(80);
    throw new Error('late failure');
  }
  @Get('/late-signal') async lateSignal(ctx: RequestContext) {
    await sleep(80);
    seen.signal = ctx.signal;
    return 'late';
  }
  @Get('/quick') async quick() {
    seen.ran.push('quick');
    await sleep(1);
    return 'quick';
  }
  @Get('/sync') sync() {
    seen.ran.push('sync');
    return 'sync';
  }
}

beforeEach(() => {
  seen = { ran: [] };
});

const logger = recordingLogger();
beforeEach(() => {
  logger.records.length = 0;
});

function invoke(path: string, remaining: number | undefined, options: AppOptions = {}): Promise<Outcome> {
  const app = createApp({ controllers: [Slow], logger, deadlineReserveMs: 20, ...options });
  const context = lambdaContext();
  if (remaining === undefined) delete (context as Partial<typeof context>).getRemainingTimeInMillis;
  else context.getRemainingTimeInMillis = () => remaining;
  return app.handler(httpApiEvent({ path }), context) as Promise<Outcome>;
}

describe('the deadline', () => {
  it('answers 503 when the reserve is reached, aborts the signal and names the route', async () => {
    const result = await invoke('/never/1', 50);
    expect([result.statusCode, JSON.parse(result.body)]).toEqual([
      503,
      { statusCode: 503, error: 'ServiceUnavailableError', message: expect.any(String) },
    ]);
    expect(seen.signal?.aborted).toBe(true);
    expect(logger.at('error')).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ route: '/never/:id', method: 'GET' }) }),
    ]);
  });

  it('does not start a handler that has no time left', async () => {
    for (const path of ['/quick', '/sync']) expect((await invoke(path, 15)).statusCode).toBe(503);
    expect((await invoke('/sync', 0)).statusCode).toBe(503);
    expect(seen.ran).toEqual([]);
  });

  it('drops an answer or a failure that comes too late, with a log line', async () => {
    expect((await invoke('/late', 40)).statusCode).toBe(503);
    expect((await invoke('/late-failure', 40)).statusCode).toBe(503);
    await sleep(120);
    expect(logger.at('warn')).toHaveLength(2);
  });

  it('gives a signal that is aborted already to whoever asks late', async () => {
    await invoke('/late-signal', 40);
    await sleep(80);
    expect(seen.signal?.aborted).toBe(true);
  });

  it('leaves requests alone that are in time, and sets no timer where nothing says when time is up', async () => {
    expect((await invoke('/quick', 5_000)).body).toBe('quick');
    expect((await invoke('/late', undefined)).body).toBe('late');
    expect((await invoke('/sync', Number.NaN)).body).toBe('sync');
  });

  it('leaves no timer behind', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await invoke('/quick', 60_000);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(before);
  });

  it('answers 503 when start-up does not finish in time, and goes on with it', async () => {
    let open!: (value: string) => void;
    const gate = new Promise<string>((resolve) => {
      open = resolve;
    });
    const app = createApp({ controllers: [Slow], logger, deadlineReserveMs: 20, providers: [{ provide: 'gate', useFactory: () => gate }] });
    const invokeWith = (remaining: number) =>
      app.handler(httpApiEvent({ path: '/sync' }), lambdaContext({ getRemainingTimeInMillis: () => remaining }));
    expect(await invokeWith(60)).toMatchObject({ statusCode: 503 });
    expect(logger.at('error')).toEqual([expect.objectContaining({ message: expect.stringContaining('Start-up') })]);
    open('opened');
    expect(await invokeWith(5_000)).toMatchObject({ statusCode: 200 });
    expect(seen.ran).toEqual(['sync']);
  });

  it('keeps headers set before it, and shows hooks its answer', async () => {
    const statuses: number[] = [];
    const early: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.set('x-early', 'yes');
      reqCtx.onResponse((response) => void statuses.push(response.status));
      await next();
    };
    const result = await invoke('/never/1', 50, { middleware: [early] });
    expect([result.statusCode, result.headers['x-early'], statuses]).toEqual([503, 'yes', [503]]);
  });
});

describe('the handler', () => {
  it('is an async function of two parameters, bound', async () => {
    const { handler, streamHandler } = createApp({ controllers: [Slow], logger });
    expect([handler.constructor.name, handler.length]).toEqual(['AsyncFunction', 2]);
    expect(streamHandler.constructor.name).toBe('AsyncFunction');
    expect(((await handler(httpApiEvent({ path: '/sync' }), lambdaContext())) as Outcome).body).toBe('sync');
  });

  it('rejects what is not HTTP, so that its source tries again', async () => {
    const { handler } = createApp({ controllers: [Slow], logger });
    for (const event of [null, {}, 'text', { Records: [{ eventSource: 'aws:sqs' }] }, { source: 'aws.events' }]) {
      await expect(handler(event, lambdaContext())).rejects.toMatchObject({ name: 'UnsupportedEventError' });
    }
  });

  it('answers many invocations at once, each with its own context', async () => {
    @Controller()
    class Echo {
      @Get('/echo/:id') async echo(ctx: RequestContext) {
        const { id } = ctx.params;
        ctx.res.headers.set('x-id', id!);
        ctx.set('id', id);
        await sleep(Math.random() * 5);
        return { id, stored: ctx.get('id'), requestId: ctx.requestId };
      }
    }
    const { handler } = createApp({ controllers: [Echo], logger });
    const ids = Array.from({ length: 64 }, (_, index) => String(index));
    const results = (await Promise.all(
      ids.map((id) => {
        const event = httpApiEvent({ path: `/echo/${id}` });
        event.requestContext.requestId = `request-${id}`;
        return handler(event, lambdaContext());
      }),
    )) as Outcome[];
    for (const [index, result] of results.entries()) {
      const id = String(index);
      expect([result.headers['x-id'], JSON.parse(result.body)]).toEqual([id, { id, stored: id, requestId: `request-${id}` }]);
    }
  });
});
