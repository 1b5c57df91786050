import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { connect } from './raw-client.js';

const folder = mkdtempSync(join(tmpdir(), 'lambent-serve-'));
const children = new Set<ChildProcess>();

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

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  output(): string;
  /** Resolves when the output contains `part`. */
  until(part: string): Promise<void>;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

async function run(...flags: string[]): Promise<Running> {
  const child = spawn(process.execPath, [join(folder, 'program.mjs'), ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('exit', (code, signal) => resolve([code, signal])),
  );
  const until = async (part: string) => {
    for (const start = Date.now(); !output.includes(part); await sleep(5)) {
      if (child.exitCode !== null || Date.now() - start > 4000) throw new Error(`No ${JSON.stringify(part)} in ${JSON.stringify(output)}`);
    }
  };
  await until('port ');
  return { child, port: Number(/port (\d+)/.exec(output)?.[1]), output: () => output, until, ended };
}

beforeAll(async () => {
  await build({
    stdin: { contents: PROGRAM, resolveDir: __dirname, loader: 'js' },
    outfile: join(folder, 'program.mjs'),
    bundle: true,
    // The manifest names the built files that have side effects; these are their sources.
    ignoreAnnotations: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a process that serves an app', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finishes its answers on %s, runs the hooks once and dies of the signal', async (signal) => {
    const program = await run();
    const client = await connect(program.port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await program.until('started');
    program.child.kill(signal);
    expect(await client.closed()).toContain('done');
    expect(await program.ended).toEqual([null, signal]);
    expect(program.output().match(/hook/g)).toHaveLength(1);
  });

  it('is not hurried by further signals', async () => {
    const program = await run();
    const client = await connect(program.port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await program.until('started');
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) {
      program.child.kill(signal);
      await sleep(20);
    }
    expect(await client.closed()).toContain('done');
    expect(await program.ended).toEqual([null, 'SIGTERM']);
    expect(program.output().match(/hook/g)).toHaveLength(1);
  });

  it('leaves ending to whoever else listens to the signal', async () => {
    const program = await run('own-listener');
    program.child.kill('SIGTERM');
    await program.until('hook');
    await sleep(50);
    expect(program.child.exitCode).toBeNull();
    expect(program.output().match(/own listener/g)).toHaveLength(1);
  });

  it('logs a failing hook and ends all the same', async () => {
    const program = await run('failing-hook');
    program.child.kill('SIGTERM');
    expect(await program.ended).toEqual([null, 'SIGTERM']);
    expect(program.output()).toContain('error: The server did not stop cleanly');
  });

  it('serves many pipelined streams at once without a warning', async () => {
    const program = await run();
    const client = await connect(program.port, 'GET /feed HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(30));
    while ((client.text().match(/b\r\n0\r\n\r\n/g) ?? []).length < 30) await sleep(5);
    expect(program.output()).not.toContain('warning');
  });

  it('answers without loading the fetch implementation', async () => {
    const program = await run();
    const client = await connect(
      program.port,
      'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /modules HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    const text = await client.closed();
    expect(text).toContain('{"hello":"world"}');
    expect(text.endsWith('\r\n\r\n[]')).toBe(true);
  });
});
