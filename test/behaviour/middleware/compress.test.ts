import { randomBytes } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { releaseContent } from '../../../src/http/release-content.js';
import {
  ContentType,
  Controller,
  createApp,
  Get,
  HttpError,
  HttpResponse,
  type Middleware,
  NotFoundError,
  Param,
  sse,
} from '../../../src/index.js';
import { type CompressOptions, compress } from '../../../src/middleware/compress.js';
import { etag } from '../../../src/middleware/etag.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { recordingLogger, silentLogger } from '../support/silent-logger.js';

const DECODE: Record<string, (bytes: Uint8Array) => Buffer> = {
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
};
const TEXT = 'a line that comes again and again, with an ü\n'.repeat(100);
const LARGE = 'some text '.repeat(20_000);
const NOISE = randomBytes(4096);
const SHARED = new HttpResponse(TEXT, { headers: { etag: '"shared"', 'accept-ranges': 'bytes' } });

const BODIES: Record<string, () => unknown> = {
  text: () => TEXT,
  json: () => ({ text: TEXT }),
  bytes: () => Buffer.from(TEXT),
  large: () => LARGE,
  noise: () => NOISE,
  shared: () => SHARED,
  small: () => 'x'.repeat(1023),
  'threshold-in-characters': () => 'ü'.repeat(512),
  'just-below': () => 'ü'.repeat(511),
  none: () => undefined,
  encoded: () => new HttpResponse(TEXT, { headers: { 'content-encoding': 'gzip' } }),
  identity: () => new HttpResponse(TEXT, { headers: { 'content-encoding': 'identity' } }),
  'no-transform': () => new HttpResponse(TEXT, { headers: { 'cache-control': 'public, No-Transform' } }),
  partial: () => new HttpResponse(TEXT, { status: 206, headers: { 'content-range': 'bytes 0-1/9' } }),
  png: () => new HttpResponse(TEXT, { headers: { 'content-type': 'image/png' } }),
  svg: () => new HttpResponse(TEXT, { headers: { 'content-type': 'image/svg+xml' } }),
  weak: () => new HttpResponse(TEXT, { headers: { etag: 'W/"w"' } }),
  varied: () => new HttpResponse(TEXT, { headers: { vary: 'Origin' } }),
  cookies: () => new HttpResponse(TEXT, { headers: [['set-cookie', 'a=1; Path=/'], ['set-cookie', 'b=2']] }), // biome-ignore format: one line
  events: () => sse(eventsOf(TEXT)),
  'odd-events': () => new HttpResponse(TEXT, { headers: { 'content-type': 'Text/Event-Stream; a{b' } }),
};

async function* eventsOf(text: string) {
  yield text.replaceAll('\n', ' ');
}

@Controller('/')
class Bodies {
  @Get('/body/:name')
  body(@Param('name') name: string): unknown {
    const make = BODIES[name];
    if (!make) throw new NotFoundError('x'.repeat(2000));
    return make();
  }

  @Get('/error')
  error() {
    throw new HttpError(409, 'y'.repeat(2000));
  }

  @Get('/stream')
  @ContentType('text/plain')
  async *stream() {
    yield 'first ';
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.from('second ');
    yield 'third';
  }

  @Get('/failing-stream')
  @ContentType('text/plain')
  async *failingStream() {
    yield '';
    throw new Error('the source is gone');
  }
}

const appWith = (options?: CompressOptions, ...middleware: Middleware[]) =>
  createApp({ controllers: [Bodies], middleware: [compress(options), ...middleware], logger: silentLogger });
const accept = (encodings: string, more: Record<string, string> = {}) => ({ headers: { 'accept-encoding': encodings, ...more } });
const encodingOf = (answer: { headers: Readonly<Record<string, string>> }) => answer.headers['content-encoding'];

describe.each(EVERY_SOURCE)('compress through $name', (over) => {
  const api = clientOf(appWith(), over);

  it.each(Object.keys(DECODE))('encodes with %s', async (encoding) => {
    for (const name of ['text', 'bytes']) {
      const answer = await api.get(`/body/${name}`, accept(encoding));
      expect([answer.status, encodingOf(answer), answer.headers.vary]).toEqual([200, encoding, 'Accept-Encoding']);
      expect(String(DECODE[encoding]!(answer.bytes()))).toBe(TEXT);
    }
  });

  it('encodes errors and unknown paths', async () => {
    const conflict = await api.get('/error', accept('gzip'));
    const missing = await api.get('/body/unknown', accept('gzip'));

    expect([conflict.status, encodingOf(conflict), missing.status, encodingOf(missing)]).toEqual([409, 'gzip', 404, 'gzip']);
    expect(JSON.parse(String(gunzipSync(conflict.bytes())))).toMatchObject({ statusCode: 409 });
  });

  it('collects and encodes a stream where answers are whole', async () => {
    const padded = clientOf(appWith({ threshold: 1 }), over);
    const answer = await padded.get('/body/large', accept('br'));

    expect([encodingOf(answer), String(brotliDecompressSync(answer.bytes()))]).toEqual(['br', LARGE]);
  });

  it('keeps every cookie', async () => {
    const answer = await api.get('/body/cookies', accept('gzip'));

    expect(encodingOf(answer)).toBe('gzip');
    expect(answer.cookies).toEqual(over.name === 'a load balancer' ? ['b=2'] : ['a=1; Path=/', 'b=2']);
  });
});

describe('compress', () => {
  const api = clientOf(appWith());

  it.each([
    ['gzip;q=0, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['br, zstd, gzip', 'br'],
    ['x-gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['identity;q=0', undefined],
    ['identity', undefined],
  ])('answers %s with %s', async (header, expected) => {
    expect(encodingOf(await api.get('/body/text', accept(header)))).toBe(expected);
  });

  it('leaves an answer as it is without Accept-Encoding, but says that it could differ', async () => {
    const answer = await api.get('/body/text');

    expect([encodingOf(answer), answer.headers.vary, answer.text()]).toEqual([undefined, 'Accept-Encoding', TEXT]);
  });

  it('uses the order of its options for ties, and nothing that is not in them', async () => {
    const picky = clientOf(appWith({ encodings: ['deflate', 'gzip'] }));

    expect(encodingOf(await picky.get('/body/text', accept('br, gzip, deflate')))).toBe('deflate');
    expect(encodingOf(await picky.get('/body/text', accept('br')))).toBeUndefined();
  });

  it.each(['small', 'just-below', 'none', 'encoded', 'no-transform', 'partial', 'png', 'odd-events'])(
    'leaves %s as it is, without Vary',
    async (name) => {
      const before = await clientOf({ controllers: [Bodies] }).get(`/body/${name}`);
      const answer = await api.get(`/body/${name}`, accept('br, gzip'));

      expect(answer.headers).toEqual(before.headers);
      expect(answer.bytes()).toEqual(before.bytes());
    },
  );

  it('never encodes an event stream, whole or streamed', async () => {
    const whole = await api.get('/body/events', accept('gzip'));
    const streamed = await streamClient(appWith(), { source: 'rest-api' }).get('/body/events', accept('gzip'));

    expect([encodingOf(whole), encodingOf(streamed)]).toEqual([undefined, undefined]);
    expect(streamed.text()).toContain('data: a line');
  });

  it('leaves what would not shrink as it is, with Vary', async () => {
    const answer = await api.get('/body/noise', accept('br, gzip'));

    expect([encodingOf(answer), answer.headers.vary]).toEqual([undefined, 'Accept-Encoding']);
    expect(Buffer.from(answer.bytes()).equals(NOISE)).toBe(true);
  });

  it('counts the threshold in bytes', async () => {
    expect(encodingOf(await api.get('/body/threshold-in-characters', accept('gzip')))).toBe('gzip');
    expect(encodingOf(await clientOf(appWith({ threshold: 0 })).get('/body/small', accept('gzip')))).toBe('gzip');
  });

  it('encodes large bodies on another thread, with the same result', async () => {
    const answer = await api.get('/body/large', accept('zstd'));

    expect([encodingOf(answer), String(zstdDecompressSync(answer.bytes()))]).toEqual(['zstd', LARGE]);
  });

  it('encodes images that are text, and an encoding that is none', async () => {
    expect(encodingOf(await api.get('/body/svg', accept('gzip')))).toBe('gzip');
    expect(encodingOf(await api.get('/body/identity', accept('gzip')))).toBe('gzip');
  });

  it('asks for the types it is told to ask for, in lower case and without parameters', async () => {
    const seen: string[] = [];
    const picky = clientOf(appWith({ contentTypes: (type) => seen.push(type) > 0 && type === 'image/png' }));

    expect(encodingOf(await picky.get('/body/png', accept('gzip')))).toBe('gzip');
    expect(encodingOf(await picky.get('/body/text', accept('gzip')))).toBeUndefined();
    expect(seen).toEqual(['image/png', 'text/plain']);
  });

  it('weakens a strong ETag, keeps a weak one, and drops Accept-Ranges', async () => {
    const strong = await api.get('/body/shared', accept('gzip'));
    const weak = await api.get('/body/weak', accept('gzip'));

    expect([strong.headers.etag, strong.headers['accept-ranges'], weak.headers.etag]).toEqual(['W/"shared"', undefined, 'W/"w"']);
  });

  it('leaves a response that is returned again and again as it was', async () => {
    for (let again = 0; again < 3; again++) await api.get('/body/shared', accept('br'));

    expect([...SHARED.headers]).toEqual([
      ['accept-ranges', 'bytes'],
      ['content-type', 'text/plain; charset=utf-8'],
      ['etag', '"shared"'],
    ]);
    await expect(SHARED.text()).resolves.toBe(TEXT);
  });

  it('adds to the Vary of the handler', async () => {
    expect((await api.get('/body/varied', accept('gzip'))).headers.vary).toBe('Origin, Accept-Encoding');
  });

  it('gives HEAD the headers of the plain answer', async () => {
    const answer = await api.head('/body/text', accept('gzip'));

    expect([answer.status, encodingOf(answer), answer.headers.vary, answer.text()]).toEqual([200, undefined, 'Accept-Encoding', '']);
  });

  it('lets the etag inside it see the plain bytes, and a client revalidate what it got encoded', async () => {
    const tagged = clientOf(appWith({}, etag()));
    const first = await tagged.get('/body/text', accept('gzip'));
    const plain = await tagged.get('/body/text');
    const again = await tagged.get('/body/text', accept('gzip', { 'if-none-match': first.headers.etag! }));

    expect(first.headers.etag).toBe(`W/${plain.headers.etag}`);
    expect([again.status, again.headers.etag, again.headers.vary]).toEqual([304, first.headers.etag, 'Accept-Encoding']);
  });
});

describe('compress in streams', () => {
  it.each(['gzip', 'br', 'zstd', 'deflate'])('encodes chunk by chunk with %s', async (encoding) => {
    const answer = await streamClient(appWith(), { source: 'rest-api' }).get('/stream', accept(encoding));

    expect(answer.prelude.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding', 'content-type': 'text/plain' });
    expect(answer.chunks.length).toBeGreaterThan(1);
    expect(String(DECODE[encoding]!(answer.bytes()))).toBe('first second third');
  });

  it('is off for function URLs, which undo the encoding, also where the body is whole', async () => {
    const api = streamClient(appWith(), { source: 'function-url' });
    const streamed = await api.get('/stream', accept('gzip'));
    const whole = await api.get('/body/text', accept('gzip'));

    expect([encodingOf(streamed), streamed.text()]).toEqual([undefined, 'first second third']);
    expect([encodingOf(whole), whole.headers.vary, whole.text()]).toEqual([undefined, undefined, TEXT]);
  });

  it('encodes a whole body where the answer is streamed', async () => {
    const answer = await streamClient(appWith(), { source: 'rest-api' }).get('/body/json', accept('br'));

    expect(JSON.parse(String(brotliDecompressSync(answer.bytes())))).toEqual({ text: TEXT });
  });

  it('lets a source that fails before its first byte become an error answer', async () => {
    const logger = recordingLogger();
    const app = createApp({ controllers: [Bodies], middleware: [compress()], logger });
    const answer = await streamClient(app, { source: 'rest-api' }).get('/failing-stream', accept('gzip'));

    expect([answer.status, encodingOf(answer)]).toEqual([500, undefined]);
    expect(answer.json()).toMatchObject({ statusCode: 500 });
    expect(logger.at('error')).toHaveLength(1);
  });

  it('releases the source when nobody reads the stream', async () => {
    let isReleased = false;
    @Controller('/')
    class Endless {
      @Get('/endless')
      async *endless() {
        try {
          for (;;) yield 'more '.repeat(1000);
        } finally {
          isReleased = true;
        }
      }
    }
    const stopReading: Middleware = ({ reqCtx, next }) => {
      reqCtx.onResponse((response) => {
        releaseContent(response.content);
        return new HttpResponse('instead');
      });
      void next();
    };
    const app = createApp({ controllers: [Endless], middleware: [stopReading, compress()], logger: silentLogger });
    const answer = await streamClient(app, { source: 'rest-api' }).get('/endless', accept('gzip'));
    for (let turn = 0; turn < 10 && !isReleased; turn++) await new Promise((resolve) => setImmediate(resolve));

    expect([answer.text(), isReleased]).toEqual(['instead', true]);
  });
});
