// The bench: bundles every app, checks that all give the same answers, measures, and writes the tables into the documentation.
//
//   npm --prefix bench ci && npm run build && npm run bench [-- --quick] [-- --only raw,lambent] [-- --table small|larger]
//
// `--quick` measures a tenth and writes nothing. Rounds go through all apps in turn, so that a busy machine disturbs all alike.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { apps, bundle } from './build.mjs';
import { measureLarger } from './larger/measure.mjs';
import { ask, median, start } from './processes.mjs';
import { requests } from './requests.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' }, table: { type: 'string' } } });
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
if (!existsSync(here('../dist/esm/index.js'))) throw new Error('There is no build of the package to measure: npm run build');

const chosen = apps.filter(({ name }) => name === 'raw' || !options.only || options.only.split(',').includes(name));
const measured = [];
if (options.table !== 'larger') {
  for (const app of chosen) measured.push({ ...app, ...(await bundle(app)), cold: { get: [], post: [] }, warm: noTimes() });
  measureCold(options.quick ? 3 : 21);
  await measureWarm(options.quick ? 4 : 20);
  publish('README.md', 'bench', report());
}
if (options.table !== 'small') publish('docs/performance.md', 'larger work', await measureLarger(chosen, options.quick));

function publish(page, place, text) {
  console.log(`${text}\n`);
  const file = here(`../${page}`);
  if (!options.quick && !options.only) writeFileSync(file, between(readFileSync(file, 'utf8'), page, place, text));
}

function noTimes() {
  return Object.fromEntries(Object.keys(requests).map((name) => [name, []]));
}

function measureCold(rounds) {
  for (let round = 0; round < rounds; round++) {
    for (const { file, cold } of measured) {
      for (const [kind, name] of [
        ['get', 'GET /hello'],
        ['post', 'POST, valid'],
      ]) {
        cold[kind].push(JSON.parse(execFileSync(process.execPath, [here('cold.mjs'), file, name], { encoding: 'utf8' })).total);
      }
    }
  }
}

async function measureWarm(rounds) {
  for (const app of measured) app.child = await start(here('warm.mjs'), app.file);
  for (const name of Object.keys(requests)) {
    for (const app of measured) await ask(app.child, { name, batches: 10 });
    for (let round = 0; round < rounds; round++) {
      for (const app of measured) app.warm[name].push(await ask(app.child, { name, batches: 2 }));
    }
  }
  for (const { child } of measured) child.kill();
}

function report() {
  const raw = measured[0];
  const names = Object.keys(requests);
  const rows = measured.map(({ title, cold, warm, bytes, gzip }) => {
    const ratios = names.map((name) => median(warm[name]) / median(raw.warm[name]));
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    const coldRatio = median(cold.get) / median(raw.cold.get);
    return [
      title,
      ...[...ratios, mean].map((ratio) => ratio.toFixed(1)),
      `${median(cold.get).toFixed(1)} (${coldRatio.toFixed(0)}x)`,
      median(cold.post).toFixed(1),
      `${(bytes / 1024).toFixed(0)} / ${(gzip / 1024).toFixed(0)}`,
    ];
  });
  const head = ['', ...names, 'mean', 'cold GET, ms', 'cold POST, ms', 'KB / gzip'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    `Warm time per request and cold start, over the handler written by hand (${perRequest(raw, names)}); Node.js ${process.versions.node}.`,
    '',
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

function perRequest({ warm }, names) {
  const all = names.map((name) => median(warm[name]) / 1000);
  return `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)} µs`;
}

function between(content, page, place, text) {
  const [start, end] = [`<!-- ${place} -->`, `<!-- /${place} -->`];
  const from = content.indexOf(start);
  const to = content.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${page} has no place for the table between ${start} and ${end}`);
  return `${content.slice(0, from + start.length)}\n${text}\n${content.slice(to)}`;
}
