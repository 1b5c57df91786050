import { Readable } from 'node:stream';
import { openContent, readOn } from '../../../src/http/content-reader.js';
import { releaseContent } from '../../../src/http/release-content.js';
import { openSource } from '../../../src/http/source-reader.js';

async function readAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const pieces: T[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces;
}

/** An iterable that counts what is asked of it. */
function counted(pieces: unknown[]) {
  const calls = { next: 0, return: 0 };
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: calls.next >= pieces.length, value: pieces[calls.next++] }) as IteratorResult<unknown>,
      return: async () => {
        calls.return++;
        return { done: true as const, value: undefined };
      },
    }),
  };
  return { source, calls };
}

describe('openSource', () => {
  it('asks a source to end once, and never after its end', async () => {
    const left = counted(['a', 'b']);
    const reader = openSource(left.source);
    await reader.next();
    await Promise.all([reader.release(), reader.release()]);
    expect(left.calls).toEqual({ next: 1, return: 1 });

    const ended = counted(['a']);
    const whole = openSource(ended.source);
    while (!(await whole.next()).done);
    await whole.release();
    expect(ended.calls.return).toBe(0);
  });

  it('asks nothing of a source that failed', async () => {
    const end = jest.fn();
    const reader = openSource({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('broke')), return: end }) });
    await expect(reader.next()).rejects.toThrow('broke');
    await reader.release();
    expect(end).not.toHaveBeenCalled();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('cannot end');
      },
    ],
    ['rejects', () => Promise.reject(new Error('cannot end'))],
  ])('does not mind an end that %s', async (_, end) => {
    const reader = openSource({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: end as never }) });
    await expect(reader.release()).resolves.toBeUndefined();
  });

  it('ends a Readable and a web stream while they are waited for', async () => {
    const readable = new Readable({ read() {} });
    const reader = openSource(readable);
    const pending = reader.next().catch(() => 'broken off');
    await reader.release();
    await pending;
    expect(readable.destroyed).toBe(true);

    const cancel = jest.fn();
    const web = openSource(new ReadableStream({ cancel }) as unknown as AsyncIterable<unknown>);
    const waiting = web.next();
    await web.release();
    expect([cancel.mock.calls.length, (await waiting).done]).toEqual([1, true]);
  });

  it('refuses a web stream that somebody else reads, which releasing leaves to them', () => {
    const cancel = jest.fn();
    const stream = new ReadableStream({ cancel });
    stream.getReader();
    expect(() => openSource(stream as unknown as AsyncIterable<unknown>)).toThrow('locked');
    expect(() => releaseContent(stream as unknown as AsyncIterable<unknown>)).not.toThrow();
    expect(cancel).not.toHaveBeenCalled();
  });
});

describe('readOn', () => {
  it('gives the piece that was read ahead, then the rest', async () => {
    const reader = openContent(counted(['a', 'b', new Uint8Array()]).source);
    const first = await reader.next();
    expect((await readAll(readOn(reader, first!))).map((piece) => Buffer.from(piece).toString())).toEqual(['a', 'b', '']);
  });

  it('releases the reader when it is left early', async () => {
    const { source, calls } = counted(['a', 'b']);
    const reader = openContent(source);
    for await (const piece of readOn(reader, (await reader.next())!)) {
      expect(String.fromCharCode(...piece)).toBe('a');
      break;
    }
    expect(calls).toEqual({ next: 1, return: 1 });
  });
});
