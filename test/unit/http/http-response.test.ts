import { Readable } from 'node:stream';
import { HttpResponse, isBlob, isStreamContent } from '../../../src/http/http-response.js';

async function* pieces(...list: (string | Uint8Array)[]) {
  yield* list;
}

const bytes = new Uint8Array([0, 255, 128, 10]);

describe('HttpResponse', () => {
  it('has a status, ok and headers', () => {
    const response = new HttpResponse('x', { status: 418, headers: { 'X-A': '1' } });
    expect(response.status).toBe(418);
    expect(response.ok).toBe(false);
    expect(response.statusText).toBe('');
    expect(response.headers.get('x-a')).toBe('1');
    expect(new HttpResponse().ok).toBe(true);
    expect(new HttpResponse(null, { status: 299 }).ok).toBe(true);
    expect(new HttpResponse(null, { status: 300 }).ok).toBe(false);
  });

  it.each([199, 600, 99, 1000, 200.5, Number.NaN, Number.POSITIVE_INFINITY, '200', 'abc', null])('refuses the status %p', (status) => {
    expect(() => new HttpResponse(null, { status: status as number })).toThrow(RangeError);
    const response = new HttpResponse();
    expect(() => {
      response.status = status as number;
    }).toThrow(RangeError);
    expect(response.status).toBe(200);
  });

  it('knows whether somebody chose the status', () => {
    const response = new HttpResponse();
    expect(response.hasExplicitStatus).toBe(false);
    expect(new HttpResponse(null, { status: 200 }).hasExplicitStatus).toBe(true);
    response.status = 200;
    expect(response.hasExplicitStatus).toBe(true);
    expect(response.copy().hasExplicitStatus).toBe(true);
  });

  it.each([
    ['text', 'hi', 'text/plain; charset=utf-8'],
    ['empty text', '', 'text/plain; charset=utf-8'],
    ['bytes', bytes, 'application/octet-stream'],
    ['an ArrayBuffer', bytes.buffer, 'application/octet-stream'],
    ['a Blob with a type', new Blob(['x'], { type: 'image/png' }), 'image/png'],
    ['a Blob without one', new Blob(['x']), 'application/octet-stream'],
    ['a stream', pieces('x'), null],
    ['null', null, null],
    ['nothing', undefined, null],
  ])('gives %s its content type, unless there is one', (_, body, type) => {
    expect(new HttpResponse(body).headers.get('content-type')).toBe(type);
    if (body !== null) expect(new HttpResponse('x', { headers: { 'Content-Type': 'a/b' } }).headers.get('content-type')).toBe('a/b');
  });

  it.each([1, true, {}, [], () => {}, Symbol('x')])('refuses %p for a body', (body) => {
    expect(() => new HttpResponse(body as never)).toThrow(/use HttpResponse.json\(\)/);
  });

  it.each([
    ['text', () => 'Grüße'],
    ['bytes', () => Buffer.from('Grüße')],
    ['an ArrayBuffer', () => new TextEncoder().encode('Grüße').buffer],
    ['a view that is no Uint8Array', () => new DataView(new TextEncoder().encode('Grüße').buffer)],
    ['a Blob', () => new Blob(['Grüße'])],
    ['a Readable', () => Readable.from(['Grü', Buffer.from('ße')])],
    ['a ReadableStream', () => new Blob(['Grüße']).stream()],
    ['an async iterable', () => pieces('Grü', Buffer.from('ße'))],
  ])('is read as text, bytes and JSON from %s, again and again', async (_, make) => {
    const response = new HttpResponse(make());
    expect(await response.text()).toBe('Grüße');
    expect(await response.text()).toBe('Grüße');
    expect(Buffer.from(await response.bytes()).toString()).toBe('Grüße');
    expect(Buffer.from(await response.arrayBuffer()).toString()).toBe('Grüße');
    await expect(response.json()).rejects.toBeInstanceOf(SyntaxError);
  });

  it('gives bytes of the caller’s own', async () => {
    const response = new HttpResponse(bytes);
    (await response.bytes())[0] = 9;
    new Uint8Array(await response.arrayBuffer())[1] = 9;
    expect(await response.bytes()).toEqual(new Uint8Array([0, 255, 128, 10]));
    expect((await response.arrayBuffer()).byteLength).toBe(4);
    expect((await new HttpResponse('abc').arrayBuffer()).byteLength).toBe(3);
    expect((await new HttpResponse(Buffer.from('abc')).arrayBuffer()).byteLength).toBe(3);
  });

  it('is empty text without content', async () => {
    expect(await new HttpResponse().text()).toBe('');
    expect(await new HttpResponse(null).bytes()).toHaveLength(0);
  });

  it('leaves a byte order mark out of text, like a web Response', async () => {
    expect(await new HttpResponse('\ufeffx').text()).toBe('x');
    expect(await new HttpResponse(Buffer.from('\ufeffx')).text()).toBe('x');
  });

  it('is read by several at once', async () => {
    const response = new HttpResponse(pieces('a', 'b'));
    const both = Promise.all([response.text(), response.json().catch(() => 'no JSON')]);
    expect(response.bodyUsed).toBe(true);
    expect(await both).toEqual(['ab', 'no JSON']);
    expect(response.bodyUsed).toBe(false);
  });

  it('hands a failing stream’s error to the reader', async () => {
    const failing = (async function* () {
      yield 'a';
      throw new Error('broken');
    })();
    await expect(new HttpResponse(failing).text()).rejects.toThrow('broken');
  });

  describe('its body', () => {
    it('is null without content and a stream of bytes else', async () => {
      expect(new HttpResponse().body).toBeNull();
      for (const body of ['Grüße', Buffer.from('Grüße'), pieces('Grü', 'ße'), Readable.from(['Grüße'])]) {
        const response = new HttpResponse(body);
        expect(response.body).toBe(response.body);
        const upper = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(
          new TransformStream<string, string>({
            transform: (text, controller) => controller.enqueue(text.toUpperCase()),
          }),
        );
        expect(await new HttpResponse(upper as AsyncIterable<string> | undefined).text()).toBe('GRÜSSE');
      }
    });

    it('is the given stream itself', () => {
      const stream = new Blob(['x']).stream();
      expect(new HttpResponse(stream).body).toBe(stream);
    });

    it('uses up neither text nor bytes', async () => {
      const response = new HttpResponse('x');
      await response.body?.cancel();
      expect(response.bodyUsed).toBe(false);
      expect(await response.text()).toBe('x');
      expect(response.content).toBe('x');
    });

    it('is in use while somebody else reads the stream', async () => {
      const response = new HttpResponse(pieces('x'));
      expect(response.bodyUsed).toBe(false);
      response.body?.getReader();
      expect(response.bodyUsed).toBe(true);
      await expect(response.text()).rejects.toHaveProperty('name', 'TypeError');
      expect(() => response.clone()).toThrow(TypeError);
    });
  });

  describe('a clone', () => {
    it.each([
      ['text', () => 'abc'],
      ['bytes', () => Buffer.from('abc')],
      ['a stream', () => pieces('a', 'bc')],
      ['no content', () => null],
    ])('with %s has content and headers of its own', async (_, make) => {
      const response = new HttpResponse(make(), { status: 201, headers: { 'x-a': '1' } });
      const clone = response.clone();
      clone.headers.set('x-a', '2');
      clone.status = 202;
      expect(response.headers.get('x-a')).toBe('1');
      expect(response.status).toBe(201);
      expect(await clone.text()).toBe(await response.text());
    });
  });

  describe('a copy', () => {
    it('shares content and takes over earlier headers', async () => {
      const shared = new HttpResponse('x', { headers: { a: 'own' } });
      const earlier = new HttpResponse(null, { headers: { a: 'earlier', b: '2' } }).headers;
      const copy = shared.copy(earlier);
      copy.headers.set('c', '3');
      expect(Object.fromEntries(copy.headers)).toEqual({ a: 'own', b: '2', c: '3', 'content-type': 'text/plain; charset=utf-8' });
      expect(Object.fromEntries(shared.headers)).toEqual({ a: 'own', 'content-type': 'text/plain; charset=utf-8' });
      expect(copy.content).toBe(shared.content);
    });
  });

  describe('HttpResponse.json', () => {
    it('writes a value as JSON', async () => {
      const response = HttpResponse.json({ a: [1] }, { status: 201, headers: { 'x-a': '1' } });
      expect(response.status).toBe(201);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(response.headers.get('x-a')).toBe('1');
      expect(response.content).toBe('{"a":[1]}');
      expect(await response.json()).toEqual({ a: [1] });
    });

    it('leaves a content type of the app’s own', () => {
      expect(HttpResponse.json(1, { headers: { 'content-type': 'application/problem+json' } }).headers.get('content-type')).toBe(
        'application/problem+json',
      );
    });

    it.each([undefined, () => {}, Symbol('x'), 1n])('refuses %p', (value) => {
      expect(() => HttpResponse.json(value)).toThrow(TypeError);
    });
  });

  describe('HttpResponse.redirect', () => {
    it('has a location and no content', () => {
      const response = HttpResponse.redirect('/a?b=1#c');
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe('/a?b=1#c');
      expect(response.content).toBeNull();
      expect(HttpResponse.redirect(new URL('https://example.com/ä'), 308).headers.get('location')).toBe('https://example.com/%C3%A4');
    });

    it.each([
      ['/a b/ü?q=€', '/a%20b/%C3%BC?q=%E2%82%AC'],
      ['/%20', '/%20'],
      ['/\ud800x', '/%EF%BF%BDx'],
      ['/😀', '/%F0%9F%98%80'],
    ])('encodes what may not stand in a header: %j', (url, location) => {
      expect(HttpResponse.redirect(url).headers.get('location')).toBe(location);
    });

    it.each(['/\r\nset-cookie: a=1', '/\0', '/\n'])('refuses %j', (url) => {
      expect(() => HttpResponse.redirect(url)).toThrow(/location/);
    });

    it.each([200, 300, 304, 404])('refuses the status %d', (status) => {
      expect(() => HttpResponse.redirect('/', status)).toThrow(RangeError);
    });
  });

  it('is known by its brand, not by its class', () => {
    expect(HttpResponse.is(new HttpResponse())).toBe(true);
    expect(HttpResponse.is({ [Symbol.for('lambent.HttpResponse')]: true })).toBe(true);
    for (const value of [null, undefined, {}, new Response(), 'x']) expect(HttpResponse.is(value)).toBe(false);
  });
});

describe('isBlob', () => {
  it('knows blobs and files, and nothing else', () => {
    expect(isBlob(new Blob([]))).toBe(true);
    expect(isBlob(new File([], 'x'))).toBe(true);
    for (const value of [null, {}, 'Blob', { [Symbol.toStringTag]: 'Blob' }, new Response()]) expect(isBlob(value)).toBe(false);
  });
});

describe('isStreamContent', () => {
  it('knows what can be iterated asynchronously, and nothing else', () => {
    for (const value of [pieces(), Readable.from([]), new Blob([]).stream()]) expect(isStreamContent(value)).toBe(true);
    for (const value of [null, {}, [], 'x', new Map(), new Blob([])]) expect(isStreamContent(value)).toBe(false);
  });
});
