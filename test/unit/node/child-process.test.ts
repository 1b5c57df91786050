import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from './program.js';
import { connect } from './raw-client.js';

const program = new Program();

/** A program that serves an app, prints what happens, and takes its options from the command line. */
const PROGRAM = `
  import { Controller, createApp, Get } from '../../../src/index.js';
  import { serve } from '../../../src/node/index.js';

  const say = (text) => process.stdout.write(text + '\\n');
  class Home {
    index() { return { hello: 'world' }; }
    async slow() { say('started'); await new Promise((resolve) => setTimeout(resolve, 300)); return 'done'; }
    async *feed() { yield 'a'; yield 'b'; }
    modules() { return process.moduleLoadList.filter((name) => name.includes('undici')); }
    onShutdown() { say('hook'); if (process.argv.includes('failing-hook')) throw new Error('hook failed'); }
  }
  Get('/')(Home.prototype, 'index', Object.getOwnPropertyDescriptor(Home.prototype, 'index'));
  Get('/slow')(Home.prototype, 'slow', Object.getOwnPropertyDescriptor(Home.prototype, 'slow'));
  Get('/feed')(Home.prototype, 'feed', Object.getOwnPropertyDescriptor(Home.prototype, 'feed'));
  Get('/modules')(Home.prototype, 'modules', Object.getOwnPropertyDescriptor(Home.prototype, 'modules'));
  Controller()(Home);
  const logger = { debug() {}, info() {}, warn() {}, error: (message) => say('error: ' + message) };
  const server = await serve(createApp({ controllers: [Home], logger }), { port: 0 });
  if (process.argv.includes('own-listener')) process.on('SIGTERM', () => say('own listener'));
  process.on('warning', ({ name }) => say('warning: ' + name));
  setInterval(() => {}, 1000);
  say('port ' + server.port);
`;

const run = (...flags: string[]) => program.run(flags);

beforeAll(() => program.build(PROGRAM));
afterEach(() => program.endAll());
afterAll(() => program.remove());

describe('a process that serves an app', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finishes its answers on %s, runs the hooks once and dies of the signal', async (signal) => {
    const running = await run();
    const client = await connect(running.port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await running.until('started');
    running.child.kill(signal);
    expect(await client.closed()).toContain('done');
    expect(await running.ended).toEqual([null, signal]);
    expect(running.output().match(/hook/g)).toHaveLength(1);
  });

  it('is not hurried by further signals', async () => {
    const running = await run();
    const client = await connect(running.port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await running.until('started');
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) {
      running.child.kill(signal);
      await sleep(20);
    }
    expect(await client.closed()).toContain('done');
    expect(await running.ended).toEqual([null, 'SIGTERM']);
    expect(running.output().match(/hook/g)).toHaveLength(1);
  });

  it('leaves ending to whoever else listens to the signal', async () => {
    const running = await run('own-listener');
    running.child.kill('SIGTERM');
    await running.until('hook');
    await sleep(50);
    expect(running.child.exitCode).toBeNull();
    expect(running.output().match(/own listener/g)).toHaveLength(1);
  });

  it('logs a failing hook and ends all the same', async () => {
    const running = await run('failing-hook');
    running.child.kill('SIGTERM');
    expect(await running.ended).toEqual([null, 'SIGTERM']);
    expect(running.output()).toContain('error: The server did not stop cleanly');
  });

  it('serves many pipelined streams at once without a warning', async () => {
    const running = await run();
    const client = await connect(running.port, 'GET /feed HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(30));
    while ((client.text().match(/b\r\n0\r\n\r\n/g) ?? []).length < 30) await sleep(5);
    expect(running.output()).not.toContain('warning');
  });

  it('answers without loading the fetch implementation', async () => {
    const running = await run();
    const client = await connect(
      running.port,
      'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /modules HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    const text = await client.closed();
    expect(text).toContain('{"hello":"world"}');
    expect(text.endsWith('\r\n\r\n[]')).toBe(true);
  });
});
