// The kinds of sources a handler may stream from, each telling when it was let go.

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpResponse, sse } from '../../../src/index.js';

/** A source of text in pieces. */
export interface StreamSource {
  /** What a handler returns. */
  readonly content: unknown;
  /** Whether the source has heard that nobody wants more, or has ended. */
  isReleased(): boolean;
}

/** What a source does after its pieces. */
export type Ending = 'ends' | 'fails' | 'hangs';

const BROKEN = new Error('the source broke');

async function* generate(pieces: readonly string[], ending: Ending, onEnd: () => void) {
  try {
    for (const piece of pieces) {
      await sleep(1);
      yield piece;
    }
    if (ending === 'fails') throw BROKEN;
    // In pieces, because nobody can interrupt a generator that waits.
    while (ending === 'hangs') {
      await sleep(5);
      yield '';
    }
  } finally {
    onEnd();
  }
}

function fromGenerator(wrap: (text: AsyncGenerator<string>) => unknown) {
  return (pieces: readonly string[], ending: Ending): StreamSource => {
    let isOver = false;
    let isStarted = false;
    const generator = generate(pieces, ending, () => {
      isOver = true;
    });
    const { next, return: end } = generator;
    generator.next = (...args) => {
      isStarted = true;
      return next.apply(generator, args);
    };
    // One that never began has nothing to end.
    generator.return = (value) => {
      if (!isStarted) isOver = true;
      return end.call(generator, value);
    };
    return { content: wrap(generator), isReleased: () => isOver };
  };
}

function readable(pieces: readonly string[], ending: Ending): StreamSource {
  const rest = [...pieces];
  const content = new Readable({
    async read() {
      await sleep(1);
      if (rest.length > 0) this.push(rest.shift());
      else if (ending === 'fails') this.destroy(BROKEN);
      else if (ending === 'ends') this.push(null);
    },
  });
  return { content, isReleased: () => content.destroyed };
}

function webStream(pieces: readonly string[], ending: Ending): { content: ReadableStream<Uint8Array>; isReleased(): boolean } {
  const rest = [...pieces];
  let isOver = false;
  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await sleep(1);
      if (rest.length > 0) controller.enqueue(new TextEncoder().encode(rest.shift()));
      else if (ending === 'hangs') await new Promise(() => {});
      else {
        isOver = true;
        if (ending === 'fails') controller.error(BROKEN);
        else controller.close();
      }
    },
    cancel() {
      isOver = true;
    },
  });
  return { content, isReleased: () => isOver };
}

/** Every kind by name; each call makes a fresh source that gives `pieces` and then ends, fails with "the source broke", or waits. */
export const STREAM_SOURCES: Readonly<Record<string, (pieces: readonly string[], ending: Ending) => StreamSource>> = {
  'an async generator': fromGenerator((text) => text),
  'a Readable': readable,
  'a web stream': webStream,
  'an HttpResponse over a Readable': (pieces, ending) => {
    const source = readable(pieces, ending);
    return { ...source, content: new HttpResponse(source.content as Readable, { headers: { 'content-type': 'text/plain' } }) };
  },
  'a web Response': (pieces, ending) => {
    const source = webStream(pieces, ending);
    return { ...source, content: new Response(source.content, { headers: { 'content-type': 'text/plain' } }) };
  },
};

/** Event streams, whose text is not that of their source. */
export const EVENT_SOURCES: typeof STREAM_SOURCES = {
  'sse over a generator': fromGenerator((text) => sse(text)),
  'sse over a Readable': (pieces, ending) => {
    const source = readable(pieces, ending);
    (source.content as Readable).setEncoding('utf8');
    return { ...source, content: sse(source.content as Readable) };
  },
  'sse with a heartbeat': (pieces, ending) => {
    const source = readable(pieces, ending);
    (source.content as Readable).setEncoding('utf8');
    return { ...source, content: sse(source.content as Readable, { heartbeatMs: 30 }) };
  },
};
