// `npm test`: every check of the project, each one run even when an earlier one failed. Arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium) && !process.env.CI) {
  console.log(`There is no Chromium at ${chromium}: the browser test of the sample app is left out. Set CHROMIUM to run it.`);
  process.env.WITHOUT_BROWSER = 'yes';
}

const steps = [
  { name: 'lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--diagnostic-level=warn', '.'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'build', command: ['scripts/build.mjs'] },
  { name: 'types of the sample app', command: ['node_modules/typescript/bin/tsc', '-p', 'sample-app/tsconfig.json'] },
  {
    name: 'tests',
    command: ['node_modules/jest/bin/jest.js', '--ci', '--json', '--outputFile=coverage/jest-results.json', ...process.argv.slice(2)],
  },
];

mkdirSync(`${root}coverage`, { recursive: true });
const failed = [];
for (const { name, command } of steps) {
  console.log(`\n=== ${name}`);
  // Jest prints its report to stderr and, with --json, the results once more to stdout.
  const stdout = command.includes('--json') ? 'ignore' : 'inherit';
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nEverything passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);
