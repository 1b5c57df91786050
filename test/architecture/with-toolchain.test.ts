// The bootstrap script, in a small project of its own with a stand-in for npm: the real one is tried by every fresh clone.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './source-tree.js';

const LOCKED = { 'node_modules/node': { version: '24.0.0', integrity: 'sha512-a' } };
const NPM = `
  const { mkdirSync, symlinkSync, writeFileSync, readFileSync } = require('node:fs');
  writeFileSync('npm-arguments', process.argv.slice(2).join(' '));
  if (process.env.NPM_FAILS) { console.error('npm says no'); process.exit(7); }
  mkdirSync('node_modules/node/bin', { recursive: true });
  symlinkSync(process.execPath, 'node_modules/node/bin/node');
  writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));
`;

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'lambent-toolchain-'));
  mkdirSync(join(project, 'scripts'));
  cpSync(join(ROOT, 'scripts/with-toolchain.mjs'), join(project, 'scripts/with-toolchain.mjs'));
  write('package-lock.json', JSON.stringify({ packages: { '': {}, ...LOCKED } }));
  write('npm.cjs', NPM);
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('with-toolchain', () => {
  it('installs with npm ci when nothing is installed, then runs the script', async () => {
    write('hello.mjs', `console.log('hello', process.argv.slice(2).join('+'));`);

    const { code, output } = await run('hello.mjs', 'a', 'b');

    expect(output).toContain('Installing the locked dependencies (nothing is installed yet)');
    expect(output).toContain('hello a+b');
    expect(read('npm-arguments')).toMatch(/^ci /);
    expect(code).toBe(0);
  });

  it('does not install what is there', async () => {
    install(LOCKED);
    write('hello.mjs', `console.log('hello');`);

    const { output } = await run('hello.mjs');

    expect(output).toBe('hello\n');
    expect(() => read('npm-arguments')).toThrow('ENOENT');
  });

  it.each([
    ['another version', { 'node_modules/node': { version: '23.0.0', integrity: 'sha512-a' } }, 'is not the locked version'],
    ['other contents', { 'node_modules/node': { version: '24.0.0', integrity: 'sha512-b' } }, 'is not the locked version'],
    ['a package missing', {}, 'node_modules/node is missing'],
  ])('installs again with %s', async (_, installed, reason) => {
    install(installed);
    rmSync(join(project, 'node_modules/node'), { recursive: true });
    write('hello.mjs', '');

    expect((await run('hello.mjs')).output).toContain(reason);
  });

  it('leaves packages of other platforms alone', async () => {
    write('package-lock.json', JSON.stringify({ packages: { ...LOCKED, 'node_modules/for-mac': { version: '1.0.0', optional: true } } }));
    install(LOCKED);
    write('hello.mjs', '');

    expect((await run('hello.mjs')).output).toBe('');
  });

  it('fails with the code of npm and does not go on', async () => {
    write('hello.mjs', `console.log('hello');`);

    const { code, output } = await start({ NPM_FAILS: '1' }, 'hello.mjs').ended;

    expect(code).toBe(7);
    expect(output).toContain('npm says no');
    expect(output).not.toContain('hello');
  });

  it('fails with the code of the script', async () => {
    install(LOCKED);
    write('fail.mjs', 'process.exit(3);');

    expect((await run('fail.mjs')).code).toBe(3);
  });

  it('asks everything it started to stop, once, and waits for it', async () => {
    install(LOCKED);
    write(
      'server.mjs',
      `process.on('SIGINT', () => { console.log('asked'); setTimeout(() => { console.log('stopped'); process.exit(0); }, 200); });
      setInterval(() => {}, 1000); console.log('open');`,
    );
    write('parent.mjs', `import { spawn } from 'node:child_process'; spawn(process.execPath, ['server.mjs'], { stdio: 'inherit' });`);
    const started = start({}, 'parent.mjs');
    await started.saw('open');

    started.child.kill('SIGINT');
    started.child.kill('SIGINT');
    const { code, output } = await started.ended;

    expect(output.match(/asked/g)).toHaveLength(1);
    expect(output).toContain('stopped');
    expect(code).toBe(130);
  });

  it('leaves nothing behind when the script ends', async () => {
    install(LOCKED);
    write(
      'parent.mjs',
      `import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); console.log(child.pid); process.exit(0);`,
    );

    const { output } = await run('parent.mjs');

    expect(Number(output)).toBeGreaterThan(1);
    expect(() => process.kill(Number(output), 0)).toThrow('ESRCH');
  });
});

function run(...args: string[]) {
  return start({}, ...args).ended;
}

function start(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ['scripts/with-toolchain.mjs', ...args], {
    cwd: project,
    env: { ...process.env, ...env, npm_execpath: join(project, 'npm.cjs') },
  });
  let output = '';
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    saw: (text: string) => new Promise<void>((resolve) => listeners.push(() => output.includes(text) && resolve())),
    ended: new Promise<{ code: number | null; output: string }>((resolve) => child.on('close', (code) => resolve({ code, output }))),
  };
}

function install(packages: object): void {
  mkdirSync(join(project, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(project, 'node_modules/node/bin/node'));
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function read(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}
