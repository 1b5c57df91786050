import { setTimeout as sleep } from 'node:timers/promises';
import { Program, type RunningProgram } from '../unit/node/program.js';
import { closeAllClients, connect, type RawClient } from '../unit/node/raw-client.js';

const CONNECTIONS = 1000;
const GRACE_MS = 8000;
const MEBIBYTE = 1_048_576;
const program = new Program();

/** A server that says how much memory it uses, and what it is warned of. */
const PROGRAM = `
  import { Controller, createApp, Get, Post } from '../../../src/index.js';
  import { serve } from '../../../src/node/index.js';

  const say = (text) => process.stdout.write(text + '\\n');
  let busy = 0;
  class Home {
    hello({ query }) { return { hello: query.get('n') }; }
    echo({ body }) { return { length: body.text().length }; }
    async slow({ query }) {
      busy += 1;
      await new Promise((resolve) => setTimeout(resolve, 700));
      return { slow: query.get('n') };
    }
    async *feed({ query }) { yield 'feed '; yield query.get('n') + ';'; }
    busy() { return { busy }; }
    async memory() {
      for (let round = 0; round < 4; round++) { await new Promise((resolve) => setTimeout(resolve, 20)); gc(); }
      return { heap: process.memoryUsage().heapUsed + process.memoryUsage().external };
    }
    onShutdown() { say('hook'); }
  }
  const route = (kind, path, name) => kind(path)(Home.prototype, name, Object.getOwnPropertyDescriptor(Home.prototype, name));
  route(Get, '/hello', 'hello'); route(Post, '/echo', 'echo'); route(Get, '/slow', 'slow'); route(Get, '/feed', 'feed');
  route(Get, '/busy', 'busy'); route(Get, '/memory', 'memory');
  Controller()(Home);
  const logger = { debug() {}, info() {}, warn: (message) => say('warn: ' + message), error: (message) => say('error: ' + message) };
  process.on('warning', ({ name, message }) => say('warning: ' + name + ' ' + message));
  const server = await serve(createApp({ controllers: [Home], logger }), { port: 0, gracePeriodMs: ${GRACE_MS} });
  say('port ' + server.port);
`;

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const post = (body: string) => `POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

beforeAll(() => program.build(PROGRAM));
afterEach(() => {
  closeAllClients();
  program.endAll();
});
afterAll(() => program.remove());

async function ask(running: RunningProgram, path: string): Promise<Record<string, number>> {
  const client = await connect(running.port, get(path, 'Connection: close\r\n'));
  const text = await client.closed();
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
}

/** A round on every connection: one request, a body in two parts, three pipelined ones with a stream among them. */
async function round(clients: readonly RawClient[], turn: number): Promise<void> {
  await Promise.all(
    clients.map(async (client, index) => {
      const n = `${turn}-${index}`;
      client.socket.write(get(`/hello?n=${n}`));
      await client.until(`{"hello":"${n}"}`);
      const whole = post('x'.repeat(2000 + turn));
      client.socket.write(whole.slice(0, 500));
      client.socket.write(whole.slice(500));
      await client.until(`{"length":${2000 + turn}}`);
      client.socket.write(get(`/hello?n=a${n}`) + get(`/feed?n=b${n}`) + get(`/hello?n=c${n}`));
      const text = await client.until(`{"hello":"c${n}"}`);
      expect(text.indexOf(`{"hello":"a${n}"}`)).toBeLessThan(text.indexOf(`b${n};`));
    }),
  );
}

it('answers 1,000 kept connections at once in bounded memory, and stops while they are open without losing an answer', async () => {
  const running = await program.run([], ['--expose-gc']);
  const before = (await ask(running, '/memory')).heap!;
  const clients: RawClient[] = [];
  for (let made = 0; made < CONNECTIONS; made += 100) {
    clients.push(...(await Promise.all(Array.from({ length: 100 }, () => connect(running.port)))));
  }
  const heaps: number[] = [];
  for (const turn of [0, 1, 2]) {
    await round(clients, turn);
    heaps.push((await ask(running, '/memory')).heap!);
  }
  // What a connection costs, and that requests leave nothing on it.
  expect((heaps[0]! - before) / CONNECTIONS).toBeLessThan(20_000);
  expect(heaps[2]! - heaps[1]!).toBeLessThan(2 * MEBIBYTE);

  const waiting = clients.slice(0, 200);
  for (const [index, { socket }] of waiting.entries())
    socket.write(index % 2 ? get(`/slow?n=${index}`) : get(`/slow?n=${index}`).repeat(3));
  while ((await ask(running, '/busy')).busy! < 400) await sleep(5);
  const asked = Date.now();
  running.child.kill('SIGTERM');
  const texts = await Promise.all(clients.map((client) => client.closed()));
  expect(await running.ended).toEqual([null, 'SIGTERM']);
  expect(Date.now() - asked).toBeLessThan(GRACE_MS);
  const lost = waiting.filter((_, index) => texts[index]!.split(`{"slow":"${index}"}`).length - 1 !== (index % 2 ? 1 : 3));
  expect(lost).toHaveLength(0);
  expect(texts.filter((text) => !/^HTTP\/1\.1 200 /.test(text) || / [45]\d\d [A-Z]/.test(text))).toHaveLength(0);
  expect(running.output().replace(/^port \d+\n/, '')).toBe('hook\n');
}, 60_000);
