// `npm run test:runtime`: bundled functions under AWS's own runtime client. Arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = ['node_modules/jest/bin/jest.js', '-c', 'test/runtime/jest.config.mjs', '--ci'];
const results = ['--json', '--outputFile=coverage/runtime-results.json'];

if (!existsSync(`${root}test/runtime/ric/node_modules/aws-lambda-ric/rapid-client.node`)) {
  console.error(
    "AWS's runtime client is not installed: npm ci --prefix test/runtime/ric\n" +
      'It compiles for a minute, on Linux, with cmake, make, g++, python3 and xz (Debian: apt-get install cmake make g++ python3 xz-utils).',
  );
  process.exit(1);
}

const steps = [
  { cwd: root, command: ['scripts/build.mjs'] },
  { cwd: `${root}sample-app`, command: ['../node_modules/rolldown/bin/cli.mjs', '-c'] },
  { cwd: root, command: ['node_modules/rolldown/bin/cli.mjs', '-c', 'test/runtime/app/rolldown.config.mjs'] },
  // Jest prints its report to stderr and, with --json, the results once more to stdout.
  { cwd: root, command: [...jest, ...results, ...process.argv.slice(2)], stdout: 'ignore' },
];

mkdirSync(`${root}coverage`, { recursive: true });
for (const { cwd, command, stdout = 'inherit' } of steps) {
  const { status } = spawnSync(process.execPath, command, { cwd, stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
