// A function that does everything wrong that a function can do, and the right things beside it.
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Body,
  Controller,
  Ctx,
  createApp,
  currentRequest,
  ErrorHandler,
  Get,
  Injectable,
  LambdaContext,
  NotFoundError,
  Post,
  type RequestContext,
  sse,
  UseMiddleware,
} from 'lambent';

class Missing extends Error {}

const forgetful = ({ next }: { next(): Promise<void> }): void => {
  // Nobody awaits it, and it fails.
  void next();
};

@Injectable({ scope: 'request' })
class Visit {
  readonly at = new Date();
}

@Controller('/buffered')
class Buffered {
  @Get('/json') json(@LambdaContext() context: { awsRequestId: string }) {
    return { requestId: context.awsRequestId, text: 'grüße \u0000 \ud800' };
  }
  @Get('/bytes') bytes() {
    return new Uint8Array([0, 255, 128]);
  }
  @Get('/cookies') cookies(@Ctx() ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', 'a=1');
    ctx.res.headers.append('set-cookie', 'b=2');
    return 'text';
  }
  @Post('/echo') echo(@Body({ validate: false }) body: unknown) {
    return { body };
  }
  @Get('/large') large() {
    return 'x'.repeat(7_000_000);
  }
  @Get('/just-fits') justFits() {
    return 'x'.repeat(6_200_000);
  }
  @Get('/throws') throws() {
    throw new Error('a secret');
  }
  @Get('/throws-nothing') throwsNothing() {
    throw undefined;
  }
  @Get('/handled') handled() {
    throw new Missing('nothing there');
  }
  @Get('/bigint') bigint() {
    return { value: 1n };
  }
  @ErrorHandler(Missing) missing(error: Missing) {
    throw new NotFoundError(error.message);
  }
}

@Controller('/streamed')
class Streamed {
  @Get('/pieces') async *pieces() {
    for (const piece of ['one ', 'zwei ', '€']) {
      yield piece;
      await sleep(50);
    }
  }
  @Get('/events') events() {
    return sse(
      (async function* () {
        yield 'first';
        yield { event: 'tick', id: 7, retry: 10, data: { at: 1 } };
      })(),
    );
  }
  @Get('/digest') digest(@Ctx() ctx: RequestContext) {
    // 20 MB that nobody can compress or guess, and their digest at the end.
    const hash = createHash('sha256');
    let left = 320;
    ctx.res.headers.set('x-kind', 'digest');
    return Readable.from(
      (async function* () {
        for (; left > 0; left--) {
          const piece = randomBytes(65_536);
          hash.update(piece);
          yield piece;
        }
        yield hash.digest();
      })(),
    );
  }
  @Get('/fails-at-once') async *failsAtOnce(): AsyncGenerator<string> {
    yield await Promise.reject(new Missing('nothing there'));
  }
  @Get('/fails-midway') async *failsMidway() {
    yield 'a piece';
    await sleep(10);
    throw new RangeError('broke midway');
  }
  @Get('/missing-file') async missingFile() {
    const { createReadStream } = await import('node:fs');
    return createReadStream('/nowhere/at/all');
  }
  @Get('/hangs-at-once') async *hangsAtOnce(): AsyncGenerator<string> {
    await new Promise(() => {});
    yield 'never';
  }
  @Get('/hangs-midway') async *hangsMidway() {
    yield 'a piece';
    await new Promise(() => {});
  }
  @Get('/no-content') noContent() {}
  @Get('/cookies') async *cookies(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', 'a=1');
    ctx.res.headers.append('set-cookie', 'b=2');
    yield 'text';
  }
}

@Controller('/faults')
class Faults {
  @Get('/never') never(@Ctx() { signal, logger }: RequestContext) {
    signal.addEventListener('abort', () => logger.info('the signal was aborted'));
    return new Promise(() => {});
  }
  @Get('/late') async late(@Ctx() { logger }: RequestContext) {
    await sleep(400);
    logger.info('late, but done');
    return 'late';
  }
  @Get('/late-failure') async lateFailure() {
    await sleep(400);
    throw new Error('late failure');
  }
  @Get('/busy') busy() {
    for (;;);
  }
  @Get('/floating') floating() {
    void Promise.reject(new Error('nobody awaits me'));
    return sleep(50).then(() => 'unreachable');
  }
  @Get('/forgotten') @UseMiddleware(forgetful) async forgotten() {
    await sleep(20);
    throw new Error('failed behind a next() that nobody awaits');
  }
  @Get('/exit') exit() {
    process.exit(3);
  }
  @Get('/:mark(mark-\\d+)') mark({ params, logger }: RequestContext) {
    logger.info(params.mark!);
  }
}

let underWay = 0;
let most = 0;

@Controller('/at-once')
class AtOnce {
  constructor(readonly visit: Visit) {}

  @Get('/:id') async read(ctx: RequestContext) {
    most = Math.max(most, ++underWay);
    await sleep(100);
    const { id } = ctx.params;
    ctx.res.headers.set('x-id', id!);
    const seen = { id, tracked: currentRequest()?.params.id, requestId: ctx.context.awsRequestId, at: this.visit.at.getTime(), most };
    underWay--;
    return seen;
  }
  @Get('/streamed/:id') async *streamed(ctx: RequestContext) {
    for (let count = 0; count < 3; count++) {
      await sleep(20);
      yield `${ctx.params.id}/${currentRequest()?.params.id} `;
    }
  }
  @Get('/never/:id') never() {
    return new Promise(() => {});
  }
}

export const { handler, streamHandler } = createApp({ controllers: [Buffered, Streamed, Faults, AtOnce] });
