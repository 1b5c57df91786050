import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InputOptions, Plugin } from 'rolldown';
import { lambentRolldown } from '../../../src/build/index.js';
import { TemporaryProject } from './temporary-project.js';

const ROLLDOWN = resolve(__dirname, '../../../node_modules/rolldown/bin/cli.mjs');

let project: TemporaryProject;

beforeAll(() => {
  project = new TemporaryProject({
    'main.ts': `import 'reflect-metadata';
      const note = (..._: unknown[]): void => {};
      class Engine {}
      @note class Car { constructor(engine: Engine, count: number | undefined) {} }
      console.log(JSON.stringify(Reflect.getMetadata('design:paramtypes', Car).map((type: Function) => type.name)));`,
    'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": false } }',
  });
});

afterAll(() => project?.remove());

function complete(options: InputOptions): InputOptions {
  const { options: hook } = lambentRolldown();
  return hook(options);
}

it('fits what rolldown takes for a plugin', () => {
  const plugin: Plugin = lambentRolldown();

  expect(plugin.name).toBe('lambent');
});

it('gives options that are left open what Lambda wants', () => {
  expect(complete({ input: 'main.ts' })).toEqual({
    input: 'main.ts',
    platform: 'node',
    checks: { configurationFieldConflict: false },
    resolve: { mainFields: ['es2015', 'module', 'main'] },
    transform: { target: 'node22', decorator: { legacy: true, emitDecoratorMetadata: true } },
  });
});

it('leaves options that are given, and the object they are in', () => {
  const given: InputOptions = {
    platform: 'neutral',
    checks: { circularDependency: true },
    resolve: { mainFields: ['module'], alias: { a: 'b' } },
    transform: { target: 'es2023', define: { A: '1' }, decorator: { strictNullChecks: false } },
  };
  const before = structuredClone(given);

  expect(complete(given)).toEqual({
    ...before,
    checks: { configurationFieldConflict: false, circularDependency: true },
    transform: { ...before.transform, decorator: { strictNullChecks: false, legacy: true, emitDecoratorMetadata: true } },
  });
  expect(given).toEqual(before);
});

it.each([
  ['whatever tsconfig.json says', 'true'],
  ['without tsconfig.json', 'false'],
])('has decorators get their types, %s', (_, tsconfig) => {
  const options = JSON.stringify(complete({ input: 'main.ts', tsconfig: tsconfig === 'true' }));
  // Rolldown is an ES module, which Jest does not load: the hook's answer is what it gets.
  project.write(
    'rolldown.config.mjs',
    `export default { plugins: [{ name: 'lambent', options: () => (${options}) }], output: { file: 'out.mjs' } };`,
  );
  const built = spawnSync(process.execPath, [ROLLDOWN, '-c', 'rolldown.config.mjs'], { cwd: project.folder, encoding: 'utf8' });

  const { stdout, stderr } = spawnSync(process.execPath, [join(project.folder, 'out.mjs')], { encoding: 'utf8' });

  expect(built.stdout + built.stderr).not.toContain('CONFLICT');
  expect({ status: built.status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: '["Engine","Object"]', stderr: '' });
  expect(readFileSync(join(project.folder, 'out.mjs'), 'utf8')).toContain('design:paramtypes');
});

it('lets lambent run before decorated files of the app, where it is installed', async () => {
  const { handler } = lambentRolldown().transform;
  const asked: unknown[] = [];
  const host = (installed: boolean) => ({
    resolve: async (...args: unknown[]) => {
      asked.push(args);
      return installed ? { id: 'lambent' } : null;
    },
  });
  const decorated = '@note class A {}';

  expect(await handler.call(host(true), decorated, '/app/a.ts')).toEqual({ code: `import 'lambent'; ${decorated}`, map: null });
  expect(await handler.call(host(false), decorated, '/app/a.ts')).toBeUndefined();
  expect(await handler.call(host(true), 'class A {}', '/app/a.ts')).toBeUndefined();
  expect(await handler.call(host(true), decorated, '/app/node_modules/a/a.ts')).toBeUndefined();
  expect(asked).toEqual([
    ['lambent', '/app/a.ts'],
    ['lambent', '/app/a.ts'],
  ]);
});
