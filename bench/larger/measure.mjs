// Larger work: how long it takes in every app, and whether twice the work takes Lambent twice the time.
import { fileURLToPath } from 'node:url';
import { bundle } from '../build.mjs';
import { ask, median, start } from '../processes.mjs';
import { cases, without } from './cases.mjs';
import { PARTS } from './work.mjs';

const child = fileURLToPath(new URL('child.mjs', import.meta.url));

/**
 * Measures the given apps, round after round through all of them, and gives the tables as text.
 *
 * @param apps of `build.mjs`; the handler written by hand first
 */
export async function measureLarger(apps, isQuick) {
  const running = [];
  for (const app of apps) {
    const { file } = await bundle(app, 'larger/apps');
    running.push({ ...app, child: await start(child, file), times: {} });
  }
  for (const name of Object.keys(cases))
    await measureCase(name, running, isQuick ? { rounds: 3, warmUp: 30 } : { rounds: 12, warmUp: 100 });
  for (const app of running) app.child.kill();
  return report(running);
}

/** @param warmUp milliseconds, three times as many for the full size */
async function measureCase(name, running, { rounds, warmUp }) {
  const able = running.filter((app) => !without[app.name]?.includes(name));
  const sizes = PARTS.map((part) => part * cases[name].size);
  for (const app of able) {
    app.times[name] = Object.fromEntries(sizes.map((size) => [size, []]));
    for (const size of sizes) await ask(app.child, { name, size, milliseconds: warmUp, isChecked: true });
    await ask(app.child, { name, size: sizes.at(-1), milliseconds: warmUp * 3 });
  }
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      for (const app of able) {
        // Of the others only the full size is shown.
        if (size < sizes.at(-1) && app.name !== 'lambent') continue;
        app.times[name][size].push(median(await ask(app.child, { name, size, milliseconds: 40 })));
      }
    }
  }
}

function report(running) {
  const lambent = running.find(({ name }) => name === 'lambent');
  const rows = Object.entries(cases).map(([name, { title, size }]) => [
    title,
    ...running.map(({ times }) => (times[name] ? format(median(times[name][size])) : '')),
    ...(lambent ? PARTS.slice(0, -1).map((part) => format(median(lambent.times[name][part * size]))) : []),
  ]);
  const parts = lambent ? PARTS.slice(0, -1).map((part) => `Lambent, ${part * 100} % of it`) : [];
  const head = ['µs', ...running.map(({ title }) => title), ...parts];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    `Microseconds for each request; Node.js ${process.versions.node}.`,
    '',
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

function format(time) {
  return time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en');
}
