// What the tarball holds and says of itself, judged by the tools that the ecosystem judges packages with.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NODES, tarball, UserProject } from './installed-package.js';

const ROOT = resolve(__dirname, '../..');

let project: UserProject;
let files: string[];

beforeAll(() => {
  project = new UserProject();
  files = execFileSync('tar', ['-tzf', tarball()], { encoding: 'utf8' }).trim().split('\n').sort();
});

afterAll(() => project?.remove());

describe('the tarball', () => {
  it('holds the build, the licence and the words to users, nothing else', () => {
    const others = files.filter((file) => !/^package\/dist\/(esm|cjs)\/.+\.(js|d\.ts)$/.test(file));

    expect(others.filter((file) => !/^package\/(README|CHANGELOG|docs\/[a-z]+)\.md$/.test(file))).toEqual([
      'package/LICENSE',
      'package/dist/cjs/package.json',
      'package/package.json',
    ]);
  });

  it('has every module in both formats, with types', () => {
    const modules = (format: string, ending: string) =>
      files
        .filter((file) => file.startsWith(`package/dist/${format}/`) && file.endsWith(ending))
        .map((file) => file.slice(`package/dist/${format}/`.length, -ending.length))
        .sort();
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const expected = sources.map((path) => path.replaceAll('\\', '/').slice(0, -3)).sort();

    expect(expected).toContain('index');
    for (const format of ['esm', 'cjs']) {
      expect(modules(format, '.d.ts')).toEqual(expected);
      expect(modules(format, '.js')).toEqual(expected);
    }
  });

  it('marks as having side effects only what installs the metadata polyfill', () => {
    const manifest = JSON.parse(readFileSync(join(project.package, 'package.json'), 'utf8')) as { sideEffects: string[] };

    const paths = manifest.sideEffects.map((path) => path.replace(/^\.\/dist\/(esm|cjs)\//, '')).sort();
    expect(paths).toEqual(['index.js', 'index.js', 'metadata/reflect.js', 'metadata/reflect.js']);
    for (const path of manifest.sideEffects)
      expect(readFileSync(join(project.package, path), 'utf8')).toMatch(/\breflect(-metadata\/lite|\.js)/);
  });
});

describe('the judges', () => {
  it('publint has nothing to say', () => {
    const { status, output } = run('publint/src/cli.js', ['run', tarball(), '--strict']);

    expect(output).toContain('All good!');
    expect(status).toBe(0);
  });

  it('attw finds the types right in every resolution that knows package exports', () => {
    const shelf = readdirSync(join(project.package, 'dist/esm/middleware')).filter((name) => name.endsWith('.d.ts'));
    const entries = shelf.map((name) => `./middleware/${name.slice(0, -5)}`);

    // node10 does not read "exports" and cannot see the entries besides the root; TypeScript 6 has deprecated it.
    const { status, output } = run('@arethetypeswrong/cli/dist/index.js', [
      tarball(),
      '--profile=node16',
      '--format=json',
      '--include-entrypoints',
      ...entries,
    ]);

    const { analysis } = JSON.parse(output) as { analysis: { entrypoints: object; problems: unknown[] } };
    expect(Object.keys(analysis.entrypoints)).toEqual(
      expect.arrayContaining(['.', './testing', './testing/runtime', './node', './middleware/cors']),
    );
    expect(status).toBe(0);
  });

  it('the compiler accepts the types without anything but the dependencies', () => {
    const types = new UserProject(['class-validator', 'class-transformer', '@types/node']);
    try {
      const options = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        target: 'es2022',
        lib: ['es2023'],
        types: ['node'],
      };
      const everything = `
        import * as root from 'lambent';
        import * as testing from 'lambent/testing';
        import * as runtime from 'lambent/testing/runtime';
        import * as node from 'lambent/node';
        import { cors } from 'lambent/middleware/cors';
        export { root, testing, runtime, node, cors };`;
      types.write('all.mts', everything);
      types.write('all.cts', everything);
      types.write('nodenext.json', JSON.stringify({ compilerOptions: { ...options, module: 'nodenext' }, files: ['all.mts', 'all.cts'] }));
      const bundler = { ...options, module: 'esnext', moduleResolution: 'bundler' };
      types.write('bundler.json', JSON.stringify({ compilerOptions: bundler, files: ['all.mts', 'greeting-app.ts'] }));

      for (const config of ['nodenext.json', 'bundler.json']) {
        expect(run('typescript/bin/tsc', ['-p', join(types.folder, config), '--pretty', 'false'])).toEqual({ status: 0, output: '' });
      }
    } finally {
      types.remove();
    }
  });
});

function run(script: string, args: string[]): { status: number | null; output: string } {
  const command = [join(ROOT, 'node_modules', script), ...args];
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(NODES['24'], command, { cwd: ROOT, encoding: 'utf8', env, maxBuffer: 2 ** 26 });
  return { status, output: stdout + stderr };
}
