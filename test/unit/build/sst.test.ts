import { existsSync, readFileSync } from 'node:fs';
import type { OnLoadResult, Plugin } from 'esbuild';
import { lambentEsbuild } from '../../../src/build/index.js';
import { TemporaryProject } from './temporary-project.js';

type Callback = (file: object) => unknown;

/**
 * What SST does with plugins: they run in a process beside esbuild, see three methods, and answer in JSON. `filtered` is what filters are
 * matched against: the path, or in versions with https://github.com/sst/sst/issues/4514 nothing.
 */
function runAsSst(filtered: (path: string) => string | undefined): Plugin {
  const loads: { filter: RegExp; callback: Callback }[] = [];
  const stub = {
    onResolve: () => undefined,
    onEnd: () => undefined,
    onLoad: ({ filter }: { filter: RegExp }, callback: Callback) => loads.push({ filter, callback }),
  };
  lambentEsbuild().setup(stub as never);
  return {
    name: 'sst',
    setup: (build) =>
      build.onLoad({ filter: /.*/ }, async ({ path, namespace, suffix, with: attributes }) => {
        let reply: unknown;
        for (const { filter, callback } of loads) {
          if (new RegExp(filter).test(filtered(path) as string)) reply ??= await callback({ path, namespace, suffix, with: attributes });
        }
        const { error, ...result } = JSON.parse(JSON.stringify(reply ?? {})) as OnLoadResult & { error?: string };
        if (error !== undefined) throw new Error(error);
        return result;
      }),
  };
}

let project: TemporaryProject;

beforeAll(() => {
  project = new TemporaryProject({
    'main.ts': `import 'reflect-metadata'; import { Engine } from './engine';
      const note = (..._: unknown[]): void => {};
      @note class Car { readonly engineType = this.engine.constructor; constructor(readonly engine: Engine) {} }
      export const types = Reflect.getMetadata('design:paramtypes', Car).map((type: Function) => type.name);
      export const same = new Car(new Engine()).engineType === Engine;`,
    'engine.ts': 'export class Engine {}',
    'broken.ts': '@note class { (: }',
    'tsconfig.json': '{ "compilerOptions": { "target": "es2021" } }',
  });
});

afterAll(() => project?.remove());

describe.each<[string, (path: string) => string | undefined]>([
  ['that matches filters against the path', (path) => path],
  ['that matches filters against nothing', () => undefined],
])('in a version of SST %s', (_, filtered) => {
  it('decorators get their types', async () => {
    const plugins = [runAsSst(filtered)];

    expect(await project.load('main.ts', { plugins, keepNames: true, mainFields: ['module', 'main'], platform: 'node' })).toEqual({
      types: ['Engine'],
      same: true,
    });
  });

  it('a mistake fails the build instead of leaving it hanging', async () => {
    const failure = (await project.bundle('broken.ts', { plugins: [runAsSst(filtered)] }).catch((error: unknown) => error)) as Error;

    expect(failure.message).toContain('broken.ts:1');
  });
});

it('has source maps, because nobody says whether they are wanted', async () => {
  const { file } = await project.bundle('main.ts', { plugins: [runAsSst((path) => path)], sourcemap: true, platform: 'node' });

  expect(existsSync(`${file}.map`)).toBe(true);
  expect(JSON.parse(readFileSync(`${file}.map`, 'utf8'))).toMatchObject({ sources: expect.arrayContaining(['main.ts', 'engine.ts']) });
});
