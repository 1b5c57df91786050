// Measures validation alone and prints a markdown table: `npm run build`, then `node bench/validation/run.mjs`.
import { availableParallelism, cpus } from 'node:os';
import { BODIES, CONTESTANTS, peopleOf } from './contestants.mjs';

const ROUNDS = 15;
const ROUND_MS = 20;

/** Microseconds for one call, over as many calls as fit into a round. */
async function measure(check, body, expected) {
  const start = performance.now();
  let calls = 0;
  let left = ROUND_MS;
  while (left > 0) {
    for (let at = 0; at < 8; at++) {
      let verdict = check(body);
      if (typeof verdict !== 'boolean') verdict = await verdict;
      if (verdict !== expected) throw new Error('A contestant is of another opinion');
    }
    calls += 8;
    left = ROUND_MS - (performance.now() - start);
  }
  return ((performance.now() - start) * 1000) / calls;
}

/** Other processes only ever make a round longer. */
const shortest = (values) => Math.min(...values);

/** Round after round, every contestant in turn, so that a busy machine is busy for all: the shortest rounds in microseconds, by name. */
async function compare(kind, body, expected, rounds = ROUNDS) {
  const entries = Object.entries(CONTESTANTS);
  const times = new Map(entries.map(([name]) => [name, []]));
  for (const [, each] of entries) await measure(each[kind], body, expected);
  for (let round = 0; round < rounds; round++) {
    for (const [name, each] of entries) times.get(name).push(await measure(each[kind], body, expected));
  }
  return new Map([...times].map(([name, values]) => [name, shortest(values)]));
}

const format = (time) => (time < 10 ? time.toFixed(2) : time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en'));

const columns = [
  ['valid', await compare('one', BODIES.valid, true)],
  ['invalid', await compare('one', BODIES.invalid, false)],
];
for (const kilobytes of [1, 32, 1024]) {
  columns.push([`list, ${kilobytes} KB`, await compare('many', peopleOf(kilobytes * 1024), true, kilobytes > 100 ? 5 : 9)]);
}

console.log(`Node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}, shortest rounds in µs.\n`);
console.log(`| µs for each body | ${columns.map(([title]) => title).join(' | ')} |\n|---|${'--:|'.repeat(columns.length)}`);
for (const name of Object.keys(CONTESTANTS))
  console.log(`| ${name} | ${columns.map(([, times]) => format(times.get(name))).join(' | ')} |`);
const [own] = Object.keys(CONTESTANTS);
const [, small] = columns[3];
const [, large] = columns[4];
console.log(`\nFrom 32 KB to 1 MB, 32 times the body: ${(large.get(own) / small.get(own)).toFixed(1)} times the time.`);
