import { Readable } from 'node:stream';
import { Controller } from '../../../src/decorators/classes.js';
import { Get } from '../../../src/decorators/routes.js';
import { HttpResponse } from '../../../src/http/http-response.js';
import { createApp } from '../../../src/runtime/create-app.js';
import { streamClient } from '../../../src/testing/index.js';

@Controller()
class Feed {
  @Get('/plain')
  plain() {
    return { a: 1 };
  }

  @Get('/pieces')
  async *pieces() {
    yield 'one';
    yield new Uint8Array([0xc3]);
    yield new Uint8Array([0xa9]);
  }

  @Get('/large')
  large() {
    return Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(64 * 1024, 'x')));
  }

  @Get('/cookies')
  cookies() {
    const response = new HttpResponse(null, { status: 204, headers: { 'X-A': '1' } });
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    return response;
  }

  @Get('/early')
  early() {
    return new Readable({
      read() {
        this.destroy(new Error('broke early'));
      },
    });
  }

  @Get('/late')
  async *late() {
    yield 'first';
    throw new Error('broke late');
  }
}

const app = createApp({ controllers: [Feed], logger: { debug() {}, info() {}, warn() {}, error() {} } });

describe.each(['function-url', 'rest-api'] as const)('streamClient for %s', (source) => {
  const api = streamClient(app, { source });

  it('gives prelude, chunks and text of a streamed answer', async () => {
    const answer = await api.get('/pieces');
    expect(answer.prelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, cookies: [] });
    expect(answer.status).toBe(200);
    expect(answer.chunks.map((chunk) => chunk.length)).toEqual([3, 1, 1]);
    expect(answer.text()).toBe('oneé');
    expect(answer.bytes()).toHaveLength(5);
  });

  it('gives whole answers as well', async () => {
    const answer = await api.get('/plain');
    expect(answer.json()).toEqual({ a: 1 });
    expect(answer.chunks).toHaveLength(1);
    expect((await api.get('/nowhere')).prelude.statusCode).toBe(404);
  });

  it('gives the prelude of an answer without a body, cookies each their own', async () => {
    const answer = await api.get('/cookies');
    expect(answer.prelude).toStrictEqual({ statusCode: 204, headers: { 'x-a': '1' }, cookies: ['a=1', 'b=2'] });
    expect(answer.chunks).toEqual([]);
    expect(answer.text()).toBe('');
    expect((await api.head('/pieces')).prelude.statusCode).toBe(200);
  });

  it('gets everything from a sender that has to wait', async () => {
    const answer = await api.get('/large');
    expect(answer.text()).toHaveLength(20 * 64 * 1024);
    expect(answer.chunks).toHaveLength(20);
  });

  it('shows a failure before the first byte as an answer, after it as a rejection', async () => {
    expect((await api.get('/early')).prelude.statusCode).toBe(500);
    await expect(api.get('/late')).rejects.toThrow('broke late');
  });
});

describe('streamClient', () => {
  const driven = (drive: (stream: NodeJS.WritableStream & { setContentType(type: string): void }) => unknown) =>
    streamClient({ ...app, streamHandler: async (_event, stream) => void (await drive(stream as never)) }).get('/');

  it('rejects when the stream was used in a way that fails on Lambda', async () => {
    await expect(driven(() => {})).rejects.toThrow('without ending its stream');
    await expect(driven((stream) => stream.end('body'))).rejects.toThrow('sent no prelude with a status');
    await expect(driven((stream) => (stream as unknown as Readable).destroy())).rejects.toThrow('ends the process');
  });

  it('waits until everything has left the stream', async () => {
    const answer = await driven((stream) => {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.write(`{"statusCode":200}${'\0'.repeat(8)}`);
      for (let index = 0; index < 50; index++) stream.write(`${index},`);
      stream.end('end');
    });
    expect(answer.chunks).toHaveLength(51);
    expect(answer.text()).toMatch(/^0,1,.*,49,end$/);
  });

  it('closes its app only when asked', async () => {
    const own = streamClient({ controllers: [Feed] });
    await own.get('/plain');
    await own.close();
    await expect(own.get('/plain')).rejects.toThrow('closed');
    expect((await streamClient(app).get('/plain')).status).toBe(200);
  });
});
