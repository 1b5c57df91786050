import { Readable } from 'node:stream';
import { ResponseTooLargeError } from '../../../src/errors/response-too-large-error.js';
import { collectBody } from '../../../src/http/collect-body.js';

const abc = new TextEncoder().encode('abcd');

async function* of(...chunks: unknown[]) {
  yield* chunks;
}

describe('collectBody', () => {
  it.each([
    ['text', ['ab', 'cd']],
    ['Buffers', [Buffer.from('ab'), Buffer.from('cd')]],
    ['other views', [new DataView(abc.buffer, 0, 2), new Uint16Array(abc.buffer, 2, 1)]],
    ['ArrayBuffers', [abc.buffer]],
    ['a mixture with empty pieces', ['', 'a', Buffer.from('bcd'), new Uint8Array(0)]],
  ])('puts %s together', async (_, chunks) => {
    expect(Buffer.from(await collectBody(of(...chunks))).toString()).toBe('abcd');
  });

  it('is no bytes for no pieces', async () => {
    expect(await collectBody(of())).toHaveLength(0);
  });

  it.each([null, undefined, 1, {}, [1], true])('refuses a piece that is %p', async (chunk) => {
    await expect(collectBody(of('a', chunk))).rejects.toThrow(/consists of strings and bytes/);
  });

  it('takes exactly the limit and no byte more', async () => {
    expect(await collectBody(of('ab', 'cd'), 4)).toHaveLength(4);
    await expect(collectBody(of('€', 'cd'), 4)).rejects.toMatchObject({ code: 'response-too-large', size: 5, limit: 4 });
  });

  describe('releases its source', () => {
    const endless = (onReturn: () => void) =>
      (async function* () {
        try {
          for (;;) yield 'xxxx';
        } finally {
          onReturn();
        }
      })();

    it('a generator', async () => {
      const onReturn = jest.fn();
      await expect(collectBody(endless(onReturn), 10)).rejects.toBeInstanceOf(ResponseTooLargeError);
      expect(onReturn).toHaveBeenCalledTimes(1);
    });

    it('a Readable', async () => {
      const readable = Readable.from(endless(() => {}));
      await expect(collectBody(readable, 10)).rejects.toBeInstanceOf(ResponseTooLargeError);
      expect(readable.destroyed).toBe(true);
    });

    it('a web stream', async () => {
      const cancel = jest.fn();
      const stream = new ReadableStream({ pull: (controller) => controller.enqueue('xxxx'), cancel });
      await expect(collectBody(stream, 10)).rejects.toBeInstanceOf(ResponseTooLargeError);
      expect(cancel).toHaveBeenCalledTimes(1);
    });

    it('also when a piece is refused', async () => {
      const cancel = jest.fn();
      const stream = new ReadableStream({ pull: (controller) => controller.enqueue({}), cancel });
      await expect(collectBody(stream)).rejects.toBeInstanceOf(TypeError);
      expect(cancel).toHaveBeenCalledTimes(1);
    });
  });

  it('fails with what the source fails with', async () => {
    const failing = new Readable({ read() {} });
    failing.push('a');
    setImmediate(() => failing.destroy(new Error('broken')));
    await expect(collectBody(failing)).rejects.toThrow('broken');
  });
});
