// The notes of class-transformer are found wherever the library ends up: each arrangement is built and run as an app would be.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'lambent-notes-'));
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const APP = `
class User {}
Exclude()(User.prototype, 'password');
Expose({ name: 'user_name' })(User.prototype, 'userName');
Type(() => Date)(User.prototype, 'at');
Transform(({ value }) => value + 1, { toPlainOnly: true })(User.prototype, 'age');
const user = Object.assign(new User(), { password: 'secret', userName: 'ada', age: 36 });
console.log(JSON.stringify(compileSerializer({ type: User })(user, {})));
`;
const EXPECTED = '{"user_name":"ada","age":37}';
const NAMES = '{ Exclude, Expose, Transform, Type }';

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const entry = join(root, 'src/binding/compile-serializer.ts');
  const external = ['--external:class-transformer', '--external:reflect-metadata', '--log-level=error'];
  // What a package would ship: our own code, the library left to the app.
  for (const [format, file] of [
    ['esm', 'ours.mjs'],
    ['cjs', 'ours.cjs'],
  ]) {
    run(bin('esbuild'), entry, '--bundle', `--format=${format}`, '--platform=node', `--outfile=${file}`, ...external);
  }
  writeFileSync(
    join(folder, 'app.mjs'),
    `import 'reflect-metadata';\nimport { compileSerializer } from './ours.mjs';\nimport ${NAMES} from 'class-transformer';\n${APP}`,
  );
  writeFileSync(
    join(folder, 'app.cjs'),
    `require('reflect-metadata');\nconst { compileSerializer } = require('./ours.cjs');\nconst ${NAMES} = require('class-transformer');\n${APP}`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['app.mjs', 'app.cjs'])('the decorators of %s are honoured', (app) => {
  it('by node as it is', () => expect(run(process.execPath, app).trim()).toBe(EXPECTED));

  it.each([
    ['its default main fields', []],
    ['module before main', ['--main-fields=module,main']],
    ['main before module', ['--main-fields=main,module']],
  ])('in a bundle of esbuild with %s', (_, options) => {
    for (const format of ['esm', 'cjs']) {
      const file = `esbuild-${app}-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`;
      const banner = "--banner:js=import{createRequire as r}from'node:module';const require=r(import.meta.url);";
      const given = format === 'esm' ? [...options, banner] : options;
      run(
        bin('esbuild'),
        app,
        '--bundle',
        '--minify',
        '--platform=node',
        `--format=${format}`,
        `--outfile=${file}`,
        '--log-level=error',
        ...given,
      );
      expect(run(process.execPath, file).trim()).toBe(EXPECTED);
    }
  });

  it.each([
    ['its default main fields', undefined],
    ['module before main', ['module', 'main']],
  ])('in a bundle of rolldown with %s', (_, mainFields) => {
    const file = `rolldown-${mainFields ? 'module' : 'default'}-${app}`;
    const format = app.endsWith('.mjs') ? 'esm' : 'cjs';
    const config = `export default { input: '${app}', platform: 'node', logLevel: 'silent', resolve: ${JSON.stringify({ mainFields })}, output: { file: '${file}.out.${format === 'esm' ? 'mjs' : 'cjs'}', format: '${format}', minify: true } };`;
    writeFileSync(join(folder, `${file}.config.mjs`), config);
    run(bin('rolldown'), '-c', `${file}.config.mjs`);
    expect(run(process.execPath, `${file}.out.${format === 'esm' ? 'mjs' : 'cjs'}`).trim()).toBe(EXPECTED);
  });
});

describe('reading the notes', () => {
  it('leaves the language as it found it', () => {
    const { has } = Map.prototype;
    jest.isolateModules(() => {
      const { typeNoteOf } = require('../../../src/binding/transformer-notes.js');
      expect(typeNoteOf(class {}, 'any')).toBeUndefined();
    });
    expect(Map.prototype.has).toBe(has);
  });

  it('says so when they cannot be read, instead of ignoring them', () => {
    const source = `import 'reflect-metadata';\nimport { compileSerializer, returnsBinding } from './ours.mjs';\nimport ${NAMES} from 'class-transformer';
      Object.freeze(Map.prototype);\nconsole.error(returnsBinding.check({ type: class {} })[0].code);${APP}`;
    writeFileSync(join(folder, 'frozen.mjs'), source);
    expect(() => run(process.execPath, 'frozen.mjs')).toThrow(/frozen-map(?:.|\n)*Cannot assign to read only property 'has'/);
  });

  it('works when the language is frozen once they were needed', () => {
    const source = `import 'reflect-metadata';\nimport { compileSerializer, returnsBinding } from './ours.mjs';\nimport ${NAMES} from 'class-transformer';
      class Any {}\ncompileSerializer({ type: Any })(new Any(), {});\nObject.freeze(Map.prototype);\nif (returnsBinding.check({ type: class {} }).length) throw new Error();${APP}`;
    writeFileSync(join(folder, 'late.mjs'), source);
    expect(run(process.execPath, 'late.mjs').trim()).toBe(EXPECTED);
  });
});
