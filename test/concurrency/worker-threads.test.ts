import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const DIST = join(__dirname, '../../dist');

/**
 * What AWS's runtime client does on Lambda Managed Instances: each worker thread loads the function for itself. Decorators are called by
 * hand, for there is no compiler here.
 */
function functionOf(format: 'esm' | 'cjs'): string {
  const load = format === 'esm' ? `await import(workerData.dist + '/esm/index.js')` : `require(workerData.dist + '/cjs/index.js')`;
  return `
    const { parentPort, workerData } = require('node:worker_threads');
    const { setTimeout: sleep } = require('node:timers/promises');
    (async () => {
      const { Controller, createApp, Ctx, currentRequest, Get, Inject, Injectable } = ${load};
      let made = 0;
      class Counter { constructor() { made++; this.count = 0; } }
      Injectable()(Counter);
      class Home {
        constructor(counter) { this.counter = counter; }
        async home(ctx) {
          const count = ++this.counter.count;
          ctx.shared.set('count', (ctx.shared.get('count') ?? 0) + 1);
          await sleep(Math.random() * 3);
          return { count, thread: workerData.thread, tracked: currentRequest() === ctx, id: ctx.params.id, shared: ctx.shared.get('count') };
        }
      }
      Inject(Counter)(Home, undefined, 0);
      Get('/:id')(Home.prototype, 'home', Object.getOwnPropertyDescriptor(Home.prototype, 'home'));
      Ctx()(Home.prototype, 'home', 0);
      Controller()(Home);
      const silent = () => {};
      const app = createApp({ controllers: [Home], logger: { debug: silent, info: silent, warn: silent, error: silent } });
      const get = async (id) => {
        const event = { version: '2.0', rawPath: '/' + id, rawQueryString: '', headers: {}, isBase64Encoded: false,
          requestContext: { domainName: 'x.execute-api.us-east-1.amazonaws.com', http: { method: 'GET', path: '/' + id } } };
        return JSON.parse((await app.handler(event, { getRemainingTimeInMillis: () => 30000 })).body);
      };
      const bodies = await Promise.all(Array.from({ length: workerData.requests }, (_, index) => get(workerData.thread + '-' + index)));
      await app.close();
      parentPort.postMessage({ made, bodies });
    })();`;
}

interface Report {
  readonly made: number;
  readonly bodies: readonly { count: number; thread: number; tracked: boolean; id: string; shared: number }[];
}

function runThread(thread: number, format: 'esm' | 'cjs', requests: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(functionOf(format), { eval: true, workerData: { dist: DIST, thread, requests } });
    let report: Report | undefined;
    worker.on('message', (message: Report) => {
      report = message;
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (report && code === 0) resolve(report);
      else reject(new Error(`the worker exited with ${code} and ${report ? 'a' : 'no'} report`));
    });
  });
}

it.each(['esm', 'cjs'] as const)(
  'worker threads start, count and end for themselves, as %s',
  async (format) => {
    if (!existsSync(join(DIST, format, 'index.js'))) throw new Error('dist is missing: npm run build');
    const threads = [0, 1, 2, 3];
    const reports = await Promise.all(threads.map((thread) => runThread(thread, format, 100)));
    for (const [thread, { made, bodies }] of reports.entries()) {
      expect(made).toBe(1);
      expect(bodies.map(({ count }) => count)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      expect(Math.max(...bodies.map(({ shared }) => shared))).toBe(100);
      for (const [index, body] of bodies.entries())
        expect([body.thread, body.tracked, body.id]).toEqual([thread, true, `${thread}-${index}`]);
    }
  },
  30_000,
);
