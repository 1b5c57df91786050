import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import {
  Controller,
  Ctx,
  createApp,
  currentRequest,
  ErrorHandler,
  Get,
  Header,
  Headers,
  Inject,
  Injectable,
  type LogFields,
  type Logger,
  type Middleware,
  Param,
  type RequestContext,
  UseGuards,
} from '../../src/index.js';
import { functionUrlEvent, httpApiEvent, lambdaContext, lambdaResponseStream } from '../../src/testing/index.js';
import { readResult } from '../../src/testing/test-answer.js';

const SEED = 20_261_121;
const AT_ONCE = 64;

/** Repeatable numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Where requests wait until the test lets one of them go on. */
const waiting: (() => void)[] = [];
const gate = () => new Promise<void>((resolve) => waiting.push(resolve));

/** What should have belonged to one request and did not. */
const mixUps: string[] = [];
function expectOwn(place: string, seen: unknown, own: unknown): void {
  if (seen !== own) mixUps.push(`${place}: ${String(seen)} instead of ${String(own)}`);
}

const lines: { id: unknown; requestId: unknown; route: unknown }[] = [];
const keep = (_message: string, fields?: LogFields) =>
  void lines.push({ id: fields?.id, requestId: fields?.requestId, route: fields?.route });
const logger: Logger = { debug: () => {}, info: keep, warn: keep, error: () => {} };

@Injectable()
class Counter {
  requests = 0;
}

@Injectable({ scope: 'request' })
class Visitor {
  static disposed: string[] = [];
  user: string | undefined = undefined;
  constructor(@Inject(Counter) readonly counter: Counter) {
    counter.requests++;
  }
  async [Symbol.asyncDispose]() {
    const { user } = this;
    await gate();
    expectOwn('disposal', this.user, user);
    Visitor.disposed.push(String(user));
  }
}

class Refused extends Error {
  constructor(readonly id: string) {
    super(`refused ${id}`);
  }
}

/** The id of a request, as everything that carries it says. */
function check(place: string, id: string, ctx: RequestContext): void {
  expectOwn(`${place}: params`, ctx.params.id, id);
  expectOwn(`${place}: header`, ctx.headers.get('x-user'), id);
  expectOwn(`${place}: query`, ctx.query.get('id'), id);
  expectOwn(`${place}: cookie`, ctx.cookies.get('id'), id);
  expectOwn(`${place}: context`, ctx.context.awsRequestId, `invocation-${id}`);
  expectOwn(`${place}: store`, ctx.get('id'), id);
  expectOwn(`${place}: tracked`, currentRequest(), ctx);
}

const around: Middleware = async ({ reqCtx, next }) => {
  const id = reqCtx.params.id!;
  reqCtx.set('id', id);
  await gate();
  check('before', id, reqCtx);
  reqCtx.res.headers.set('x-before', id);
  reqCtx.onResponse(async (response) => {
    await gate();
    check('hook', id, reqCtx);
    response.headers.set('x-hook', id);
  });
  await next();
  check('after', id, reqCtx);
  reqCtx.res.headers.append('set-cookie', `seen=${id}`);
};

const visited = async (ctx: RequestContext): Promise<boolean> => {
  const id = ctx.params.id!;
  await gate();
  check('guard', id, ctx);
  return true;
};

@Controller('/visits')
@UseGuards(visited)
class Visits {
  constructor(@Inject(Visitor) private readonly visitor: Visitor) {}

  @Get('/:id')
  @Header('x-handler', 'yes')
  async read(@Param('id') id: string, @Headers('x-user') user: string, @Ctx() ctx: RequestContext) {
    this.visitor.user = user;
    await gate();
    check('handler', id, ctx);
    expectOwn('visitor', this.visitor.user, id);
    ctx.logger.info('visited', { id });
    await gate();
    expectOwn('visitor', this.visitor.user, id);
    return { id, user };
  }

  @Get('/:id/refused')
  async refuse(@Ctx() ctx: RequestContext) {
    this.visitor.user = ctx.params.id;
    await gate();
    throw new Refused(ctx.params.id!);
  }

  @Get('/:id/streamed')
  async *stream(@Ctx() ctx: RequestContext) {
    const id = ctx.params.id!;
    this.visitor.user = id;
    for (let count = 0; count < 2; count++) {
      await gate();
      check('stream', id, ctx);
      yield `${id};`;
    }
  }

  @ErrorHandler(Refused)
  async refused(error: Refused, ctx: RequestContext) {
    await gate();
    check('error handler', error.id, ctx);
    return { statusCode: 409, refused: error.id };
  }
}

const app = createApp({ controllers: [Visits], middleware: [around], logger });

interface Outcome {
  readonly kind: string;
  readonly id: string;
  readonly answer: { status: number; headers: Readonly<Record<string, string>>; cookies: readonly string[]; text(): string };
}

async function visit(id: string, kind: '' | '/refused' | '/streamed'): Promise<Outcome> {
  const requestContext = { requestId: `request-${id}` };
  const fields = { requestContext, path: `/visits/${id}${kind}`, headers: { 'x-user': id }, query: { id }, cookies: { id } };
  const context = lambdaContext({ awsRequestId: `invocation-${id}`, timeoutMs: 600_000 });
  if (kind !== '/streamed') return { kind, id, answer: readResult(await app.handler(httpApiEvent(fields), context)) };
  const { stream, record } = lambdaResponseStream();
  await app.streamHandler(functionUrlEvent(fields), stream, context);
  await record.finished;
  const { statusCode, headers = {}, cookies = [] } = record.prelude!;
  return { kind, id, answer: { status: statusCode!, headers, cookies, text: () => Buffer.concat(record.chunks).toString() } };
}

function verify({ kind, id, answer }: Outcome): void {
  const { status, headers, cookies } = answer;
  expectOwn('x-before', headers['x-before'], id);
  expectOwn('x-hook', headers['x-hook'], id);
  if (kind !== '/refused') expectOwn('cookie', cookies.join(), `seen=${id}`);
  const expected = { '': `{"id":"${id}","user":"${id}"}`, '/refused': `{"statusCode":409,"refused":"${id}"}`, '/streamed': `${id};${id};` };
  expectOwn('body', answer.text(), expected[kind as keyof typeof expected]);
  expectOwn('status', status, kind === '/refused' ? 409 : 200);
}

/** Runs requests at once, and lets whichever the numbers say go on next. */
async function interleave(ids: readonly string[], random: () => number): Promise<number> {
  let ended = 0;
  const kinds = ['', '/refused', '/streamed'] as const;
  const outcomes = Promise.all(
    ids.map(async (id) => {
      const outcome = await visit(id, kinds[Math.floor(random() * 3)]!);
      ended++;
      return outcome;
    }),
  );
  let steps = 0;
  while (ended < ids.length) {
    // As many as the event loop likes happen between two steps.
    await turn();
    for (let count = Math.min(waiting.length, 1 + Math.floor(random() * 3)); count > 0; count--) {
      waiting.splice(Math.floor(random() * waiting.length), 1)[0]!();
      steps++;
    }
  }
  for (const outcome of await outcomes) verify(outcome);
  return steps;
}

beforeEach(() => {
  mixUps.length = 0;
  lines.length = 0;
  Visitor.disposed.length = 0;
});

describe(`interleaved requests (seed ${SEED})`, () => {
  it('never get anything of each other: 10,000 interleavings of a few', async () => {
    const random = randomNumbers(SEED);
    let requests = 0;
    for (let round = 0; round < 10_000; round++) {
      const ids = Array.from({ length: 2 + Math.floor(random() * 3) }, () => `r${requests++}`);
      await interleave(ids, random);
    }
    expect(mixUps).toEqual([]);
    expect(new Set(Visitor.disposed).size).toBe(requests);
    expect(Visitor.disposed).toHaveLength(requests);
    expect(lines.length).toBeGreaterThan(requests / 4);
    for (const { id, requestId, route } of lines) expect([requestId, route]).toEqual([`request-${id}`, '/visits/:id']);
    expect(app.resolve(Counter).requests).toBeGreaterThanOrEqual(requests);
  }, 120_000);

  it(`never get anything of each other: ${AT_ONCE} at once`, async () => {
    const random = randomNumbers(SEED + 1);
    for (let round = 0; round < 50; round++) {
      const steps = await interleave(
        Array.from({ length: AT_ONCE }, (_, index) => `round${round}-${index}`),
        random,
      );
      expect(steps).toBeGreaterThan(AT_ONCE * 5);
    }
    expect(mixUps).toEqual([]);
    expect(new Set(Visitor.disposed).size).toBe(50 * AT_ONCE);
    for (const { id, requestId } of lines) expect(requestId).toBe(`request-${id}`);
  }, 120_000);
});

describe('deadlines', () => {
  it(`of ${AT_ONCE} requests at once are each their own`, async () => {
    const signals = new Map<string, AbortSignal>();
    @Controller()
    class Slow {
      @Get('/:id') async slow(ctx: RequestContext) {
        const { id } = ctx.params;
        signals.set(id!, ctx.signal);
        if (Number(id) % 2 === 1) return new Promise(() => {});
        await sleep(20);
        return { id };
      }
    }
    const slow = createApp({ controllers: [Slow], logger, deadlineReserveMs: 10 });
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const remaining = 60 + index * 5;
        const context = lambdaContext({ getRemainingTimeInMillis: () => remaining - (performance.now() - began) });
        const answer = readResult(await slow.handler(httpApiEvent({ path: `/${index}` }), context));
        return { index, answer, after: performance.now() - began };
      }),
    );
    for (const { index, answer, after } of answers) {
      const isHanging = index % 2 === 1;
      expect([index, answer.status, signals.get(String(index))!.aborted]).toEqual([index, isHanging ? 503 : 200, isHanging]);
      if (isHanging) expect(after).toBeGreaterThanOrEqual(60 + index * 5 - 10 - 2);
      else expect(answer.json()).toEqual({ id: String(index) });
    }
  });
});

it('a request lost from its context by a raw callback still has its own', async () => {
  const callbacks: (() => void)[] = [];
  @Controller()
  class Lost {
    @Get('/:id') lost(ctx: RequestContext) {
      // The caller of the callback is somebody else: tracking follows that one, the explicit context does not.
      return new Promise((resolve) =>
        callbacks.push(() => resolve({ explicit: ctx.params.id, set: ctx.res.headers.set('x-id', ctx.params.id!) })),
      );
    }
  }
  const lost = createApp({ controllers: [Lost], logger });
  const answers = ['a', 'b', 'c'].map((id) => lost.handler(httpApiEvent({ path: `/${id}` }), lambdaContext()));
  await turn();
  for (const callback of callbacks.reverse()) callback();
  expect((await Promise.all(answers)).map((result) => readResult(result).headers['x-id'])).toEqual(['a', 'b', 'c']);
});
