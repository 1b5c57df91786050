// A project of a user in a temporary folder: the packed tarball in its node_modules, dependencies linked from this repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from '@swc/core';

const ROOT = resolve(__dirname, '../..');

/** The two ends of the supported range, by version. */
export const NODES = {
  '22': join(__dirname, 'node-22/node_modules/node/bin/node'),
  '24': join(ROOT, 'node_modules/node/bin/node'),
} as const;

/** The tarball made by the global setup. */
export function tarball(): string {
  const path = process.env.LAMBENT_TARBALL;
  if (!path) throw new Error('The global setup did not pack the package');
  return path;
}

/** A user's project with the package installed. */
export class UserProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'lambent-user-'));
  readonly package = join(this.folder, 'node_modules/lambent');

  /** `linked`: packages besides the package's own dependencies. */
  constructor(linked: readonly string[] = ['class-validator', 'class-transformer']) {
    mkdirSync(this.package, { recursive: true });
    execFileSync('tar', ['-xzf', tarball(), '-C', this.package, '--strip-components=1']);
    const { dependencies } = JSON.parse(readFileSync(join(this.package, 'package.json'), 'utf8')) as { dependencies: object };
    for (const name of [...Object.keys(dependencies), ...linked]) {
      const target = join(this.folder, 'node_modules', name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), target);
    }
    this.write('package.json', JSON.stringify({ name: 'user', private: true }));
    cpSync(join(__dirname, 'fixtures/invocations.mjs'), join(this.folder, 'invocations.mjs'));
    cpSync(join(__dirname, 'fixtures/greeting-app.ts'), join(this.folder, 'greeting-app.ts'));
  }

  /** Compiles the greeting app with swc, decorator metadata included, to one file. */
  compileApp(format: 'es6' | 'commonjs', target: string): void {
    const { code } = transformSync(readFileSync(join(this.folder, 'greeting-app.ts'), 'utf8'), {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2022',
        keepClassNames: true,
      },
      module: { type: format },
    });
    this.write(target, code);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Runs a file of the project: see `runScript`. */
  run(node: string, file: string, ...args: string[]): unknown {
    return runScript(node, join(this.folder, file), ...args);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs a script and gives the last line it prints, parsed. Throws on any exit but a clean one, and on anything on stderr. */
export function runScript(node: string, script: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(node, [script, ...args], { cwd: dirname(script), encoding: 'utf8', env: {} });
  if (status !== 0 || stderr !== '') throw new Error(`${script} ended with ${status}\n${stdout}${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
