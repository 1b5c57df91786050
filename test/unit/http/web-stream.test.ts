import { Readable } from 'node:stream';
import { webStream } from '../../../src/http/web-stream.js';

describe('a stream that is cancelled before anybody read it', () => {
  it('releases a Readable', async () => {
    const source = Readable.from(['a', 'b']);
    await webStream(source).cancel();
    expect(source.destroyed).toBe(true);
  });

  it('finishes an iterator', async () => {
    let isFinished = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: 'x' }),
        return: async () => {
          isFinished = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    await webStream(source).cancel();
    expect(isFinished).toBe(true);
  });
});
