import { Controller, createApp, Get, type Middleware, type RequestContext } from '../../../src/index.js';
import { type ServerTimingOptions, serverTiming } from '../../../src/middleware/server-timing.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

@Controller('/')
class Things {
  @Get('/measured')
  async measured(reqCtx: RequestContext) {
    const timing = reqCtx.get('serverTiming');
    const stop = timing?.start('db');
    await wait(20);
    stop?.();
    stop?.();
    timing?.start('left-open');
    await wait(10);
    return 'x';
  }

  @Get('/plain')
  plain() {
    return 'x';
  }

  @Get('/broken')
  broken(reqCtx: RequestContext) {
    reqCtx.get('serverTiming')?.start('db');
    throw new Error('x');
  }

  @Get('/misnamed')
  misnamed(reqCtx: RequestContext) {
    reqCtx.get('serverTiming')?.start('my db');
  }

  @Get('/stream')
  async *stream() {
    yield 'x';
  }
}

const appWith = (options?: ServerTimingOptions, ...more: Middleware[]) =>
  createApp({ controllers: [Things], middleware: [serverTiming(options), ...more], logger: silentLogger });

/** `a;dur=1, b;dur=2` as numbers by name. */
function durations(text: string | undefined): Record<string, number> {
  const entries = (text ?? '').split(', ').map((entry) => /^([\w-]+);dur=(\d+(?:\.\d{1,3})?)$/.exec(entry));
  return Object.fromEntries(entries.map((entry) => [entry?.[1] ?? 'unreadable', Number(entry?.[2])]));
}

describe.each(EVERY_SOURCE)('serverTiming through $name', (over) => {
  it('tells what was measured, in milliseconds', async () => {
    const { headers } = await clientOf(appWith(), over).get('/measured');
    const { total, db, 'left-open': open, ...others } = durations(headers['server-timing']);

    expect(others).toEqual({});
    expect(db).toBeGreaterThanOrEqual(19);
    expect(open).toBeGreaterThanOrEqual(9);
    // One begins when the other has ended.
    expect(total).toBeGreaterThanOrEqual((db ?? 0) + (open ?? 0) - 1);
  });

  it('is on errors and unknown paths', async () => {
    const api = clientOf(appWith(), over);

    expect(Object.keys(durations((await api.get('/broken')).headers['server-timing']))).toEqual(['total', 'db']);
    expect(Object.keys(durations((await api.get('/nowhere')).headers['server-timing']))).toEqual(['total']);
  });
});

describe('serverTiming', () => {
  it('leaves out the total when told to, and then the whole header where nothing was measured', async () => {
    const api = clientOf(appWith({ total: false }));

    expect(Object.keys(durations((await api.get('/measured')).headers['server-timing']))).toEqual(['db', 'left-open']);
    expect((await api.get('/plain')).headers['server-timing']).toBeUndefined();
  });

  it('refuses a name that could not stand in the header', async () => {
    expect((await clientOf(appWith()).get('/misnamed')).status).toBe(500);
  });

  it('measures once where it is listed twice', async () => {
    const { headers } = await clientOf(appWith({}, serverTiming())).get('/plain');

    expect(headers['server-timing']).toMatch(/^total;dur=[\d.]+$/);
  });

  it('keeps the measurements of requests apart that run at the same time', async () => {
    const api = clientOf(appWith());
    const answers = await Promise.all([api.get('/measured'), api.get('/plain'), api.get('/measured')]);

    expect(answers.map(({ headers }) => Object.keys(durations(headers['server-timing'])).length)).toEqual([3, 1, 3]);
  });

  it('is in the prelude of a stream', async () => {
    expect((await streamClient(appWith()).get('/stream')).prelude.headers['server-timing']).toMatch(/^total;dur=/);
  });
});
