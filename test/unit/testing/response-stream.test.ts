import { once } from 'node:events';
import { Writable } from 'node:stream';
import { lambdaResponseStream } from '../../../src/testing/response-stream.js';

const INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const prelude = (value: object) => `${JSON.stringify(value)}${'\0'.repeat(8)}`;

function open() {
  const { stream, record } = lambdaResponseStream();
  return { record, stream: stream as Writable & { setContentType(type: string): void } };
}

describe("the fake of Lambda's response stream", () => {
  it('is an object of bound methods and no Writable, as the real one', () => {
    const { stream } = open();
    expect(stream).not.toBeInstanceOf(Writable);
    expect(stream).not.toHaveProperty('closed');
    expect(stream).not.toHaveProperty('errored');
    expect(stream).not.toHaveProperty('pipe');
    expect(stream.writableHighWaterMark).toBe(16_384);
    expect(stream.writable).toBe(true);
    const { write } = stream;
    expect(write('x')).toBe(true);
  });

  it('finds the prelude wherever its pieces are cut', async () => {
    const bytes = Buffer.from(`${prelude({ statusCode: 201, headers: { 'x-a': 'é' } })}body`);
    for (let cut = 1; cut < bytes.length; cut++) {
      const { stream, record } = open();
      stream.setContentType(INTEGRATION);
      stream.write(bytes.subarray(0, cut));
      stream.write(bytes.subarray(cut));
      stream.end();
      await record.finished;
      expect(record.prelude).toEqual({ statusCode: 201, headers: { 'x-a': 'é' } });
      expect(Buffer.concat(record.chunks).toString()).toBe('body');
    }
  });

  it('keeps the chunks of the body apart, eight NULs in it included', async () => {
    const { stream, record } = open();
    stream.setContentType(INTEGRATION);
    stream.write(prelude({ statusCode: 200 }));
    stream.write('one');
    stream.write(new Uint8Array(8));
    stream.end('two');
    await record.finished;
    expect(record.chunks.map(String)).toEqual(['one', '\0'.repeat(8), 'two']);
  });

  it('knows no prelude without the content type for it, nor on a bare end', async () => {
    const plain = open();
    plain.stream.write(prelude({ statusCode: 200 }));
    plain.stream.end();
    await plain.record.finished;
    expect(plain.record.prelude).toBeUndefined();
    expect(plain.record.chunks).toHaveLength(1);
    const bare = open();
    bare.stream.setContentType(INTEGRATION);
    bare.stream.end();
    await bare.record.finished;
    expect(bare.record.prelude).toBeUndefined();
  });

  it('sends the metadata of HttpResponseStream before the first write only', async () => {
    const { stream, record } = open();
    stream.setContentType(INTEGRATION);
    Object.assign(stream, {
      _onBeforeFirstWrite: (write: (chunk: unknown) => void) => {
        write('{"statusCode":202}');
        write(new Uint8Array(8));
      },
    });
    stream.write('a');
    stream.write('b');
    stream.end();
    await record.finished;
    expect(record.prelude).toEqual({ statusCode: 202 });
    expect(record.chunks.map(String)).toEqual(['a', 'b']);
  });

  it('turns what is neither text nor bytes into JSON, and throws for nothing at all', async () => {
    const { stream, record } = open();
    for (const value of [{ a: 1 }, new Uint16Array([1, 2]), new Uint8Array([65]), Buffer.from('B'), 'C']) stream.write(value as never);
    expect(() => stream.write(undefined as never)).toThrow(TypeError);
    expect(() => stream.write(null as never)).toThrow(TypeError);
    stream.end();
    await record.finished;
    expect(record.chunks.map(String)).toEqual(['{"a":1}', '{"0":1,"1":2}', 'A', 'B', 'C']);
  });

  it('asks to wait beyond 16 KiB and says when to go on', async () => {
    const { stream } = open();
    expect(stream.write(Buffer.alloc(16_383))).toBe(true);
    expect(stream.write(Buffer.alloc(10))).toBe(false);
    expect(stream.writableNeedDrain).toBe(true);
    await once(stream as never, 'drain');
    expect(stream.writableNeedDrain).toBe(false);
    expect(stream.write('more')).toBe(true);
  });

  it('refuses a content type after the first write', () => {
    const { stream } = open();
    stream.write('x');
    expect(() => stream.setContentType(INTEGRATION)).toThrow('too late');
  });

  it('copies what it is given, so that a reused buffer changes nothing', async () => {
    const { stream, record } = open();
    const buffer = Buffer.from('first');
    stream.write(buffer);
    await new Promise((resolve) => setImmediate(resolve));
    buffer.write('later');
    stream.end();
    await record.finished;
    expect(record.chunks.map(String)).toEqual(['first']);
  });

  it('remembers that destroying it would have ended the process', () => {
    const { stream, record } = open();
    const cause = new Error('source broke');
    stream.destroy(cause);
    expect(stream.destroyed).toBe(true);
    expect(record.fatal?.message).toContain('ends the process');
    expect(record.fatal?.cause).toBe(cause);
  });
});
