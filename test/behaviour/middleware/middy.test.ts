import middyCore from '@middy/core';
import httpCors from '@middy/http-cors';
import httpErrorHandler from '@middy/http-error-handler';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import httpSecurityHeaders from '@middy/http-security-headers';
import { createError } from '@middy/util';
import {
  Authorized,
  Body,
  ConfigurationError,
  Controller,
  Ctx,
  createApp,
  ErrorHandler,
  Get,
  HttpResponse,
  type Middleware,
  NotFoundError,
  Param,
  Post,
  type RequestContext,
  serializeCookie,
} from '../../../src/index.js';
import { type MiddyMiddleware, type MiddyRequest, middy } from '../../../src/middleware/middy.js';
import { lambdaContext, streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

@Controller()
class Thing {
  @Get('/thing')
  read(@Ctx() { res, context, event }: RequestContext) {
    res.headers.append('set-cookie', serializeCookie('a', '1'));
    res.headers.append('set-cookie', serializeCookie('b', '2'));
    const { secret } = context as unknown as { secret?: string };
    const { seen } = event as { seen?: string };
    return { ok: true, ...(secret && { secret }), ...(seen && { seen }) };
  }

  @Get('/bytes')
  bytes() {
    return Buffer.from([0, 255, 10]);
  }

  @Get('/stream')
  async *stream() {
    yield 'one ';
    yield 'two';
  }

  @Get('/nothing')
  nothing() {}

  @Get('/fail/:how')
  fail(@Param('how') how: string) {
    if (how === 'known') throw new NotFoundError('no such thing');
    if (how === 'secret') throw new NotFoundError('only for us', { expose: false });
    throw new Error('broken inside');
  }

  @Get('/closed')
  @Authorized()
  closed() {}

  @Post('/thing')
  write(@Body({ validate: false }) body: unknown) {
    return { body };
  }
}

const api = (...given: MiddyMiddleware[]) => clientOf({ controllers: [Thing], middleware: [middy(...given)] });
/** A request as hooks of these tests know it. */
interface HookRequest extends MiddyRequest {
  event: Record<string, unknown>;
  context: Record<string, unknown>;
  response: { statusCode: number; headers: Record<string, string>; body: string; isBase64Encoded: boolean };
}
const hook = (change: (request: HookRequest) => unknown): ((request: never) => unknown) => change as (request: never) => unknown;
const quiet = { logger: false as const };

describe('hooks', () => {
  it('run around the handler like those of Middy itself', async () => {
    const log: string[] = [];
    const tracing = (name: string): MiddyMiddleware => ({
      before: () => void log.push(`${name} before`),
      after: () => void log.push(`${name} after`),
      onError: () => void log.push(`${name} error`),
    });
    const theirs = middyCore(async () => ({ statusCode: 200 }));
    theirs.use([tracing('a'), tracing('b')] as never);
    await theirs({}, lambdaContext());
    const expected = log.splice(0);

    await api(tracing('a'), tracing('b')).get('/thing');
    expect(log).toEqual(expected);
    expect(log).toEqual(['a before', 'b before', 'b after', 'a after']);

    log.splice(0);
    expect((await api(tracing('a'), tracing('b')).get('/fail/broken')).status).toBe(500);
    expect(log).toEqual(['a before', 'b before', 'b error', 'a error']);
  });

  it('may be given as lists, and wait', async () => {
    const slow: MiddyMiddleware = { after: hook(async ({ response }) => void Object.assign(response.headers, { 'x-slow': '1' })) };
    const client = clientOf({ controllers: [Thing], middleware: [middy([slow], [])] });

    expect((await client.get('/thing')).headers['x-slow']).toBe('1');
  });

  it('see the event and the context that the handler sees', async () => {
    const answer = await api({
      before: hook(({ event, context }) => {
        Object.assign(context as object, { secret: 'from ssm' });
        Object.assign(event as object, { seen: 'by a hook' });
      }),
    }).get('/thing');

    expect(answer.json()).toEqual({ ok: true, secret: 'from ssm', seen: 'by a hook' });
  });

  it('share what they keep, for one request', async () => {
    const kept: unknown[] = [];
    const keeping: MiddyMiddleware = {
      before: hook(({ internal }) => {
        kept.push({ ...internal });
        internal.value = 1;
      }),
      after: hook(({ internal }) => void kept.push({ ...internal })),
    };
    const client = api(keeping);
    await client.get('/thing');
    await client.get('/thing');
    expect(kept).toEqual([{}, { value: 1 }, {}, { value: 1 }]);
  });
});

describe.each(EVERY_SOURCE)('the response over $name', (source) => {
  it('is a gateway result that hooks may change', async () => {
    const seen: unknown[] = [];
    const changing: MiddyMiddleware = {
      after: hook(({ response }) => {
        seen.push(structuredClone(response));
        Object.assign(response.headers, { 'X-Added': 'yes', 'Content-Type': 'text/plain' });
        Object.assign(response, { statusCode: 202, body: `${response.body} changed` });
      }),
    };
    const answer = await clientOf({ controllers: [Thing], middleware: [middy(changing)] }, source).get('/thing');

    expect(seen).toEqual([
      {
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        cookies: ['a=1', 'b=2'],
        body: '{"ok":true}',
        isBase64Encoded: false,
      },
    ]);
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'x-added': 'yes' });
    expect(answer.text()).toBe('{"ok":true} changed');
    expect(answer.cookies).toHaveLength(source.source === 'alb' && !source.event.multiValueHeaders ? 1 : 2);
  });

  it('has its bytes in base64, and keeps them when nobody changes them', async () => {
    const encoded: unknown[] = [];
    const looking: MiddyMiddleware = { after: hook(({ response: { body, isBase64Encoded } }) => void encoded.push(body, isBase64Encoded)) };
    const answer = await clientOf({ controllers: [Thing], middleware: [middy(looking)] }, source).get('/bytes');

    expect(encoded).toEqual(['AP8K', true]);
    expect([...answer.bytes()]).toEqual([0, 255, 10]);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
  });
});

describe('the response', () => {
  it.each<[string, (request: never) => unknown, number, string]>([
    ['put in its place', hook((request) => void Object.assign(request, { response: { statusCode: 201, body: 'other' } })), 201, 'other'],
    [
      'returned',
      () => ({ statusCode: 203, headers: { 'X-A': 'b' }, body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true }),
      203,
      'bytes',
    ],
    ['returned as data', () => ({ data: 1 }), 200, '{"data":1}'],
    ['returned as text', () => 'text', 200, 'text'],
    ['returned as null', () => null, 200, 'null'],
    ['returned as a response of ours', () => new HttpResponse('ours', { status: 418 }), 418, 'ours'],
    ['set to undefined as early response', hook((request) => void Object.assign(request, { earlyResponse: undefined })), 204, ''],
  ])('may be another one, %s', async (_how, after, status, text) => {
    const answer = await api({ after }).get('/thing');

    expect([answer.status, answer.text()]).toEqual([status, text]);
  });

  it('may take values for several headers and cookies from a result', async () => {
    const answer = await api({
      after: hook(({ response }) => void Object.assign(response, { multiValueHeaders: { 'X-Many': ['1', '2'] }, cookies: ['c=3'] })),
    }).get('/thing');

    expect(answer.headers['x-many']).toBe('1, 2');
    expect(answer.cookies).toContain('c=3');
  });

  it('is whole where it is sent whole', async () => {
    const answer = await api({
      after: hook(
        ({ response }) => void Object.assign(response.headers, { 'x-length': String(Buffer.from(response.body, 'base64').length) }),
      ),
    }).get('/stream');

    expect([answer.text(), answer.headers['x-length']]).toEqual(['one two', '7']);
  });

  it('goes on being streamed where it is', async () => {
    const app = createApp({
      controllers: [Thing],
      middleware: [middy({ after: hook(({ response }) => void Object.assign(response.headers, { 'x-stream': typeof response.body })) })],
      logger: silentLogger,
    });
    const answer = await streamClient(app).get('/stream');

    expect(answer.chunks.map(String)).toEqual(['one ', 'two']);
    expect(answer.prelude.headers).toMatchObject({ 'x-stream': 'object' });
  });

  it.each([
    ['/nothing', 204],
    ['/nowhere', 404],
  ])('may be that of %s', async (path, status) => {
    const answer = await api({
      after: hook(({ response }) => void Object.assign(response.headers, { 'x-after': String(response.statusCode) })),
    }).get(path);

    expect([answer.status, answer.headers['x-after']]).toEqual([status, String(status)]);
  });

  it('keeps what outer middleware has set, once', async () => {
    const outer: Middleware = async ({ reqCtx, next }) => {
      reqCtx.res.headers.append('set-cookie', 'visit=1');
      reqCtx.res.headers.set('x-outer', '1');
      await next();
    };
    const client = clientOf({ controllers: [Thing], middleware: [outer, middy({ after: () => {} })] });
    const answer = await client.get('/thing');

    expect(answer.cookies.filter((cookie) => cookie === 'visit=1')).toHaveLength(1);
    expect(answer.headers['x-outer']).toBe('1');
  });

  it('that is impossible is a 500', async () => {
    expect((await api({ after: () => ({ statusCode: 42 }) }).get('/thing')).status).toBe(500);
    expect((await api({ after: () => ({ statusCode: 200, body: { not: 'text' } }) }).get('/thing')).status).toBe(500);
  });
});

describe('a hook before the handler that answers', () => {
  it('keeps it and all later hooks from running, as in Middy', async () => {
    const log: string[] = [];
    const answer = await api(
      { before: () => ({ statusCode: 200, body: 'warm' }), after: () => void log.push('after') },
      { before: () => void log.push('before') },
    ).get('/thing');

    expect(answer.text()).toBe('warm');
    expect(log).toEqual([]);
  });
});

describe('onError', () => {
  it('may answer for the error', async () => {
    const seen: unknown[] = [];
    const answer = await api({
      onError: hook((request) => {
        seen.push(request.response, (request.error as Error).message);
        Object.assign(request, { response: { statusCode: 418, body: 'handled' } });
      }),
    }).get('/fail/broken');

    expect([answer.status, answer.text()]).toEqual([418, 'handled']);
    expect(seen).toEqual([undefined, 'broken inside']);
  });

  it('sees what guards and bindings refuse', async () => {
    const seen: unknown[] = [];
    const client = api({ onError: hook(({ error }) => void seen.push((error as NotFoundError).status)) });

    expect((await client.get('/closed')).status).toBe(401);
    expect((await client.post('/thing', { body: '{', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    expect(seen).toEqual([401, 400]);
  });

  it('leaves the error to error handlers when it does not answer', async () => {
    class Handlers {
      @ErrorHandler()
      any(error: Error) {
        return { statusCode: 409, seen: error.message };
      }
    }
    const client = clientOf({ controllers: [Thing], errorHandlers: [Handlers], middleware: [middy({ onError: () => {} })] });

    expect((await client.get('/fail/broken')).json()).toEqual({ statusCode: 409, seen: 'broken inside' });
  });

  it('may put another error in its place', async () => {
    const replacing = api({ onError: hook((request) => void Object.assign(request, { error: new NotFoundError('replaced') })) });
    const throwing = api({
      onError: () => {
        throw createError(410, 'gone');
      },
    });

    expect((await replacing.get('/fail/broken')).json()).toMatchObject({ statusCode: 404, message: 'replaced' });
    expect((await throwing.get('/fail/broken')).json()).toMatchObject({ statusCode: 410, message: 'gone' });
  });

  it('sees what other hooks throw', async () => {
    const seen: string[] = [];
    const watching: MiddyMiddleware = { onError: hook(({ error }) => void seen.push((error as Error).message)) };
    const failing = (name: 'before' | 'after'): MiddyMiddleware => ({
      [name]: () => {
        throw new Error(`${name} failed`);
      },
    });

    expect((await api(watching, failing('before')).get('/thing')).status).toBe(500);
    expect((await api(watching, failing('after')).get('/thing')).status).toBe(500);
    expect(seen).toEqual(['before failed', 'after failed']);
  });
});

describe('a hook that gives an impossible response', () => {
  it('is an error that all hooks for errors see', async () => {
    let seen = 0;
    const watching: MiddyMiddleware = { onError: () => void seen++ };

    expect((await api(watching, watching, { after: () => ({ statusCode: 42 }) }).get('/thing')).status).toBe(500);
    expect(seen).toBe(2);
  });
});

describe('errors in the way of Middy', () => {
  it.each([
    ['exposed', createError(422, 'not so', { expose: true }), 422, 'not so'],
    ['exposed by its status', createError(415, 'Unsupported'), 415, 'Unsupported'],
    ['not exposed', createError(503, 'database at 10.0.0.1'), 500, 'Internal Server Error'],
    ['of an impossible status', Object.assign(new Error('odd'), { statusCode: 200, expose: true }), 500, 'Internal Server Error'],
  ])('are answered as they say: %s', async (_what, error, status, message) => {
    const answer = await api({
      before: () => {
        throw error;
      },
    }).get('/thing');

    expect(answer.json()).toMatchObject({ statusCode: status, message });
  });
});

describe('middleware of Middy itself', () => {
  it('http-security-headers', async () => {
    const answer = await api(httpSecurityHeaders()).get('/thing');

    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    expect(answer.json()).toEqual({ ok: true });
  });

  it('http-cors', async () => {
    const client = api(httpCors({ origins: ['https://a.example', 'https://b.example'], credentials: true }));
    const answer = await client.get('/thing', { headers: { origin: 'https://b.example' } });

    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://b.example',
      'access-control-allow-credentials': 'true',
    });
  });

  it.each([
    ['known', 404, 'no such thing'],
    ['broken', 500, 'sorry'],
    ['secret', 500, 'sorry'],
  ])('http-error-handler, for an error that is %s', async (how, status, text) => {
    const answer = await api(httpErrorHandler({ ...quiet, fallbackMessage: 'sorry' })).get(`/fail/${how}`);

    expect([answer.status, answer.text(), answer.headers['content-type']]).toEqual([status, text, 'text/plain']);
  });

  it('http-error-handler together with hooks that change its answer', async () => {
    const client = api(httpSecurityHeaders(), httpErrorHandler(quiet));

    expect((await client.get('/fail/known')).headers['x-content-type-options']).toBe('nosniff');
  });

  it('http-json-body-parser, which leaves the body of the handler as it was sent', async () => {
    const client = api(httpJsonBodyParser());

    expect((await client.post('/thing', { body: { a: 1 } })).json()).toEqual({ body: { a: 1 } });
    expect((await client.post('/thing', { body: '{', headers: { 'content-type': 'application/json' } })).status).toBe(422);
    expect((await client.post('/thing', { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });
});

describe('what is no middleware of Middy', () => {
  it.each([[undefined], [null], [{}], [() => {}], [{ before: 'x' }], [{ use: () => {} }], ['warmup'], [httpCors]])(
    '%p is refused',
    (given) => {
      let problems: string[] = [];
      try {
        middy({ before: () => {} }, given as never);
      } catch (error) {
        if (ConfigurationError.is(error)) problems = error.problems.map(({ message }) => message);
      }

      expect(problems).toEqual(['middy() cannot run its argument 2: it is not an object with before, after or onError']);
    },
  );

  it('none at all is allowed, and does nothing', async () => {
    expect((await api().get('/thing')).json()).toEqual({ ok: true });
  });
});
