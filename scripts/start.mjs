// `npm start`: builds the package and opens the sample app, with its database, until it is interrupted.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('build.mjs', import.meta.url));
const sampleApp = fileURLToPath(new URL('../sample-app', import.meta.url));

for (const [args, cwd] of [[[build]], [['--run', 'start'], sampleApp]]) {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
