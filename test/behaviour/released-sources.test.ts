// Streams that a handler opened and nobody will be sent: each has to hear of that, whatever took its place.
import { setTimeout as sleep } from 'node:timers/promises';
import { IsString } from 'class-validator';
import { z } from 'zod';
import {
  type AppOptions,
  Controller,
  Ctx,
  createApp,
  ErrorHandler,
  Get,
  HttpError,
  HttpResponse,
  Injectable,
  type Middleware,
  type RequestContext,
  Returns,
  UseMiddleware,
} from '../../src/index.js';
import { timeout } from '../../src/middleware/timeout.js';
import { functionUrlEvent, lambdaContext, lambdaResponseStream } from '../../src/testing/index.js';
import { recordingLogger } from './support/silent-logger.js';
import { type Ending, STREAM_SOURCES, type StreamSource } from './support/stream-sources.js';

const logger = recordingLogger();
let open: () => StreamSource;
let opened: StreamSource[];
/** The streamed content of a source of its kind. */
const content = (): unknown => {
  const source = open();
  opened.push(source);
  return source.content;
};

beforeEach(() => {
  logger.records.length = 0;
  opened = [];
});

class Dto {
  @IsString() name = 'x';
}

function fail(message: string): never {
  throw new Error(message);
}

const replaceTwice: Middleware = ({ reqCtx, next }) => {
  reqCtx.onResponse(() => new HttpResponse('last'));
  reqCtx.onResponse((response) => new HttpResponse(response.body));
  reqCtx.onResponse(() => {
    const between = STREAM_SOURCES['a Readable']!(['c'], 'ends');
    opened.push(between);
    return new HttpResponse(between.content as AsyncIterable<string>);
  });
  return next();
};

const readAll: Middleware = async ({ reqCtx, next }) => {
  await next();
  await reqCtx.res.text();
};

@Controller()
class Files {
  @Get('/stream') async stream() {
    return content();
  }
  @Get('/at-once') atOnce() {
    return content();
  }
  @Get('/schema') @Returns(z.object({ name: z.string() })) schema() {
    return content();
  }
  @Get('/promised-schema') @Returns(z.object({ name: z.string() })) async promisedSchema() {
    return content();
  }
  @Get('/nested') nested() {
    return { count: 1n, files: [{ file: content() }] };
  }
  @Get('/nested-dto') @Returns(Dto) async nestedDto() {
    return { name: { toJSON: () => fail('unwritable') }, file: content() };
  }
  @Get('/late') @UseMiddleware(timeout({ ms: 20 })) async late() {
    await sleep(50);
    return content();
  }
  @Get('/replaced') @UseMiddleware(replaceTwice) replaced() {
    return content();
  }
  @Get('/read') @UseMiddleware(readAll) read() {
    return content();
  }
}

@Controller()
class Refusing {
  @Get('/refused') refused() {
    throw new HttpError(418, 'refused', { headers: { 'x-good': 'yes', 'x-bad': 'line\nbreak' } });
  }
  @ErrorHandler(HttpError) handle() {
    return content();
  }
}

interface Outcome {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function invoke(path: string, remaining = 3000, controllers: NonNullable<AppOptions['controllers']> = [Files]): Promise<Outcome> {
  const app = createApp({ controllers, logger, deadlineReserveMs: 20 });
  return app.handler(functionUrlEvent({ path }), lambdaContext({ getRemainingTimeInMillis: () => remaining })) as Promise<Outcome>;
}

async function released(): Promise<boolean[]> {
  for (let turn = 0; turn < 50 && !opened.every((source) => source.isReleased()); turn++) await sleep(5);
  return opened.map((source) => source.isReleased());
}

describe.each(Object.entries(STREAM_SOURCES))('%s that nobody will be sent', (_, make) => {
  const given = (ending: Ending) => {
    open = () => make(['a', 'b'], ending);
  };
  beforeEach(() => given('ends'));

  it.each([
    ['is no answer of its schema', '/schema'],
    ['comes later and is no answer of its schema', '/promised-schema'],
    ['is a field of what JSON cannot hold', '/nested'],
    ['is a field of what cannot be serialised', '/nested-dto'],
  ])('is let go when it %s', async (_title, path) => {
    // Whole responses are not given to a schema.
    if (path.endsWith('schema') && HttpResponse.is(make([], 'ends').content)) return;
    const { statusCode } = await invoke(path);
    const isResponse = path.endsWith('schema') && statusCode === 200;
    expect([statusCode, await released()]).toEqual([isResponse ? 200 : 500, [true]]);
  });

  it('is let go when it comes after a timeout was answered', async () => {
    expect((await invoke('/late')).statusCode).toBe(503);
    expect(opened).toHaveLength(0);
    await sleep(60);
    expect([opened.length, await released()]).toEqual([1, [true]]);
  });

  it('is let go when one hook after the other replaces it', async () => {
    expect((await invoke('/replaced')).body).toBe('last');
    expect(await released()).toEqual([true, true]);
  });

  it('is let go at the deadline while middleware reads it', async () => {
    given('hangs');
    expect((await invoke('/read', 60)).statusCode).toBe(503);
    expect(await released()).toEqual([true]);
    // Whoever was reading it is told, too late for an answer.
    await sleep(10);
  });

  it('is what an error handler answers with, although the error has a header that cannot be sent', async () => {
    const { statusCode, headers, body, ...rest } = await invoke('/refused', 3000, [Refusing]);
    const text = Buffer.from(body, (rest as { isBase64Encoded?: boolean }).isBase64Encoded ? 'base64' : 'utf8').toString();
    expect([text, headers['x-good'], headers['x-bad']]).toEqual(['ab', 'yes', undefined]);
    expect([418, 200]).toContain(statusCode);
    expect(await released()).toEqual([true]);
    expect(logger.records.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      'The header "x-bad" of an error cannot be sent',
    ]);
  });
});

it('a source is let go when a later piece of it is neither text nor bytes, also when hooks saw the first', async () => {
  let isReleased = false;
  const pieces: unknown[] = ['a', { not: 'bytes' }, 'c'];
  @Controller()
  class Odd {
    @Get('/odd') odd(@Ctx() ctx: RequestContext) {
      ctx.onResponse(() => {});
      return {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: pieces.length === 0, value: pieces.shift() }),
          return: async () => {
            isReleased = true;
            return { done: true, value: undefined };
          },
        }),
      };
    }
  }
  const { stream } = lambdaResponseStream();
  const app = createApp({ controllers: [Odd], logger });
  await expect(app.streamHandler(functionUrlEvent({ path: '/odd' }), stream, lambdaContext())).rejects.toThrow('strings and bytes');
  expect(isReleased).toBe(true);
});

it('objects of a request are refused to a handler that goes on after the timeout was answered', async () => {
  const life: string[] = [];
  @Injectable({ scope: 'request' })
  class Connection {
    constructor() {
      life.push('opened');
    }
    dispose() {
      life.push('closed');
    }
  }
  @Controller()
  class Slow {
    constructor(readonly connection: Connection) {}
    @Get('/slow') slow() {
      life.push('ran');
    }
  }
  const slow: Middleware = async ({ next }) => {
    await sleep(50);
    await next().catch((error: Error) => life.push(error.message));
  };
  const app = createApp({ controllers: [Slow], logger, middleware: [timeout({ ms: 20 }), slow] });
  const { statusCode } = (await app.handler(functionUrlEvent({ path: '/slow' }), lambdaContext())) as Outcome;
  expect([statusCode, life]).toEqual([503, []]);
  await sleep(80);
  expect(life).toEqual(['An object was asked for after its request was answered.']);
});

it('a handler that worked past the deadline before it waited is answered by a timer of no negative time', async () => {
  // Node warns about those, once for each process.
  const timers = jest.spyOn(globalThis, 'setTimeout');
  @Controller()
  class Busy {
    @Get('/busy') busy() {
      const end = Date.now() + 60;
      while (Date.now() < end);
      return new Promise(() => {});
    }
  }
  const end = Date.now() + 60;
  const app = createApp({ controllers: [Busy], logger, deadlineReserveMs: 20 });
  const context = lambdaContext({ getRemainingTimeInMillis: () => end - Date.now() });
  expect(((await app.handler(functionUrlEvent({ path: '/busy' }), context)) as Outcome).statusCode).toBe(503);
  const delays = timers.mock.calls.map(([, delay]) => delay as number);
  timers.mockRestore();
  expect(delays.length).toBeGreaterThan(0);
  expect(Math.min(...delays)).toBeGreaterThan(0);
});
