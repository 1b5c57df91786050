import { functionUrlEvent, httpApiEvent } from '../../src/testing/index.js';
import { errorsOf, recordsOf, startFunction, stopFunctions } from './function.js';

afterAll(stopFunctions);

const later = (path: string) => functionUrlEvent({ path });

describe('a handler that takes too long', () => {
  it('is answered 503 before Lambda ends it, with its signal aborted and its route in the log', async () => {
    const runtime = await startFunction('faults.handler');
    const invocation = await runtime.invoke(httpApiEvent({ path: '/faults/never' }), { timeoutMs: 600 });
    expect([invocation.error, invocation.answer().status]).toEqual([undefined, 503]);
    expect(invocation.durationMs).toBeGreaterThan(300);
    expect(invocation.durationMs).toBeLessThan(600);
    await runtime.log(/the signal was aborted/);
    expect(await errorsOf(runtime)).toEqual([expect.objectContaining({ route: '/faults/never', requestId: expect.any(String) })]);
    expect((await runtime.client().get('/buffered/json')).status).toBe(200);
    expect(runtime.environments).toBe(1);
  });

  it.each(['/faults/late', '/faults/late-failure'])('may end after its answer: %s is dropped and logged', async (path) => {
    const runtime = await startFunction('faults.handler');
    expect((await runtime.invoke(httpApiEvent({ path }), { timeoutMs: 500 })).answer().status).toBe(503);
    await runtime.log(/"level":"WARN".*deadline/);
    expect((await runtime.client().get('/buffered/json')).status).toBe(200);
    expect(runtime.environments).toBe(1);
  });

  it('is not begun when there is too little time', async () => {
    const runtime = await startFunction('faults.handler');
    const { answer, durationMs } = await runtime.invoke(httpApiEvent({ path: '/faults/never' }), { timeoutMs: 240 });
    expect([answer().status, durationMs < 200]).toEqual([503, true]);
    expect((await recordsOf(runtime)).map(({ message }) => message)).not.toContain('the signal was aborted');
  });

  it('and blocks the process is ended by Lambda, which starts another', async () => {
    const runtime = await startFunction('faults.handler');
    const { error } = await runtime.invoke(httpApiEvent({ path: '/faults/busy' }), { timeoutMs: 400 });
    expect(error).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('0.40 seconds') });
    expect((await runtime.client().get('/buffered/json')).status).toBe(200);
    expect(runtime.environments).toBe(2);
  });
});

describe('a stream that takes too long', () => {
  it('is a 503 while nothing was sent', async () => {
    const runtime = await startFunction('faults.streamHandler');
    for (const path of ['/streamed/hangs-at-once', '/faults/never']) {
      const { error, answer } = await runtime.invoke(later(path), { timeoutMs: 500 });
      expect([error, answer().status]).toEqual([undefined, 503]);
    }
    expect((await runtime.client('function-url').get('/buffered/json')).status).toBe(200);
    expect(runtime.environments).toBe(1);
  });

  it('is broken off with an error otherwise, before Lambda ends it', async () => {
    const runtime = await startFunction('faults.streamHandler');
    const { error, chunks, durationMs } = await runtime.invoke(later('/streamed/hangs-midway'), { timeoutMs: 600 });
    expect([chunks.map(String), error]).toEqual([
      ['a piece'],
      expect.objectContaining({ errorMessage: expect.stringContaining('deadline') }),
    ]);
    expect(durationMs).toBeLessThan(600);
    expect(await errorsOf(runtime)).toHaveLength(1);
    expect((await runtime.client('function-url').get('/streamed/pieces')).text()).toBe('one zwei €');
    expect(runtime.environments).toBe(1);
  });
});
