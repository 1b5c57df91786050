import {
  ContentType,
  Controller,
  createApp,
  Get,
  Header,
  HttpCode,
  HttpResponse,
  proxyResult,
  Redirect,
  type RequestContext,
  serializeCookie,
  sse,
} from '../../src/index.js';
import { lambdaContext, streamClient } from '../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../behaviour/support/every-source.js';
import { eventOf } from '../behaviour/support/raw-events.js';
import { recordingLogger } from '../behaviour/support/silent-logger.js';

const SHARED = Object.freeze({ status: 'up', tags: ['a'] });
const sharedResponse = new HttpResponse('shared');

class Evil {
  toJSON() {
    throw new Error('no json today');
  }
}

@Controller()
class Responses {
  @Get('/function') function() {
    return () => 1;
  }
  @Get('/symbol') symbol() {
    return Symbol('x');
  }
  @Get('/bigint') bigint() {
    return 1n;
  }
  @Get('/nested-bigint') nestedBigint() {
    return { list: [{ n: 1n }] };
  }
  @Get('/circular') circular() {
    const list: unknown[] = [];
    list.push({ list });
    return list;
  }
  @Get('/evil') evil() {
    return new Evil();
  }
  @Get('/nested-evil') nestedEvil() {
    return { inner: new Evil() };
  }
  @Get('/getter') getter() {
    return {
      get x() {
        throw new Error('no x today');
      },
    };
  }
  @Get('/used') async used() {
    const response = new Response('read');
    await response.text();
    return response;
  }
  @Get('/wrong-chunk') async *wrongChunk() {
    yield { not: 'bytes' };
  }
  @Get('/status/:status') status(ctx: RequestContext) {
    const { status } = ctx.params;
    return proxyResult({ statusCode: (Number.isNaN(Number(status)) ? status : Number(status)) as number, body: '' });
  }
  @Get('/status-of-response/:status') statusOfResponse(ctx: RequestContext) {
    return new HttpResponse('x', { status: ctx.params.status as never });
  }
  @Get('/status-set/:status') statusSet(ctx: RequestContext) {
    ctx.res.status = Number(ctx.params.status);
    return { ok: true };
  }
  @Get('/looks-like-a-result') looks() {
    return { statusCode: 302, headers: { location: 'https://evil.com' }, body: '', isBase64Encoded: true, cookies: ['a=1'] };
  }
  @Get('/looks-like-a-response') looksLikeAResponse() {
    return { status: 302, headers: { location: 'https://evil.com' }, body: 'x', ok: true };
  }
  @Get('/constant') constant() {
    return SHARED;
  }
  @Get('/shared') shared() {
    return sharedResponse;
  }
  @Get('/null-prototype') nullPrototype() {
    return Object.assign(Object.create(null) as object, { a: 1 });
  }
  @Get('/own-proto') ownProto() {
    return JSON.parse('{"__proto__":{"x":1},"constructor":2}') as unknown;
  }
  @Get('/cookie') cookie(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', serializeCookie('name', ctx.query.get('value')!, { path: '/' }));
  }
  @Get('/cookie-name') cookieName(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', serializeCookie(ctx.query.get('value')!, 'x'));
  }
  @Get('/cookie-path') cookiePath(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', serializeCookie('name', 'x', { path: ctx.query.get('value')! }));
  }
  @Get('/header-name') headerName(ctx: RequestContext) {
    ctx.res.headers.set(ctx.query.get('value')!, 'x');
  }
  @Get('/events') events(ctx: RequestContext) {
    const field = ctx.query.get('field')!;
    return sse(
      (async function* () {
        yield { data: 'first' };
        yield { data: 'second', [field]: 'a\nb' };
      })(),
    );
  }
  @Get('/events-data') eventsData() {
    return sse(
      (async function* () {
        yield 'a\nb\r\nc\rd';
        yield { data: { json: 'x\ny' }, event: 'tick', id: '7', retry: 100 };
      })(),
    );
  }
  @Get("/quo'te") 'quo\'te"); process.exit(1); ("'() {
    return 'quoted';
  }
  @Get('/dressed') @HttpCode(202) @Header('x-a', '1') @ContentType('text/csv') dressed() {
    return 'a,b';
  }
  @Get('/away') @Redirect('https://example.com/ä?x=1 2', 301) away() {}
  @Get('/bytes-view') bytesView() {
    return new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(2, 4);
  }
  @Get('/data-view') dataView() {
    return new DataView(new Uint8Array([9, 8]).buffer);
  }
}

describe.each(EVERY_SOURCE)('what a handler returns, through $name', (source) => {
  const logger = recordingLogger();
  const app = createApp({ controllers: [Responses], logger });
  const api = clientOf(app, source);
  beforeEach(() => {
    logger.records.length = 0;
  });

  it.each(['/function', '/symbol', '/bigint', '/nested-bigint', '/circular', '/evil', '/nested-evil', '/getter', '/used', '/wrong-chunk'])(
    'is a 500 with one log line when it cannot be an answer: %s',
    async (path) => {
      const answer = await api.get(path);
      expect([answer.status, answer.json<{ error: string }>().error]).toEqual([500, 'InternalServerError']);
      expect(logger.at('error').map(({ fields }) => fields!.error)).toEqual([expect.any(Object)]);
    },
  );

  it.each(['/status', '/status-of-response', '/status-set'])('is a 500 when its status is none: %s', async (path) => {
    for (const status of ['abc', '99', '100', '101', '199', '600', '1000', '-1', '200.5', '0']) {
      const answer = await api.get(`${path}/${status}`);
      expect([status, answer.status]).toEqual([status, 500]);
    }
  });

  it('is data although it looks like a result or a response', async () => {
    const result = await api.get('/looks-like-a-result');
    expect([result.status, result.headers.location, result.cookies, result.json<{ statusCode: number }>().statusCode]).toEqual([
      200,
      undefined,
      [],
      302,
    ]);
    const response = await api.get('/looks-like-a-response');
    expect([response.status, response.headers.location, response.json<{ status: number }>().status]).toEqual([200, undefined, 302]);
  });

  it('may be a shared constant: nothing that happens to the answer happens to it', async () => {
    const changing = clientOf(
      {
        controllers: [Responses],
        middleware: [
          async ({ reqCtx, next }) => {
            await next();
            reqCtx.res.headers.append('x-times', '1');
            reqCtx.res.status = 201;
          },
        ],
      },
      source,
    );
    for (const path of ['/constant', '/shared']) {
      await changing.get(path);
      const again = await changing.get(path);
      expect([again.status, again.headers['x-times']]).toEqual([201, '1']);
    }
    expect([sharedResponse.status, sharedResponse.headers.has('x-times')]).toEqual([200, false]);
  });

  it('may have any keys', async () => {
    expect((await api.get('/null-prototype')).json()).toEqual({ a: 1 });
    expect((await api.get('/own-proto')).text()).toBe('{"__proto__":{"x":1},"constructor":2}');
  });

  it('may be a view of bytes, which is sent and nothing else of the buffer', async () => {
    expect([...(await api.get('/bytes-view')).bytes()]).toEqual([3, 4]);
    expect([...(await api.get('/data-view')).bytes()]).toEqual([9, 8]);
  });

  it.each(['a;b', 'a\r\nb', 'a\nb', 'a b', 'a=b', 'a,b', ''])('cannot make a cookie whose name would mean more: %j', async (value) => {
    const answer = await api.get('/cookie-name', { query: { value } });
    expect([answer.status, answer.cookies]).toEqual([500, []]);
  });

  it.each(['/;domain=evil.com', '/\r\nset-cookie: b=1', '/\u0000'])(
    'cannot make a cookie whose attribute would mean more: %j',
    async (value) => {
      const answer = await api.get('/cookie-path', { query: { value } });
      expect([answer.status, answer.cookies]).toEqual([500, []]);
    },
  );

  it('makes a cookie of any value, encoded', async () => {
    const { cookies } = await api.get('/cookie', { query: { value: 'a;b\r\n="ä' } });
    expect(cookies).toEqual(['name=a%3Bb%0D%0A%3D%22%C3%A4; Path=/']);
  });

  it.each(['a b', 'a:b', 'a\r\nb', '', 'ä', '__proto__', 'a(b'])('cannot set a header of an illegal name: %j', async (value) => {
    expect((await api.get('/header-name', { query: { value } })).status).toBe(500);
  });

  it('splits line breaks in the data of server-sent events, and refuses them elsewhere', async () => {
    expect((await api.get('/events-data')).text()).toBe(
      'data: a\ndata: b\ndata: c\ndata: d\n\nevent: tick\nid: 7\nretry: 100\ndata: {"json":"x\\ny"}\n\n',
    );
    for (const field of ['id', 'event']) expect((await api.get('/events', { query: { field } })).status).toBe(500);
  });

  it('comes from methods and paths of any name', async () => {
    expect((await api.get("/quo'te")).text()).toBe('quoted');
  });

  it('is dressed by decorators, and redirects are escaped', async () => {
    const dressed = await api.get('/dressed');
    expect([dressed.status, dressed.headers['x-a'], dressed.headers['content-type'], dressed.text()]).toEqual([
      202,
      '1',
      'text/csv',
      'a,b',
    ]);
    const away = await api.get('/away');
    expect([away.status, away.headers.location]).toEqual([301, 'https://example.com/%C3%A4?x=1%202']);
  });

  it('always is a result that JSON can carry, whatever happened', async () => {
    for (const { path } of app.routes) {
      const url = path.replace(':status', '1000');
      const event = eventOf(source, { path: `${url}?value=x&field=id` });
      const result: unknown = await app.handler(event, lambdaContext());
      expect([path, JSON.parse(JSON.stringify(result))]).toEqual([path, result]);
      expect([path, typeof (result as { body: unknown }).body]).toEqual([path, 'string']);
    }
  });
});

describe('server-sent events that are streamed', () => {
  it('fail with one log line, and the stream is left alone, when a later event is refused', async () => {
    const logger = recordingLogger();
    const api = streamClient(createApp({ controllers: [Responses], logger }));
    await expect(api.get('/events?field=id')).rejects.toThrow('line break');
    expect(logger.at('error')).toHaveLength(1);
  });
});
