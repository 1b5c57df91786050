// Every recipe of docs/bundling.md, as it stands there, over the packed package: bundled as the tool does it, started where nothing is
// installed, and compared with the app as it runs unbundled. And without the recipe: what the start-up error says.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NODES, UserProject } from './installed-package.js';
import {
  cdkArguments,
  command,
  recipe,
  samArguments,
  serverlessEsbuildScript,
  serverlessScript,
  sstScript,
  yamlValues,
} from './recipes.js';

const MODULES = resolve(__dirname, '../../node_modules');
const ESBUILD = join(MODULES, 'esbuild/bin/esbuild');
const NODE = NODES['24'];

/** What the README tells to have in tsconfig.json, and what fixtures need. */
const TSCONFIG = {
  compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true, strict: true, target: 'es2022', types: ['node'] },
  include: ['src'],
};

let project: UserProject;
let expected: unknown;

beforeAll(() => {
  project = new UserProject(['class-validator', 'class-transformer', 'esbuild', 'rolldown', '@swc/core', '@types/node']);
  mkdirSync(join(project.folder, 'src'));
  copyFileSync(join(project.folder, 'greeting-app.ts'), join(project.folder, 'src/handler.ts'));
  project.write('tsconfig.json', JSON.stringify(TSCONFIG));
  for (const file of ['build.mjs', 'rolldown.config.mjs', 'esbuild.config.mjs', 'esbuild-plugins.cjs']) project.write(file, recipe(file));
  project.compileApp('es6', 'unbundled.mjs');
  project.write(
    'main.mjs',
    `import { handler } from './unbundled.mjs'; import { report } from './invocations.mjs'; await report(handler);`,
  );
  expected = project.run(NODE, 'main.mjs');
});

afterAll(() => project?.remove());

/** Runs a command in the project, as a tool does. */
function run(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: project.folder, encoding: 'utf8', env: {} });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}

/** A command of the page: its `node` and `npx` are those of the tests. */
function runCommand([program, ...args]: string[]): void {
  if (program === 'node') run(NODE, ...args);
  else if (args[0] === 'rolldown') run(NODE, join(MODULES, 'rolldown/bin/cli.mjs'), ...args.slice(1));
  else if (args[0] === 'tsc') run(NODE, join(MODULES, 'typescript/bin/tsc'), ...args.slice(1));
  else throw new Error(`Unknown program: ${program} ${args[0]}`);
}

/** Writes JavaScript to `dist`, as the page tells for tools that take no plugins. */
function compileOnce(): void {
  if (!existsSync(join(project.folder, 'dist/handler.js'))) runCommand(command('npx tsc'));
}

/** Runs a script of a tool's making. */
function runScript(name: string, text: string): void {
  project.write(name, text);
  run(NODE, name);
}

/** Starts `handler` as Lambda does from a folder in which nothing else is, and gives what it prints. */
function start(folder: string, handler: string): { status: number | null; stdout: string; stderr: string } {
  const task = mkdtempSync(join(tmpdir(), 'lambent-task-'));
  try {
    cpSync(join(project.folder, folder), task, { recursive: true });
    const [, path, name] = /^(.*)\.(\w+)$/.exec(handler)!;
    const file = ['js', 'mjs', 'cjs'].map((extension) => `${path}.${extension}`).find((candidate) => existsSync(join(task, candidate)));
    cpSync(join(project.folder, 'invocations.mjs'), join(task, 'invocations.mjs'));
    const main = `const { ${name} } = await import('${task}/${file}'); const { report } = await import('${task}/invocations.mjs'); await report(${name}).catch(({ message }) => { console.error(message); process.exitCode = 1; });`;
    return spawnSync(NODE, ['--input-type=module', '-e', main], { cwd: task, encoding: 'utf8', env: {} });
  } finally {
    rmSync(task, { recursive: true, force: true });
  }
}

/** Bytes of JavaScript in a folder. */
function sizeOf(folder: string): number {
  const files = readdirSync(join(project.folder, folder), { recursive: true, encoding: 'utf8' });
  const scripts = files.filter((file) => /\.[cm]?js$/.test(file));
  return scripts.reduce((total, file) => total + statSync(join(project.folder, folder, file)).size, 0);
}

describe('a recipe', () => {
  const recipes: [string, string, string, () => void][] = [
    ['esbuild', 'build', 'handler.handler', () => runCommand(['node', 'build.mjs'])],
    ['rolldown', 'build', 'handler.handler', () => runCommand(command('npx rolldown'))],
    ['AWS SAM, built before', 'build', yamlValues(recipe('template.yaml')).Handler!, () => runCommand(command('node build.mjs && sam'))],
    [
      'AWS SAM, built by it',
      'sam',
      'handler.handler',
      () => {
        compileOnce();
        run(ESBUILD, ...samArguments(recipe('template-esbuild.yaml'), 'sam'));
      },
    ],
    [
      'AWS CDK, with a command',
      'build',
      'handler.handler',
      () => runCommand(Array.from(/'build', \[(.*?)\]/.exec(recipe('stack.ts'))![1]!.matchAll(/'(.*?)'/g), ([, word]) => word!)),
    ],
    [
      'AWS CDK, built by it',
      'cdk',
      'index.handler',
      () => {
        compileOnce();
        run(ESBUILD, ...cdkArguments(recipe('stack-esbuild.ts'), 'cdk'));
      },
    ],
    [
      'Serverless Framework',
      '.serverless/build',
      'src/handler.handler',
      () => runScript('sls.mjs', serverlessScript(recipe('serverless.yml'))),
    ],
    [
      'serverless-esbuild',
      '.esbuild/.build',
      'src/handler.handler',
      () => runScript('sls-esbuild.cjs', serverlessEsbuildScript(recipe('serverless-with-plugin.yml'))),
    ],
    [
      'SST',
      /bundle: '(.*)'/.exec(recipe('sst.config.ts'))![1]!,
      /handler: '(.*)'/.exec(recipe('sst.config.ts'))![1]!,
      () => runCommand(command('node build.mjs && npx sst')),
    ],
  ];

  it.each(recipes)('for %s gives a bundle that answers like the app unbundled, at a third of the size', (_, folder, handler, build) => {
    rmSync(join(project.folder, folder), { recursive: true, force: true });

    build();

    const { stdout, stderr } = start(folder, handler);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(expected);
    expect(sizeOf(folder)).toBeLessThan(200_000);
  });
});

describe('without the recipe', () => {
  const tools: [string, string, string, () => void][] = [
    [
      'AWS SAM',
      'plain-sam',
      'handler.handler',
      () => run(ESBUILD, ...samArguments('BuildProperties:\n  EntryPoints: [src/handler.ts]', 'plain-sam')),
    ],
    ['AWS CDK', 'plain-cdk', 'index.handler', () => run(ESBUILD, ...cdkArguments(`entry: 'src/handler.ts'`, 'plain-cdk'))],
    [
      'Serverless Framework',
      '.serverless/build',
      'src/handler.handler',
      () => runScript('sls.mjs', serverlessScript('handler: src/handler.handler')),
    ],
    [
      'serverless-esbuild',
      '.esbuild/.build',
      'src/handler.handler',
      () => runScript('sls-esbuild.cjs', serverlessEsbuildScript('custom:\nhandler: src/handler.handler')),
    ],
    ['SST', 'plain-sst', 'handler.handler', () => runScript('sst.mjs', sstScript('src/handler.ts', 'plain-sst/handler.mjs'))],
  ];

  it.each(tools)('an app bundled by %s says at its start which line to add, and does not answer', (_, folder, handler, build) => {
    rmSync(join(project.folder, folder), { recursive: true, force: true });
    build();

    const { status, stdout, stderr } = start(folder, handler);

    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.not.stringContaining('answers') });
    // The constructor of the controller, its two bound parameters by name, and its body; classes have short names where the tool minifies.
    const problems = stderr
      .split('\n')
      .filter((line) => line.includes('add plugins: [lambentEsbuild()] from lambent/build (docs/bundling.md)'));
    expect(problems).toHaveLength(4);
  });
});

describe('a DTO whose file runs before anything imports lambent', () => {
  beforeAll(() => {
    project.write(
      'src/person.ts',
      `import { IsString, ValidateNested } from 'class-validator';
      export class Address { @IsString() city!: string; }
      export class Person { @ValidateNested() address!: Address; }`,
    );
    project.write(
      'src/early.ts',
      `import { Address, Person } from './person';
      import { Body, Controller, createApp, Post, type RequestContext, Ctx } from 'lambent';
      @Controller('/v1/greetings') class People {
        @Post() add(@Body() person: Person, @Ctx() _: RequestContext) {
          if (!(person.address instanceof Address)) return 'untyped';
          throw new Error('typed');
        }
      }
      export const { handler } = createApp({ controllers: [People] });`,
    );
  });

  it.each([
    ['esbuild', 'build.mjs', ['build.mjs']],
    ['rolldown', 'rolldown.config.mjs', [join(MODULES, 'rolldown/bin/cli.mjs'), '-c', 'rolldown.config.mjs']],
  ])('has its types with %s, and source maps lead to its lines', (_, file, args) => {
    const text = recipe(file).replace('src/handler.ts', 'src/early.ts').replace('minify: true', "minify: true, sourcemap: 'inline'");
    project.write(file, text);
    run(NODE, ...args);

    project.write(
      'early.mjs',
      `import { handler } from './build/handler.mjs';
      const lines = [];
      console.error = console.log = (line) => lines.push(String(line));
      await handler({ version: '2.0', rawPath: '/v1/greetings', rawQueryString: '', headers: { 'content-type': 'application/json' },
        requestContext: { http: { method: 'POST', path: '/v1/greetings' } }, body: '{"address":{"city":"London"}}' },
        { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 });
      process.stdout.write(lines.join(''));`,
    );
    const { stdout } = spawnSync(NODE, ['--enable-source-maps', 'early.mjs'], { cwd: project.folder, encoding: 'utf8', env: {} });

    expect(stdout).toMatch(/typed.*src\/early\.ts:6:\d/);
    project.write(file, recipe(file));
  });
});

describe('lambent/build', () => {
  it('names the command that installs what it compiles with', () => {
    const bare = new UserProject(['class-validator', 'class-transformer', 'esbuild']);
    try {
      mkdirSync(join(bare.folder, 'src'));
      copyFileSync(join(bare.folder, 'greeting-app.ts'), join(bare.folder, 'src/handler.ts'));
      bare.write('build.mjs', recipe('build.mjs'));

      const { status, stderr } = spawnSync(NODE, ['build.mjs'], { cwd: bare.folder, encoding: 'utf8', env: {} });

      expect(status).toBe(1);
      expect(stderr).toContain('npm install --save-dev @swc/core');
    } finally {
      bare.remove();
    }
  });

  it('is in no bundle', () => {
    runCommand(['node', 'build.mjs']);

    const bundle = readFileSync(join(project.folder, 'build/handler.mjs'), 'utf8');
    // Only the start-up error speaks of it.
    expect(bundle.match(/@swc\/|lambent-probe|lambentEsbuild|lambentRolldown/g)).toEqual(['lambentEsbuild']);
  });

  it('has types that need neither bundler, and fit both', () => {
    const uses = `import { lambentEsbuild, lambentRolldown } from 'lambent/build'; export const names: string[] = [lambentEsbuild().name, lambentRolldown().name];`;
    project.write('names.mts', uses);
    project.write('names.cts', uses);
    project.write(
      'plugins.mts',
      `import type { Plugin } from 'esbuild'; import { defineConfig } from 'rolldown'; import { lambentEsbuild, lambentRolldown } from 'lambent/build';
      export const plugin: Plugin = lambentEsbuild();
      export const config = defineConfig({ plugins: [lambentRolldown()] });`,
    );
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2022',
      types: ['node'],
    };
    const paths = { esbuild: ['./nothing'], rolldown: ['./nothing'], '@swc/core': ['./nothing'] };
    project.write('names.json', JSON.stringify({ compilerOptions: { ...compilerOptions, paths }, files: ['names.mts', 'names.cts'] }));
    project.write('plugins.json', JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: ['plugins.mts'] }));

    for (const config of ['names.json', 'plugins.json']) run(NODE, join(MODULES, 'typescript/bin/tsc'), '-p', config);
  });
});
