// Measures what each part of the shelf adds to a bundle and to a warm request, and writes the table into docs/middleware.md:
// `npm run build`, then `node bench/middleware/run.mjs [--quick]`. `--quick` measures a tenth and writes nothing.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { cases, choices, environment, eventOf, sourceOf } from './cases.mjs';

const isQuick = process.argv.includes('--quick');
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/middleware.md');
const output = join(root, 'bench/dist');
const PLAIN = { name: 'plain', request: {} };
if (!existsSync(join(root, 'dist/esm/index.js'))) throw new Error('There is no build of the package to measure: npm run build');

/** The built package. */
const packageUnderTest = {
  name: 'package-under-test',
  setup({ onResolve }) {
    onResolve({ filter: /^lambent(\/|$)/ }, ({ path }) => ({
      path: join(root, 'dist/esm', `${path.slice('lambent/'.length) || 'index'}.js`),
    }));
  },
};

const plainSize = (await bundle(PLAIN)).size;
const rows = [];
for (const each of cases) {
  const { size } = await bundle(each);
  rows.push([each.name, each.isSized === false ? '' : added(size, plainSize), microseconds(await compare(each))]);
}
for (const each of choices) rows.push([each.name, added((await bundle(each)).size, (await bundle(each.over)).size), '']);
const text = report();
console.log(text);
if (!isQuick) writeFileSync(page, between(readFileSync(page, 'utf8')));

/** Bundles an app as one would to deploy it; gives the file and its size. */
async function bundle(app) {
  mkdirSync(output, { recursive: true });
  const outfile = join(output, 'middleware.mjs');
  await build({
    stdin: { contents: sourceOf(app), resolveDir: root },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['es2015', 'module', 'main'],
    legalComments: 'none',
    logLevel: 'error',
    external: app.without ?? [],
    plugins: [packageUnderTest],
  });
  const code = readFileSync(outfile);
  return { file: outfile, size: [code.length, gzipSync(code, { level: 9 }).length] };
}

/** Nanoseconds that a request takes more than without the middleware. Both take turns; what else a machine does only makes rounds longer. */
async function compare(app) {
  const text = eventOf(app.request);
  const children = [await start(PLAIN), await start(app)];
  for (const child of children) await ask(child, text, isQuick ? 5 : 20);
  const shortest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < (isQuick ? 10 : 60); round++) {
    for (const [at, child] of children.entries()) shortest[at] = Math.min(shortest[at], await ask(child, text, 2));
  }
  for (const child of children) child.kill();
  return shortest[1] - shortest[0];
}

async function start(app) {
  const { file } = await bundle({ ...app, without: [] });
  const child = fork(fileURLToPath(new URL('child.mjs', import.meta.url)), [file], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...environment },
  });
  await reply(child);
  return child;
}

async function ask(child, text, batches) {
  const answer = reply(child);
  child.send({ text, batches });
  const { statusCode, body, time } = await answer;
  if (statusCode !== 200) throw new Error(`The app answered ${statusCode}: ${body}`);
  return time;
}

function reply(child) {
  return new Promise((resolve, reject) => {
    const failed = (code) => reject(new Error(`The app ended with code ${code}`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message);
    });
  });
}

function added(size, before) {
  return size.map((bytes, at) => ((bytes - before[at]) / 1024).toFixed(1)).join(' / ');
}

function microseconds(nanoseconds) {
  return (Math.max(0, nanoseconds) / 1000).toFixed(nanoseconds < 10_000 ? 2 : 0);
}

function report() {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    `Node.js ${process.versions.node}; the plain app is ${plainSize.map((bytes) => (bytes / 1024).toFixed(0)).join(' / ')} KB.`,
    '',
    line(['', 'bundle, KB min / gzip', 'request, µs']),
    line(['---', '---:', '---:']),
    ...rows.map(line),
  ].join('\n');
}

function between(whole) {
  const [begin, end] = ['<!-- cost -->', '<!-- /cost -->'];
  const from = whole.indexOf(begin);
  const to = whole.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/middleware.md has no place for the table between ${begin} and ${end}`);
  return `${whole.slice(0, from + begin.length)}\n${text}\n${whole.slice(to)}`;
}
