// A project in a temporary folder, bundled by the plugins under test.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { lambentEsbuild } from '../../../src/build/index.js';

const MODULES = resolve(__dirname, '../../../node_modules');

export class TemporaryProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambent-build-')));
  #bundles = 0;

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.folder, 'node_modules'));
    for (const name of ['reflect-metadata', 'typescript']) symlinkSync(join(MODULES, name), join(this.folder, 'node_modules', name));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Bundles with the plugin to a new file, and gives its path and what esbuild says. */
  async bundle(entry: string, options: BuildOptions = {}): Promise<BuildResult & { file: string }> {
    const file = join(this.folder, `bundle-${++this.#bundles}.${options.format === 'esm' ? 'mjs' : 'cjs'}`);
    const paths = { absWorkingDir: this.folder, entryPoints: [entry], outfile: file };
    const result = await build({ bundle: true, logLevel: 'silent', plugins: [lambentEsbuild()], ...paths, ...options });
    return { ...result, file };
  }

  /** What a bundle of `entry` exports. */
  async load<T>(entry: string, options: BuildOptions = {}): Promise<T> {
    const { file } = await this.bundle(entry, { format: 'cjs', ...options });
    return require(file) as T;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
