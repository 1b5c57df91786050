import { Readable } from 'node:stream';
import { ContentType, Controller, Get, Header, HttpCode, HttpResponse, Post, proxyResult, Redirect, Res } from '../../src/index.js';
import { clientOf, EVERY_SOURCE } from './support/every-source.js';
import { recordingLogger } from './support/silent-logger.js';

class Money {
  constructor(readonly amount: number) {}
}

const shared = new HttpResponse('shared', { headers: { 'x-shared': '1' } });

@Controller()
class Answers {
  @Get('/object') object() {
    return { a: 1 };
  }
  @Get('/array') array() {
    return [1, 2];
  }
  @Get('/instance') instance() {
    return new Money(3);
  }
  @Get('/number') number() {
    return 0;
  }
  @Get('/boolean') boolean() {
    return false;
  }
  @Get('/null') null() {
    return null;
  }
  @Get('/undefined') undefined() {}
  @Get('/promise') async promise() {
    return { later: true };
  }
  @Get('/text') text() {
    return 'héllo';
  }
  @Get('/empty-text') emptyText() {
    return '';
  }
  @Get('/bytes') bytes() {
    return new Uint8Array([0, 255, 128]);
  }
  @Get('/buffer') buffer() {
    return Buffer.from([1, 2, 254]);
  }
  @Get('/array-buffer') arrayBuffer() {
    return new Uint8Array([7, 8]).buffer;
  }
  @Get('/blob') blob() {
    return new Blob(['<p>hi</p>'], { type: 'text/html' });
  }
  @Get('/readable') readable() {
    return Readable.from(['a', 'b']);
  }
  @Get('/web-stream') webStream() {
    return new Blob(['web']).stream();
  }
  @Get('/generator') async *generator() {
    yield 'x';
    yield new Uint8Array([121]);
  }
  @Get('/response') response() {
    return new HttpResponse('teapot', { status: 418, headers: { 'x-tea': 'yes' } });
  }
  @Get('/shared') shared() {
    return shared;
  }
  @Get('/web-response') webResponse() {
    return new Response('web', { status: 202, headers: { 'x-web': '1' } });
  }
  @Get('/proxy') proxy() {
    return proxyResult({ statusCode: 201, headers: { 'Content-Type': 'text/html' }, body: '<b>', cookies: ['a=1'] });
  }
  @Get('/looks-like-a-result') looks() {
    return { statusCode: 500, body: 'data' };
  }
  @Post('/dressed') @HttpCode(201) @Header('x-one', '1') @ContentType('application/vnd.api+json') dressed() {
    return { ok: true };
  }
  @Get('/no-content') @HttpCode(204) noContent() {
    return { ignored: true };
  }
  @Get('/accepted') @HttpCode(202) accepted() {}
  @Get('/redirect') @Redirect('/elsewhere') redirect() {}
  @Get('/redirect-to') @Redirect('/elsewhere', 301) redirectTo() {
    return { url: '/chosen', statusCode: 307 };
  }
  @Get('/res') res(@Res() res: HttpResponse) {
    res.status = 203;
    res.headers.set('x-res', 'set');
    return { through: 'res' };
  }
  @Get('/bigint') bigint() {
    return { n: 1n };
  }
  @Get('/circular') circular() {
    const value: Record<string, unknown> = {};
    value.self = value;
    return value;
  }
  @Get('/to-json') toJson() {
    return {
      toJSON() {
        throw new Error('no json today');
      },
    };
  }
  @Get('/function') function() {
    return () => 1;
  }
  @Get('/map') map() {
    return new Map([['a', 1]]);
  }
  @Get('/sync-generator') *syncGenerator() {
    yield 1;
  }
  @Get('/search-params') searchParams() {
    return new URLSearchParams('a=1');
  }
  @Get('/map-with-json') mapWithJson() {
    return Object.assign(new Map([['a', 1]]), { toJSON: () => ({ a: 1 }) });
  }
  @Get('/returned-error') returnedError() {
    return new RangeError('was meant to be thrown');
  }
  @Get('/bad-status') badStatus() {
    return proxyResult({ statusCode: 1000, body: '' });
  }
  @Get('/broken-stream') async *brokenStream() {
    yield 'first';
    throw new Error('stream broke');
  }
}

describe.each(EVERY_SOURCE)('answers through $name', (source) => {
  const logger = recordingLogger();
  const api = clientOf({ controllers: [Answers], logger }, source);

  it.each([
    ['/object', '{"a":1}'],
    ['/array', '[1,2]'],
    ['/instance', '{"amount":3}'],
    ['/number', '0'],
    ['/boolean', 'false'],
    ['/null', 'null'],
    ['/promise', '{"later":true}'],
    ['/looks-like-a-result', '{"statusCode":500,"body":"data"}'],
  ])('%s is JSON, once', async (path, body) => {
    const answer = await api.get(path);
    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([200, 'application/json', body]);
  });

  it('undefined is 204 without a body or type', async () => {
    const answer = await api.get('/undefined');
    expect([answer.status, answer.text(), answer.headers['content-type']]).toEqual([204, '', undefined]);
  });

  it.each([
    ['/text', 'héllo'],
    ['/empty-text', ''],
  ])('%s is text, verbatim', async (path, body) => {
    const answer = await api.get(path);
    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([200, 'text/plain; charset=utf-8', body]);
  });

  it.each([
    ['/bytes', 'application/octet-stream', [0, 255, 128]],
    ['/buffer', 'application/octet-stream', [1, 2, 254]],
    ['/array-buffer', 'application/octet-stream', [7, 8]],
    ['/blob', 'text/html', [...Buffer.from('<p>hi</p>')]],
  ])('%s keeps its bytes', async (path, type, bytes) => {
    const answer = await api.get(path);
    expect([answer.status, answer.headers['content-type'], [...answer.bytes()]]).toEqual([200, type, bytes]);
  });

  it.each([
    ['/readable', 'ab'],
    ['/web-stream', 'web'],
    ['/generator', 'xy'],
  ])('%s is collected', async (path, body) => {
    const answer = await api.get(path);
    expect([answer.status, answer.text()]).toEqual([200, body]);
  });

  it('responses go out as they are', async () => {
    const own = await api.get('/response');
    expect([own.status, own.headers['x-tea'], own.text()]).toEqual([418, 'yes', 'teapot']);
    const web = await api.get('/web-response');
    expect([web.status, web.headers['x-web'], web.text()]).toEqual([202, '1', 'web']);
    const proxy = await api.get('/proxy');
    expect([proxy.status, proxy.headers['content-type'], proxy.text(), proxy.cookies]).toEqual([201, 'text/html', '<b>', ['a=1']]);
  });

  it('a shared response may be returned again and again', async () => {
    const withMiddleware = clientOf(
      {
        controllers: [Answers],
        middleware: [
          async ({ reqCtx, next }) => {
            await next();
            reqCtx.res.headers.append('x-shared', '2');
          },
        ],
      },
      source,
    );
    await withMiddleware.get('/shared');
    const again = await withMiddleware.get('/shared');
    expect([again.text(), again.headers['x-shared']]).toEqual(['shared', '1, 2']);
    expect(shared.headers.get('x-shared')).toBe('1');
  });

  it('decorators dress plain values', async () => {
    const dressed = await api.post('/dressed');
    expect([dressed.status, dressed.headers['x-one'], dressed.headers['content-type']]).toEqual([201, '1', 'application/vnd.api+json']);
    const noContent = await api.get('/no-content');
    expect([noContent.status, noContent.text()]).toEqual([204, '']);
    const accepted = await api.get('/accepted');
    expect([accepted.status, accepted.text()]).toEqual([202, '']);
  });

  it('redirects', async () => {
    const fixed = await api.get('/redirect');
    expect([fixed.status, fixed.headers.location, fixed.text()]).toEqual([302, '/elsewhere', '']);
    const chosen = await api.get('/redirect-to');
    expect([chosen.status, chosen.headers.location]).toEqual([307, '/chosen']);
  });

  it('takes status and headers from @Res() and the body from the value', async () => {
    const answer = await api.get('/res');
    expect([answer.status, answer.headers['x-res'], answer.json()]).toEqual([203, 'set', { through: 'res' }]);
  });

  it('HEAD has the headers of GET and no body', async () => {
    for (const path of ['/object', '/text', '/bytes', '/generator']) {
      const get = await api.get(path);
      const head = await api.head(path);
      expect([head.status, head.headers['content-type'], head.text()]).toEqual([200, get.headers['content-type'], '']);
    }
  });

  it('a map is what its toJSON says', async () => {
    expect((await api.get('/map-with-json')).json()).toEqual({ a: 1 });
  });

  it.each([
    '/bigint',
    '/circular',
    '/to-json',
    '/function',
    '/map',
    '/sync-generator',
    '/search-params',
    '/returned-error',
    '/bad-status',
    '/broken-stream',
  ])('%s is a 500 with one error line', async (path) => {
    logger.records.length = 0;
    const answer = await api.get(path);
    expect(answer.status).toBe(500);
    expect(answer.json()).toEqual({
      statusCode: 500,
      error: 'InternalServerError',
      message: 'Internal Server Error',
      requestId: expect.any(String),
    });
    expect(logger.at('error')).toHaveLength(1);
    expect(logger.at('error')[0]!.fields).toMatchObject({ method: 'GET', route: path, error: expect.any(Error) });
  });
});
