import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionUrlEvent } from '../../../src/testing/index.js';
import { type RuntimeOptions, startRuntime } from '../../../src/testing/runtime/index.js';

// Speaks the Runtime API like the real client, which is tried in test/runtime, as far as each event tells it to.
const CLIENT = `
import { request } from 'node:http';
const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handler } = process.env;
const call = (method, path, headers = {}, write = (sent) => sent.end()) =>
  new Promise((resolve, reject) => {
    const sent = request('http://' + api + '/2018-06-01/runtime/' + path, { method, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (piece) => (text += piece)).on('end', () => resolve({ reply, text }));
    });
    sent.on('error', reject);
    write(sent);
  });
const send = (path, body) => call('POST', path, {}, (sent) => sent.end(body));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
console.log('loading ' + handler);
if (handler === 'broken.handler') {
  await send('init/error', JSON.stringify({ errorType: 'Broken', errorMessage: 'not loadable' }));
  process.exit(1);
}
for (;;) {
  const { reply, text } = await call('GET', 'invocation/next');
  const id = reply.headers['lambda-runtime-aws-request-id'];
  const path = 'invocation/' + id;
  const left = reply.headers['lambda-runtime-deadline-ms'] - Date.now();
  const event = JSON.parse(text);
  if (event.do === 'hang') await wait(60_000);
  else if (event.do === 'exit') process.exit(7);
  else if (event.do === 'fail') await send(path + '/error', JSON.stringify({ errorType: 'Failed', errorMessage: 'on purpose', trace: ['a'] }));
  else if (event.do === 'large') console.log('refused with ' + (await send(path + '/response', JSON.stringify('x'.repeat(event.size - 2)))).reply.statusCode);
  else if (event.do === 'foreign') console.log('foreign: ' + (await send('invocation/other/response', '1')).reply.statusCode + (await send(path + '/response', '1')).reply.statusCode);
  else if (event.do === 'stream' || event.do === 'break' || event.do === 'drop') {
    const headers = { 'lambda-runtime-function-response-mode': 'streaming', 'content-type': 'application/vnd.awslambda.http-integration-response', trailer: 'Lambda-Runtime-Function-Error-Type' };
    await call('POST', path + '/response', headers, async (sent) => {
      sent.write('{"statusCode":2'); sent.write('01,"headers":{"x-a":"1"},"cookies":["a=1"]}\\0\\0\\0'); await wait(5);
      sent.write('\\0\\0\\0\\0\\0first'); await wait(20);
      sent.write('second');
      if (event.do === 'break') sent.addTrailers({ 'Lambda-Runtime-Function-Error-Type': 'Late', 'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorType":"Late","errorMessage":"too late"}').toString('base64') });
      if (event.do === 'drop') return void wait(20).then(() => sent.destroy());
      sent.end();
    }).catch(() => {});
  } else {
    await send(path + '/response', JSON.stringify({ statusCode: 200, headers: {}, body: JSON.stringify({ id, left, path: event.rawPath, secret: process.env.OUTSIDE ?? null, given: process.env.GIVEN ?? null }) }));
  }
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lambent-runtime-'));
  const client = join(folder, 'node_modules/aws-lambda-ric');
  mkdirSync(client, { recursive: true });
  writeFileSync(join(client, 'index.mjs'), CLIENT);
  writeFileSync(join(client, 'package.json'), '{"name":"aws-lambda-ric","type":"module","main":"index.mjs"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (options: Partial<RuntimeOptions> = {}) =>
  startRuntime({ handler: 'any.handler', taskRoot: folder, clientFrom: folder, timeoutMs: 5000, ...options });

describe('startRuntime', () => {
  it('says what to install where the runtime client is missing', async () => {
    await expect(startRuntime({ handler: 'any.handler', clientFrom: tmpdir() })).rejects.toThrow(/npm install --save-dev aws-lambda-ric/);
  });

  it('gives the function its event, an id, a deadline, and no variables but its own', async () => {
    process.env.OUTSIDE = 'of the test';
    await using runtime = await start({ environment: { GIVEN: 'to the function' } });
    const { error, durationMs, answer } = await runtime.invoke(functionUrlEvent({ path: '/a' }), {
      requestId: 'request-1',
      timeoutMs: 900,
    });
    const { left, ...seen } = answer().json<{ left: number }>();
    expect([error, seen]).toEqual([undefined, { id: 'request-1', path: '/a', secret: null, given: 'to the function' }]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(900);
    expect(durationMs).toBeGreaterThan(0);
    expect((await runtime.client('function-url').get('/b')).json()).toMatchObject({ path: '/b' });
    expect([runtime.environments, runtime.logs]).toEqual([1, ['loading any.handler']]);
  });

  it('reports what the function reports', async () => {
    await using runtime = await start();
    const { error, answer } = await runtime.invoke({ do: 'fail' });
    expect(error).toEqual({ errorType: 'Failed', errorMessage: 'on purpose', trace: ['a'] });
    expect(answer).toThrow(/Failed: on purpose/);
    expect((await runtime.invoke({})).error).toBeUndefined();
  });

  it('puts a stream together from whatever pieces it comes in', async () => {
    await using runtime = await start();
    const seen: string[] = [];
    const { mode, prelude, chunks, answer } = await runtime.invoke({ do: 'stream' }, { onChunk: (chunk) => void seen.push(String(chunk)) });
    expect([mode, prelude]).toEqual(['streaming', { statusCode: 201, headers: { 'x-a': '1' }, cookies: ['a=1'] }]);
    expect([chunks.map(String), seen]).toEqual([
      ['first', 'second'],
      ['first', 'second'],
    ]);
    expect([answer().status, answer().cookies, answer().text()]).toEqual([201, ['a=1'], 'firstsecond']);
  });

  it.each([
    ['break', { errorType: 'Late', errorMessage: 'too late' }],
    ['drop', { errorType: 'Runtime.TruncatedResponse' }],
  ])('keeps what arrived of a stream that fails: %s', async (act, error) => {
    await using runtime = await start();
    const broken = await runtime.invoke({ do: act });
    expect([broken.error, broken.chunks.map(String)]).toEqual([expect.objectContaining(error), ['first', 'second']]);
    expect(broken.answer).toThrow(error.errorType);
  });

  it('takes results as large as Lambda does', async () => {
    await using runtime = await start();
    expect((await runtime.invoke({ do: 'large', size: 6_291_556 })).error).toBeUndefined();
    expect((await runtime.invoke({ do: 'large', size: 6_291_557 })).error).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
    expect(await runtime.log(/refused with 413/)).toBe('refused with 413');
  });

  it('refuses answers to what it never asked', async () => {
    await using runtime = await start();
    expect((await runtime.invoke({ do: 'foreign' })).result).toBe(1);
    await runtime.log(/foreign: 403202/);
  });

  it('ends what takes too long, and what waits behind it gets another environment', async () => {
    await using runtime = await start();
    const [slow, next] = await Promise.all([runtime.invoke({ do: 'hang' }, { timeoutMs: 200 }), runtime.invoke({})]);
    expect(slow.error).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('after 0.20 seconds') });
    expect([next?.error, runtime.environments]).toEqual([undefined, 2]);
  });

  it('survives a crash', async () => {
    await using runtime = await start();
    expect((await runtime.invoke({ do: 'exit' })).error).toMatchObject({ errorMessage: expect.stringContaining('exit status 7') });
    expect((await runtime.invoke({})).error).toBeUndefined();
    expect(runtime.environments).toBe(2);
  });

  it('fails each invocation of a function that cannot be loaded', async () => {
    await using runtime = await start({ handler: 'broken.handler' });
    for (let count = 1; count <= 2; count++) {
      expect((await runtime.invoke({})).error).toEqual({ errorType: 'Broken', errorMessage: 'not loadable' });
      expect(runtime.environments).toBe(1 + count);
    }
  });

  it('shows the last lines when one is waited for in vain', async () => {
    await using runtime = await start();
    await expect(runtime.log(/never written/, 20)).rejects.toThrow(/loading any\.handler/);
  });

  it('takes nothing more once it was stopped, and fails what was under way', async () => {
    const runtime = await start();
    const hanging = runtime.invoke({ do: 'hang' });
    const behind = runtime.invoke({});
    await runtime.stop();
    expect([(await hanging).error?.errorType, (await behind).error?.errorType]).toEqual(['Sandbox.Stopped', 'Sandbox.Stopped']);
    await expect(runtime.invoke({})).rejects.toThrow('stopped');
    await runtime.stop();
  });
});
