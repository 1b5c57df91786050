import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { BuildOptions, PluginBuild } from 'esbuild';
import { lambentEsbuild } from '../../../src/build/index.js';
import { TemporaryProject } from './temporary-project.js';

let project: TemporaryProject;

beforeAll(() => {
  project = new TemporaryProject({
    'main.ts': 'export const main = 1;',
    // A CommonJS package that calls require(), as those behind class-validator do.
    'legacy.cjs': `exports.join = (...parts) => require('node:path').posix.join(...parts);`,
    'uses-legacy.ts': `import { createRequire } from 'node:module'; import { join } from './legacy.cjs';
      const require = createRequire(import.meta.url); const process = 'mine';
      console.log(JSON.stringify([join('a', 'b'), typeof require.resolve, process]));`,
  });
});

afterAll(() => project?.remove());

/** The options of a build after the plugin has seen them. */
async function completed(options: BuildOptions): Promise<BuildOptions> {
  let seen: BuildOptions = {};
  const look = {
    name: 'look',
    setup: ({ initialOptions }: PluginBuild) => {
      seen = { ...initialOptions };
    },
  };
  await project.bundle('main.ts', { ...options, plugins: [lambentEsbuild(), look] });
  return seen;
}

describe('options that are left open', () => {
  it('get what Lambda wants', async () => {
    expect(await completed({})).toMatchObject({ platform: 'node', target: 'node22', mainFields: ['es2015', 'module', 'main'] });
  });

  it('stay open where nothing is bundled', async () => {
    const { mainFields, banner } = await completed({ bundle: false, format: 'esm' });

    expect([mainFields, banner]).toEqual([undefined, undefined]);
  });

  it('do not touch options that are given', async () => {
    const given: BuildOptions = {
      platform: 'neutral',
      target: ['es2022'],
      mainFields: ['module'],
      banner: { js: '/* mine */' },
      format: 'esm',
    };

    expect(await completed(given)).toMatchObject(given);
  });
});

describe('a banner that defines require', () => {
  it.each<[string, BuildOptions]>([
    ['alone', {}],
    ['under a banner of the user', { banner: { js: '/* (c) somebody */' } }],
    ['minified', { minify: true }],
  ])('lets CommonJS packages run in an ES module, %s', async (_, options) => {
    const { file } = await project.bundle('uses-legacy.ts', { format: 'esm', ...options });

    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });

    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '["a/b","function","mine"]', stderr: '' });
    if (options.banner) expect(readFileSync(file, 'utf8').startsWith('/* (c) somebody */\n')).toBe(true);
  });

  it('is not made twice', async () => {
    const js = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

    expect(await completed({ format: 'esm', banner: { js } })).toMatchObject({ banner: { js } });
  });

  it.each<BuildOptions>([{ format: 'cjs' }, {}, { format: 'esm', platform: 'browser' }])('is not made for %j', async (options) => {
    expect((await completed(options)).banner).toBeUndefined();
  });
});

describe('options that stand in the way', () => {
  it('fail the build when they break decorators', async () => {
    const failure = (await project.bundle('main.ts', { mangleProps: /_$/ }).catch((error: unknown) => error)) as {
      errors: { text: string }[];
    };

    expect(failure.errors.map(({ text }) => text)).toEqual([expect.stringContaining('mangleProps')]);
  });

  it.each([[['main', 'module']], [['main']]])('warn when they let CommonJS in: mainFields %j', async (mainFields) => {
    const { warnings } = await project.bundle('main.ts', { mainFields });

    expect(warnings.map(({ text }) => text)).toEqual([expect.stringMatching(/mainFields.*\["es2015","module","main"\]/)]);
  });

  it.each([[['module', 'main']], [['es2015', 'module', 'main']], [['module']], [[]]])(
    'do not warn of mainFields %j',
    async (mainFields) => {
      expect((await project.bundle('main.ts', { mainFields })).warnings).toEqual([]);
    },
  );
});
