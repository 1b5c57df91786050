// The packed package, loaded in every way users load it, on both ends of the supported range of Node.js.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build as esbuild } from 'esbuild';
import { NODES, runScript, UserProject } from './installed-package.js';

// Run as a program: it comes as ES modules only, which Jest does not load.
const ROLLDOWN = resolve(__dirname, '../../node_modules/rolldown/bin/cli.mjs');

// What bundlers' manuals tell to add when an ES module carries CommonJS dependencies that call require().
const DEFINE_REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** An app whose decorators come from both copies of the package, on the same method too. */
const BOTH_COPIES = `
  import { createRequire } from 'node:module';
  import { IsString } from 'class-validator';
  import { Exclude } from 'class-transformer';
  import * as ours from 'lambent';
  const others = createRequire(import.meta.url)('lambent');
  class Draft {}
  IsString()(Draft.prototype, 'title');
  class View {}
  Exclude()(View.prototype, 'secret');
  const Later = others.createParamDecorator(async (_data, reqCtx) => reqCtx.query.get('later') ?? undefined);
  class Mixed {
    create(...given) { return given; }
    view() { return Object.assign(new View(), { secret: 1, open: 2 }); }
  }
  const method = (name) => [Mixed.prototype, name, Object.getOwnPropertyDescriptor(Mixed.prototype, name)];
  others.Post('/drafts')(...method('create'));
  others.Body({ type: Draft })(Mixed.prototype, 'create', 0);
  others.Query('page', { type: Number })(Mixed.prototype, 'create', 1);
  ours.Query('size', { type: Number })(Mixed.prototype, 'create', 2);
  Later(undefined, { required: true })(Mixed.prototype, 'create', 3);
  ours.Get('/view')(...method('view'));
  others.Returns(View)(...method('view'));
  others.Controller()(Mixed);
  const { testClient } = await import('lambent/testing');
  const api = testClient(ours.createApp({ controllers: [Mixed] }));
  const bound = await api.post('/drafts?page=1&size=2&later=x', { body: { title: 'a' } });
  const refused = await api.post('/drafts?page=x&size=y', { body: { title: 1 } });
  const view = await api.get('/view');
  console.log(JSON.stringify({
    areTwo: others.Body !== ours.Body,
    bound: bound.json(),
    refused: [refused.status, refused.json().details.map(({ path, rule }) => path + ' ' + rule)],
    view: view.json(),
  }));`;

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

let project: UserProject;

beforeAll(() => {
  project = new UserProject();
  project.compileApp('es6', 'app.mjs');
  project.compileApp('commonjs', 'app.cjs');
});

afterAll(() => project?.remove());

const nodes = Object.entries(NODES);

describe.each(nodes)('on Node.js %s', (version, node) => {
  it('answers events when imported as an ES module', () => {
    project.write('esm.mjs', `import { handler } from './app.mjs'; import { report } from './invocations.mjs'; await report(handler);`);

    expectAnswers(project.run(node, 'esm.mjs'), version);
  });

  it('answers events when required as CommonJS', () => {
    project.write(
      'cjs.cjs',
      `const { handler } = require('./app.cjs'); import('./invocations.mjs').then(({ report }) => report(handler));`,
    );

    expectAnswers(project.run(node, 'cjs.cjs'), version);
  });

  it.each([
    ['ES modules', 'mjs'],
    ['CommonJS', 'cjs'],
  ])('runs the same app under the test client and the server, as %s', (_, format) => {
    const load = format === 'mjs' ? (name: string) => `await import('${name}')` : (name: string) => `require('${name}')`;
    project.write(
      `entries.${format}`,
      `(async () => {
        const { app } = ${load(`./app.${format}`)};
        const { testClient } = ${load('lambent/testing')};
        const { serve } = ${load('lambent/node')};
        const tested = await testClient(app).get('/v1/greetings/Ada');
        const server = await serve(app, { port: 0, host: '127.0.0.1' });
        const served = await fetch(\`\${server.url}/v1/greetings/Bob\`);
        const bodies = [tested.json(), await served.json()];
        await server.close();
        console.log(JSON.stringify(bodies));
      })();`,
    );

    expect(project.run(node, `entries.${format}`)).toEqual([{ greeting: 'Hello, Ada!' }, { greeting: 'Hello, Bob!' }]);
  });

  it('takes decorators of both copies of the package in one app', () => {
    project.write('both-copies.mjs', BOTH_COPIES);

    expect(project.run(node, 'both-copies.mjs')).toEqual({
      areTwo: true,
      bound: [{ title: 'a' }, 1, 2, 'x'],
      refused: [400, ['body.title isString', 'query.page isNumber', 'query.size isNumber', 'argument isDefined']],
      view: { open: 2 },
    });
  });

  it('keeps what middleware shares among itself to itself', () => {
    project.write(
      'internal.mjs',
      `await import('lambent/middleware/internal/anything').catch(({ code }) => console.log(JSON.stringify(code)));`,
    );

    expect(project.run(node, 'internal.mjs')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('offers the same names to both', () => {
    project.write(
      'names.mjs',
      `import { readdirSync } from 'node:fs';
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const names = {};
      const shelf = readdirSync(new URL('node_modules/lambent/dist/esm/middleware', import.meta.url)).filter((name) => name.endsWith('.js'));
      const entries = ['lambent', 'lambent/testing', 'lambent/testing/runtime', 'lambent/node', ...shelf.map((name) => 'lambent/middleware/' + name.slice(0, -3))];
      for (const entry of entries) {
        names[entry] = { esm: Object.keys(await import(entry)).sort(), cjs: Object.keys(require(entry)).sort() };
      }
      console.log(JSON.stringify(names));`,
    );

    const names = project.run(node, 'names.mjs') as Record<string, { esm: string[]; cjs: string[] }>;

    expect(names.lambent?.esm).toContain('createApp');
    expect(names['lambent/middleware/cors']?.esm).toEqual(['cors']);
    for (const { esm, cjs } of Object.values(names)) expect(cjs).toEqual(esm);
  });
});

describe('bundled', () => {
  const esbuilds: [string, string, BuildOptions][] = [
    ['an ES module with the main fields module,main', 'small.mjs', { format: 'esm', mainFields: ['module', 'main'] }],
    ['CommonJS with the main fields module,main', 'small.cjs', { format: 'cjs', mainFields: ['module', 'main'] }],
    ['CommonJS with its defaults for Node.js', 'default.cjs', { format: 'cjs' }],
    ['an ES module with its defaults for Node.js', 'default.mjs', { format: 'esm', banner: { js: DEFINE_REQUIRE } }],
  ];

  describe.each(esbuilds)('by esbuild as %s', (_, file, options) => {
    beforeAll(async () => {
      const paths = { entryPoints: [join(project.folder, 'app.mjs')], outfile: join(project.folder, file) };
      await esbuild({ ...options, ...paths, bundle: true, platform: 'node', minify: true, logLevel: 'silent' });
    });

    it.each(nodes)('answers events on Node.js %s', (version, node) => {
      expectAnswers(runBundle(file, node), version);
    });
  });

  describe.each(['es', 'cjs'] as const)('by rolldown from the TypeScript source, as %s', (format) => {
    const file = `rolldown.${format === 'es' ? 'mjs' : 'cjs'}`;

    beforeAll(() => {
      project.write('tsconfig.json', JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } }));
      project.write(
        'rolldown.config.mjs',
        `export default {
          input: 'greeting-app.ts',
          platform: 'node',
          tsconfig: 'tsconfig.json',
          resolve: { mainFields: ['module', 'main'] },
          output: { file: '${file}', format: '${format}', minify: true },
        };`,
      );
      execFileSync(NODES['24'], [ROLLDOWN, '-c', 'rolldown.config.mjs'], { cwd: project.folder, stdio: 'pipe' });
    });

    it.each(nodes)('answers events on Node.js %s', (version, node) => {
      expectAnswers(runBundle(file, node), version);
    });
  });
});

/** Bundles must carry everything: they run in a folder where nothing is installed. */
function runBundle(bundle: string, node: string): unknown {
  const deployed = mkdtempSync(join(tmpdir(), 'lambent-deployed-'));
  try {
    for (const file of [bundle, 'invocations.mjs']) cpSync(join(project.folder, file), join(deployed, file));
    const main = `import { handler } from './${bundle}'; import { report } from './invocations.mjs'; await report(handler);`;
    writeFileSync(join(deployed, 'main.mjs'), main);
    return runScript(node, join(deployed, 'main.mjs'));
  } finally {
    rmSync(deployed, { recursive: true, force: true });
  }
}

function expectAnswers(printed: unknown, version: string): void {
  const { version: ran, answers } = printed as { version: string; answers: Answer[] };
  const [greeted, welcomed, refused, missing, unknown] = answers.map(({ body, ...answer }) => ({ ...answer, body: JSON.parse(body) }));
  expect(ran).toMatch(new RegExp(`^${version}\\.`));
  expect(greeted).toMatchObject({ statusCode: 200, body: { greeting: 'Hello, Ada! Hello, Ada!' } });
  expect(greeted?.headers).toMatchObject({ 'content-type': 'application/json', 'x-greeter': '/v1/greetings/:name' });
  expect(welcomed).toMatchObject({ statusCode: 201, body: { greeting: 'Hello, Ada!', from: 'London', typed: true } });
  expect(refused).toMatchObject({
    statusCode: 400,
    body: { statusCode: 400, error: 'RequestValidationError', message: 'Validation failed' },
  });
  expect(refused?.body.details.map(({ path, rule }: Record<string, string>) => `${path} ${rule}`).sort()).toEqual([
    'body.address.city isString',
    'body.age isInt',
    'body.name minLength',
  ]);
  expect(missing).toMatchObject({ statusCode: 404, body: { statusCode: 404, error: 'NotFoundError', message: 'Nobody is here' } });
  expect(unknown).toMatchObject({ statusCode: 404, body: { error: 'NotFoundError', message: 'No route for GET /v1/elsewhere' } });
}
