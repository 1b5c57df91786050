import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  type AppOptions,
  Controller,
  createApp,
  Get,
  HttpCode,
  HttpResponse,
  Post,
  proxyResult,
  Redirect,
  type RequestContext,
  sse,
} from '../../../src/index.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE, type SourceCase } from '../support/every-source.js';
import { recordingLogger } from '../support/silent-logger.js';

let released = 0;

async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) yield 'x'.repeat(100_000);
  } finally {
    released++;
  }
}

const SHIFT_JIS = new Uint8Array([0x93, 0xfa, 0x96, 0x7b]);
const WITH_MARK = new Uint8Array([0xef, 0xbb, 0xbf, 0x68, 0x69]);

@Controller()
class Answers {
  @Get('/no-content/:status') bodiless(ctx: RequestContext) {
    return new HttpResponse('should not be sent', { status: Number(ctx.params.status), headers: { etag: '"1"' } });
  }
  @Get('/no-content-web') web() {
    return new Response(null, { status: 204, headers: { 'x-kept': '1' } });
  }
  @Get('/no-content-bytes') @HttpCode(204) bytes() {
    return new Uint8Array([0, 255]);
  }
  @Get('/not-modified-stream') stream() {
    return new HttpResponse(endless(), { status: 304 });
  }
  @Get('/page') page() {
    return new HttpResponse('<p>page</p>', { status: 203, headers: { 'content-type': 'text/html; charset=utf-8', etag: '"page"' } });
  }
  @Get('/endless') endless() {
    return endless();
  }
  @Get('/redirect') @Redirect('/elsewhere') redirect() {}
  @Get('/redirect-response') redirectResponse() {
    return HttpResponse.redirect('/elsewhere', 303);
  }
  @Get('/throws') throws() {
    throw new Error('the secret is 42');
  }
  @Get('/rejects') async rejects() {
    throw new Error('the secret is 42');
  }
  @Get('/breaks') async *breaks() {
    yield 'half a body';
    throw new Error('it broke');
  }
  @Get('/readable-breaks') readableBreaks() {
    return Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('it broke');
      })(),
    );
  }
  @Get('/nothing') nothing() {}
  @Get('/null') null() {
    return null;
  }
  @Get('/large/:kind') large(ctx: RequestContext) {
    const size = ctx.source === 'alb' ? 1_100_000 : 7_000_000;
    const kinds: Record<string, () => unknown> = {
      text: () => 'x'.repeat(size),
      json: () => ({ text: 'x'.repeat(size) }),
      // Under the limit until it is base64.
      bytes: () => new Uint8Array(Math.floor(size * 0.8)).fill(255),
      // Under the limit until its quotes are escaped.
      escaped: () => '"'.repeat(Math.floor(size * 0.6)),
      stream: () => endless(),
    };
    return kinds[ctx.params.kind!]!();
  }
  @Get('/nearly') nearly(ctx: RequestContext) {
    return 'x'.repeat(ctx.source === 'alb' ? 1_000_000 : 6_000_000);
  }
  @Get('/cookies') cookies(ctx: RequestContext) {
    ctx.res.headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/');
    ctx.res.headers.append('set-cookie', 'b=2; Expires=Thu, 22 Oct 2026 07:28:00 GMT; HttpOnly');
    return { ok: true };
  }
  @Get('/commas') commas() {
    return new HttpResponse('x', {
      headers: {
        date: 'Wed, 21 Oct 2015 07:28:00 GMT',
        'content-security-policy': "default-src 'none'; report-uri /a,/b",
        link: '</a>; rel=preload, </b>; rel=preload',
      },
    });
  }
  @Get('/connection') connection() {
    return new HttpResponse('body', {
      headers: {
        connection: 'close',
        'keep-alive': 'timeout=5',
        'transfer-encoding': 'chunked',
        upgrade: 'h2c',
        'proxy-authenticate': 'Basic',
        'proxy-connection': 'close',
        'content-length': '9999',
        'x-kept': 'yes',
      },
    });
  }
  @Get('/injected') injected(ctx: RequestContext) {
    return new HttpResponse('x', { headers: { 'x-a': ctx.query.get('value')! } });
  }
  @Get('/injected-location') injectedLocation(ctx: RequestContext) {
    return HttpResponse.redirect(ctx.query.get('value')!);
  }
  @Get('/injected-result') injectedResult(ctx: RequestContext) {
    return proxyResult({ statusCode: 302, headers: { Location: ctx.query.get('value')! } });
  }
  @Get('/numbers') numbers() {
    return proxyResult({ statusCode: 200, headers: { 'x-number': 5, 'x-boolean': true }, body: '' });
  }
  @Get('/beyond') beyond() {
    return new HttpResponse('x', { headers: { 'x-city': 'Łódź' } });
  }
  @Get('/fetched') async fetched() {
    // What `fetch` resolves to has headers that cannot be changed.
    const response = await fetch('data:text/css,fetched');
    expect(() => response.headers.set('x', 'y')).toThrow('immutable');
    return response;
  }
  @Get('/gzip') gzip() {
    return new HttpResponse(gzipSync('text'), { headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' } });
  }
  @Get('/typed/:bytes') typed(ctx: RequestContext) {
    const bodies: Record<string, Uint8Array> = {
      text: Buffer.from('tëxt'),
      mark: WITH_MARK,
      binary: new Uint8Array([0, 1, 254, 255]),
      'shift-jis': SHIFT_JIS,
    };
    const type = ctx.query.get('type');
    const coding = ctx.query.get('coding');
    return new HttpResponse(bodies[ctx.params.bytes!], {
      headers: { ...(type && { 'content-type': type }), ...(coding && { 'content-encoding': coding }) },
    });
  }
  @Get('/untyped/:bytes') untyped(ctx: RequestContext) {
    const response = this.typed(ctx);
    response.headers.delete('content-type');
    return response;
  }
  @Get('/events') events() {
    return sse(
      (async function* () {
        yield 'one';
      })(),
    );
  }
  @Post('/echo') echo(ctx: RequestContext) {
    return ctx.body.bytes();
  }
}

interface Wire {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly cookies?: string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

describe.each(EVERY_SOURCE)('an answer through $name', (source) => {
  const logger = recordingLogger();
  const options: AppOptions = { controllers: [Answers], logger };
  const api = clientOf(options, source);
  beforeEach(() => {
    logger.records.length = 0;
    released = 0;
  });
  const wireOf = (answer: { result: unknown }) => answer.result as Wire;

  it.each([204, 205, 304])('of status %d has no body, whatever was returned, and is no base64', async (status) => {
    const answer = await api.get(`/no-content/${status}`);
    expect([answer.status, wireOf(answer).body, wireOf(answer).isBase64Encoded, answer.headers.etag]).toEqual([status, '', false, '"1"']);
    expect(answer.headers['content-type']).toBeUndefined();
  });

  it('of status 204 may be a web Response, bytes or a stream, which is released', async () => {
    const web = await api.get('/no-content-web');
    expect([web.status, web.text(), web.headers['x-kept']]).toEqual([204, '', '1']);
    const bytes = await api.get('/no-content-bytes');
    expect([bytes.status, wireOf(bytes).body, wireOf(bytes).isBase64Encoded, bytes.headers['content-type']]).toEqual([
      204,
      '',
      false,
      undefined,
    ]);
    const stream = await api.get('/not-modified-stream');
    expect([stream.status, stream.text()]).toEqual([304, '']);
  });

  it('to HEAD is that of GET without its body: status, type and entity tag are kept', async () => {
    const answer = await api.head('/page');
    expect([answer.status, answer.headers['content-type'], answer.headers.etag, wireOf(answer).body]).toEqual([
      203,
      'text/html; charset=utf-8',
      '"page"',
      '',
    ]);
    expect((await api.head('/endless')).status).toBe(200);
  });

  it.each(['/throws', '/rejects'])('to a handler that fails is a 500 of the source’s own shape, and no rejection: %s', async (path) => {
    const answer = await api.get(path);
    expect([answer.status, answer.text().includes('42')]).toEqual([500, false]);
    expect(answer.json()).toEqual({
      statusCode: 500,
      error: 'InternalServerError',
      message: 'Internal Server Error',
      requestId: expect.any(String),
    });
    expect(logger.at('error')).toHaveLength(1);
  });

  it.each(['/breaks', '/readable-breaks'])('is a 500 rather than half a body when it breaks: %s', async (path) => {
    const answer = await api.get(path);
    expect([answer.status, answer.text().includes('half')]).toEqual([500, false]);
  });

  it('is a 204 for undefined and the text null for null, never nothing', async () => {
    expect(wireOf(await api.get('/nothing'))).toMatchObject({ statusCode: 204, body: '' });
    expect(wireOf(await api.get('/null'))).toMatchObject({ statusCode: 200, body: 'null' });
  });

  it.each(['text', 'json', 'bytes', 'escaped', 'stream'])(
    'over the limit of the source is a 500, logged with the size: %s',
    async (kind) => {
      const answer = await api.get(`/large/${kind}`);
      expect([answer.status, answer.json()]).toEqual([
        500,
        { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: expect.any(String) },
      ]);
      const [record, ...others] = logger.at('error');
      expect(others).toEqual([]);
      const error = record!.fields!.error as Error & { code: string; size: number };
      expect([error.code, error.message]).toEqual(['response-too-large', expect.stringContaining(String(error.size))]);
      expect(error.size).toBeGreaterThan(source.source === 'alb' ? 1_048_576 : 6_291_556);
      if (kind === 'stream') expect(released).toBe(1);
    },
  );

  it('just under the limit is sent', async () => {
    expect((await api.get('/nearly')).status).toBe(200);
  });

  it('keeps two cookies with commas in them intact, and only in the one place where the source wants them', async () => {
    const answer = await api.get('/cookies');
    const both = ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/', 'b=2; Expires=Thu, 22 Oct 2026 07:28:00 GMT; HttpOnly'];
    const isSingle = source.name === 'a load balancer';
    expect(answer.cookies).toEqual(isSingle ? both.slice(1) : both);
    expect(placesOfCookies(wireOf(answer))).toBe(isSingle ? 1 : 2);
    expect(logger.at('warn')).toHaveLength(isSingle ? 1 : 0);
  });

  it('never splits a header at its commas', async () => {
    const { headers } = await api.get('/commas');
    expect(headers).toMatchObject({
      date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'content-security-policy': "default-src 'none'; report-uri /a,/b",
      link: '</a>; rel=preload, </b>; rel=preload',
    });
  });

  it('leaves out what belongs to the connection, and a length of the app’s own', async () => {
    const { headers } = await api.get('/connection');
    expect(headers).toEqual({ 'content-type': 'text/plain; charset=utf-8', 'x-kept': 'yes' });
  });

  it.each(['a\r\nset-cookie: evil=1', 'a\nb', 'a\rb', 'a\0b'])('with a line break or NUL in a header is refused: %j', async (value) => {
    for (const path of ['/injected', '/injected-location', '/injected-result']) {
      const answer = await api.get(path, { query: { value } });
      expect([path, answer.status, answer.cookies]).toEqual([path, 500, []]);
      expect(JSON.stringify(wireOf(answer).headers ?? wireOf(answer).multiValueHeaders)).not.toContain('evil');
    }
  });

  it('with a header beyond Latin-1 is a 500 whose log names the header', async () => {
    expect((await api.get('/beyond')).status).toBe(500);
    expect((logger.at('error')[0]!.fields!.error as Error).message).toContain('x-city');
  });

  it('has nothing but strings for header values', async () => {
    for (const path of ['/numbers', '/cookies', '/page', '/throws', '/commas', '/nowhere']) {
      const { headers = {}, multiValueHeaders = {} } = wireOf(await api.get(path));
      for (const value of [...Object.values(headers), ...Object.values(multiValueHeaders).flat()]) expect(typeof value).toBe('string');
    }
  });

  it('that came from elsewhere with headers of its own can be added to', async () => {
    const adding = clientOf(
      {
        ...options,
        middleware: [
          async ({ reqCtx, next }) => {
            await next();
            reqCtx.res.headers.set('x-added', 'yes');
          },
        ],
      },
      source,
    );
    const answer = await adding.get('/fetched');
    expect([answer.status, answer.text(), answer.headers['content-type'], answer.headers['x-added']]).toEqual([
      200,
      'fetched',
      'text/css',
      'yes',
    ]);
  });

  it('has the keys that its source takes, and no others', async () => {
    for (const path of ['/cookies', '/page', '/nothing', '/throws', '/typed/binary', '/redirect', '/nowhere']) {
      const wire = wireOf(await api.get(path));
      for (const key of Object.keys(wire)) expect(keysOf(source)).toContain(key);
      for (const key of ['statusCode', 'body', 'isBase64Encoded']) expect(Object.keys(wire)).toContain(key);
      expect(wire.statusDescription !== undefined).toBe(source.source === 'alb' || source.source === 'vpc-lattice');
      if (source.source === 'alb') expect(wire.multiValueHeaders !== undefined).toBe(source.event.multiValueHeaders === true);
      const inBoth = Object.keys(wire.headers ?? {}).filter((name) => Object.hasOwn(wire.multiValueHeaders ?? {}, name));
      expect(inBoth).toEqual([]);
    }
  });

  it.each([
    ['gzip', '/gzip', true],
    ['any coding, whatever the type', '/typed/text?type=text/plain&coding=br', true],
    ['a coding in a list', '/typed/text?type=application/json&coding=identity,%20gzip', true],
    ['no coding', '/typed/text?type=text/plain&coding=identity', false],
  ])('with %s travels as base64: %s %p', async (_name, path, isBase64) => {
    expect(wireOf(await api.get(path)).isBase64Encoded).toBe(isBase64);
  });

  it.each([
    'text/plain',
    'text/html;charset=UTF-8',
    'text/csv',
    'application/json',
    'application/problem+json',
    'application/xml',
    'image/svg+xml',
    'application/javascript',
    'application/x-www-form-urlencoded',
    'application/graphql',
    'application/yaml',
    'application/x-ndjson',
  ])('of type %s travels as text', async (type) => {
    const answer = await api.get('/typed/text', { query: { type } });
    expect([wireOf(answer).isBase64Encoded, wireOf(answer).body]).toEqual([false, 'tëxt']);
  });

  it.each([
    'application/octet-stream',
    'image/png',
    'application/pdf',
    'application/vnd.ms-excel',
    'application/zip',
    'font/woff2',
    'x',
    'text/html; charset=shift_jis',
    'text/plain; charset=iso-8859-1',
  ])('of type %s travels as base64', async (type) => {
    const answer = await api.get('/typed/text', { query: { type } });
    expect([wireOf(answer).isBase64Encoded, Buffer.from(answer.bytes()).toString()]).toEqual([true, 'tëxt']);
  });

  it('of text in another charset keeps its bytes', async () => {
    const answer = await api.get('/typed/shift-jis', { query: { type: 'text/html; charset=shift_jis' } });
    expect([wireOf(answer).isBase64Encoded, [...answer.bytes()]]).toEqual([true, [...SHIFT_JIS]]);
  });

  it('that says it is text and is none keeps its bytes', async () => {
    const answer = await api.get('/typed/binary', { query: { type: 'text/plain' } });
    expect([wireOf(answer).isBase64Encoded, [...answer.bytes()]]).toEqual([true, [0, 1, 254, 255]]);
  });

  it('without a type is text when its bytes are', async () => {
    expect(wireOf(await api.get('/untyped/text'))).toMatchObject({ isBase64Encoded: false, body: 'tëxt' });
    expect(wireOf(await api.get('/untyped/binary')).isBase64Encoded).toBe(true);
  });

  it('keeps a byte order mark', async () => {
    expect([...(await api.get('/typed/mark', { query: { type: 'text/plain' } })).bytes()]).toEqual([...WITH_MARK]);
    expect([...(await api.get('/untyped/mark')).bytes()]).toEqual([...WITH_MARK]);
  });

  it('collects server-sent events', async () => {
    const answer = await api.get('/events');
    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([200, 'text/event-stream', 'data: one\n\n']);
  });

  it('gives back exactly the bytes that were sent', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const bytes = Uint8Array.from({ length: 257 }, (_, index) => (index * 31 + seed * 17 + (index >> 3)) % 256);
      const answer = await api.post('/echo', { body: bytes, headers: { 'content-type': 'application/octet-stream' } });
      expect([...answer.bytes()]).toEqual([...bytes]);
    }
  });
});

/** In how many header lines cookies stand. */
function placesOfCookies({ headers = {}, multiValueHeaders = {}, cookies = [] }: Wire): number {
  const single = Object.keys(headers).filter((name) => name.toLowerCase() === 'set-cookie').length;
  const lists = Object.entries(multiValueHeaders).filter(([name]) => name.toLowerCase() === 'set-cookie');
  return single + lists.flatMap(([, values]) => values).length + cookies.length;
}

function keysOf({ source }: SourceCase): string[] {
  const common = ['statusCode', 'headers', 'body', 'isBase64Encoded'];
  if (source === 'rest-api') return [...common, 'multiValueHeaders'];
  if (source === 'alb') return [...common, 'multiValueHeaders', 'statusDescription'];
  if (source === 'vpc-lattice') return [...common, 'statusDescription', 'cookies'];
  return [...common, 'cookies'];
}

describe('cookies in results', () => {
  const cookiesOf = async (name: string) => {
    const source = EVERY_SOURCE.find((each) => each.name === name)!;
    return (await clientOf({ controllers: [Answers] }, source).get('/cookies')).result as Wire;
  };

  it.each(['an HTTP API', 'a function URL'])('for %s stand in their list and in no header', async (name) => {
    const { headers, cookies, multiValueHeaders } = await cookiesOf(name);
    expect([cookies?.length, Object.keys(headers!).includes('set-cookie'), multiValueHeaders]).toEqual([2, false, undefined]);
  });

  it('for a REST API stand in the map of repeated headers, and there is no list', async () => {
    const { headers, cookies, multiValueHeaders } = await cookiesOf('a REST API');
    expect([multiValueHeaders!['set-cookie']?.length, headers!['set-cookie'], cookies]).toEqual([2, undefined, undefined]);
  });

  it('for a load balancer stand in the map of its mode', async () => {
    const single = await cookiesOf('a load balancer');
    expect([single.headers!['set-cookie'], single.multiValueHeaders]).toEqual([expect.stringMatching(/^b=2/), undefined]);
    const multi = await cookiesOf('a load balancer with multi-value headers');
    expect([multi.multiValueHeaders!['set-cookie']?.length, multi.headers]).toEqual([2, undefined]);
    expect(Object.values(multi.multiValueHeaders!).every(Array.isArray)).toBe(true);
  });
});

describe.each(['function-url', 'rest-api'] as const)('a redirect streamed to a %s', (source) => {
  const api = streamClient(createApp({ controllers: [Answers], logger: recordingLogger() }), { source });

  it.each([
    ['/redirect', 302],
    ['/redirect-response', 303],
  ])('has a prelude although it has no body: %s', async (path, status) => {
    const { prelude, chunks } = await api.get(path);
    expect([prelude.statusCode, prelude.headers.location, Buffer.concat(chunks).length]).toEqual([status, '/elsewhere', 0]);
  });

  it('and so have 204, 304 and HEAD', async () => {
    expect((await api.get('/nothing')).prelude.statusCode).toBe(204);
    expect((await api.get('/not-modified-stream')).prelude.statusCode).toBe(304);
    const { prelude } = await api.get('/no-content-bytes');
    expect([prelude.statusCode, prelude.headers['content-type']]).toEqual([204, undefined]);
    const head = await api.head('/page');
    expect([head.prelude.statusCode, head.prelude.headers.etag, head.text()]).toEqual([203, '"page"', '']);
  });
});
