// The way into the project on any machine: installs what is missing, then runs a script under the toolchain's own Node.js.
// Needs nothing but the system's Node.js (20 or newer) and npm: `node scripts/with-toolchain.mjs scripts/test.mjs [arguments]`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const toolchain = join(root, 'node_modules/node/bin');
const nodeBinary = join(toolchain, process.platform === 'win32' ? 'node.exe' : 'node');
const secondSignalAfterMs = 1000;
const graceMs = 10_000;

/** Why the installed packages are not those of the lockfile; `undefined` when they are. */
function findStaleness() {
  const wanted = readPackages('package-lock.json');
  if (!wanted) return 'there is no lockfile';
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed yet';
  for (const [location, entry] of Object.entries(wanted)) {
    if (!location.includes('node_modules/') || entry.link || entry.optional) continue;
    const found = installed[location];
    if (!found) return `${location} is missing`;
    if (found.version !== entry.version || found.integrity !== entry.integrity) return `${location} is not the locked version`;
  }
  return existsSync(nodeBinary) ? undefined : 'the toolchain has no Node.js';
}

function readPackages(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Runs a command in a process group of its own; resolves to its exit code. Signals to us go to the whole group, once. */
function run(command, args, env) {
  const group = process.platform !== 'win32';
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: group });
  const send = (signal) => {
    try {
      process.kill(group ? -child.pid : child.pid, signal);
      return true;
    } catch {
      return false;
    }
  };
  let firstSignalAt;
  const forward = (signal) => {
    // npm passes on what the terminal has already sent to everyone: the first signal asks, one well after it insists.
    const now = Date.now();
    if (firstSignalAt === undefined) {
      firstSignalAt = now;
      send(signal);
      setTimeout(() => send('SIGKILL'), graceMs).unref();
    } else if (now - firstSignalAt > secondSignalAfterMs) send('SIGKILL');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', async (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      if (group) await emptyGroup(send, firstSignalAt === undefined ? 0 : graceMs);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Waits until nothing of the group is left, and ends what stays longer than it may. */
async function emptyGroup(send, patienceMs) {
  const until = Date.now() + patienceMs;
  while (send(0)) {
    if (Date.now() >= until) send('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function install() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  return npm ? run(process.execPath, [npm, ...args], process.env) : run('npm', args, process.env);
}

const staleness = findStaleness();
if (staleness) {
  console.log(`Installing the locked dependencies (${staleness}) ...`);
  const code = await install();
  if (code !== 0) process.exit(code);
  const still = findStaleness();
  if (still) {
    console.error(`npm ci has finished, but ${still}. Its install scripts may be switched off (npm config ignore-scripts).`);
    process.exit(1);
  }
}
const path = [toolchain, join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
process.exit(await run(nodeBinary, process.argv.slice(2), { ...process.env, PATH: path }));
