import { Readable } from 'node:stream';
import { formatEvent, type ServerSentEvent, sse } from '../../../src/http/sse.js';

async function* of(...events: (string | ServerSentEvent)[]) {
  yield* events;
}

/** What a client of the HTML standard makes of the text. */
function readEvents(text: string): { event: string; data: string; id: string }[] {
  const events: { event: string; data: string; id: string }[] = [];
  let id = '';
  for (const block of text.split('\n\n').slice(0, -1)) {
    const data: string[] = [];
    let event = 'message';
    for (const line of block.split(/\r\n|\r|\n/)) {
      const [, field, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'data') data.push(value ?? '');
      if (field === 'event') event = value ?? '';
      if (field === 'id') id = value ?? '';
    }
    if (data.length > 0) events.push({ event, data: data.join('\n'), id });
  }
  return events;
}

describe('sse', () => {
  it('answers as an event stream that nobody caches', async () => {
    const response = sse(of('a', { event: 'tick', data: { at: 1 }, id: '7', retry: 100 }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.isStream).toBe(true);
    expect(await response.text()).toBe('data: a\n\nevent: tick\nid: 7\nretry: 100\ndata: {"at":1}\n\n');
  });

  it.each([
    ['a\nb', 'a\nb'],
    ['a\r\nb', 'a\nb'],
    ['a\rb', 'a\nb'],
    ['a\n\nevent: evil\ndata: x', 'a\n\nevent: evil\ndata: x'],
    ['\n', '\n'],
    ['', ''],
    [' leading', ' leading'],
  ])('keeps %j one event', (data, seen) => {
    expect(readEvents(formatEvent(data))).toEqual([{ event: 'message', data: seen, id: '' }]);
  });

  it.each(['event', 'id'])('refuses a line break in %s, whichever it is', (field) => {
    for (const text of ['a\nb', 'a\rb', 'a\r\nb', 'a\0']) {
      expect(() => formatEvent({ data: 'x', [field]: text })).toThrow(new RegExp(`The ${field} of a server-sent event`));
    }
  });

  it.each([1.5, -1, Number.NaN, '5'])('refuses the retry %p', (retry) => {
    expect(() => formatEvent({ data: 'x', retry: retry as number })).toThrow(/retry/);
  });

  it.each([null, undefined, {}, { at: 1 }, 5])('refuses %j, which is neither text nor an event', (item) => {
    expect(() => formatEvent(item as unknown as string)).toThrow(/put other values into \{ data \}/);
  });

  it.each([undefined, null, ['a'], 'text', { next: () => {} }])('refuses %j, which does not arrive asynchronously', (events) => {
    expect(() => sse(events as never)).toThrow(/arrives asynchronously/);
  });

  it.each([0, -1, Number.NaN, '5s'])('refuses the heartbeat %p', (heartbeatMs) => {
    expect(() => sse(of('a'), { heartbeatMs: heartbeatMs as number })).toThrow(/heartbeatMs/);
  });

  it.each([undefined, 10_000])('lets go of a source that was never read, and of one that is silent (heartbeat %p)', async (heartbeatMs) => {
    for (const isRead of [false, true]) {
      const silent = new Readable({ read() {} });
      const iterator = (sse(silent, { heartbeatMs }).content as AsyncIterable<string>)[Symbol.asyncIterator]();
      const pending = isRead ? iterator.next() : undefined;
      pending?.catch(() => {});
      await iterator.return?.();
      expect(silent.destroyed).toBe(true);
    }
  });

  it('takes numbers for ids, and events without data', () => {
    expect(formatEvent({ data: 0, id: 0 })).toBe('id: 0\ndata: 0\n\n');
    expect(formatEvent({ data: null })).toBe('data: null\n\n');
    expect(formatEvent({ retry: 1000 })).toBe('retry: 1000\n\n');
  });

  it('fails the stream and ends the source at a refused event', async () => {
    let ended = false;
    const source = (async function* () {
      try {
        yield 'a';
        yield { data: 'x', event: 'a\nb' };
      } finally {
        ended = true;
      }
    })();
    await expect(sse(source).text()).rejects.toBeInstanceOf(TypeError);
    expect(ended).toBe(true);
  });

  describe('with a heartbeat', () => {
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

    it('sends comments while nothing happens, and every event once', async () => {
      let goOn = () => {};
      const source = (async function* () {
        yield 'a';
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        yield 'b';
      })();
      let text = '';
      for await (const bytes of sse(source, { heartbeatMs: 5 }).body ?? []) {
        text += Buffer.from(bytes).toString();
        if (text.endsWith(':\n\n:\n\n')) goOn();
      }
      expect(readEvents(text).map(({ data }) => data)).toEqual(['a', 'b']);
      expect(text).toMatch(/^data: a\n\n(:\n\n){2,}data: b\n\n$/);
    });

    it('hands on a failure of the source', async () => {
      const source = (async function* () {
        yield 'a';
        await pause(20);
        throw new Error('broken');
      })();
      await expect(sse(source, { heartbeatMs: 5 }).text()).rejects.toThrow('broken');
    });

    it('stops at once when nobody reads any more, whatever the source still does', async () => {
      let fail: (error: Error) => void = () => {};
      const source = (async function* () {
        yield 'a';
        await new Promise((_, reject) => {
          fail = reject;
        });
      })();
      const reader = sse(source, { heartbeatMs: 5 }).body?.getReader();
      await reader?.read();
      await reader?.read();
      await reader?.cancel();
      fail(new Error('late'));
      await pause(5);
    });

    it('leaves no timer behind', async () => {
      const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      const before = timers();
      await sse(of('a', 'b'), { heartbeatMs: 60_000 }).text();
      expect(timers()).toBe(before);
    });
  });
});
