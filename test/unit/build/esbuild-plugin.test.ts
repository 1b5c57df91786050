import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { context, type Plugin } from 'esbuild';
import { holdsDecorators } from '../../../src/build/decorated-files.js';
import { lambentEsbuild } from '../../../src/build/index.js';
import { TemporaryProject } from './temporary-project.js';

// Some run the TypeScript compiler.
jest.setTimeout(30_000);

const projects: TemporaryProject[] = [];

/** A project that is removed when the tests are over. */
function project(files: Readonly<Record<string, string>>): TemporaryProject {
  const made = new TemporaryProject(files);
  projects.push(made);
  return made;
}

afterAll(() => {
  for (const made of projects) made.remove();
});

const NOTE = 'export const note = (..._: unknown[]): void => {};';

describe('types for decorators', () => {
  it('are what tsc emits, for parameters and properties of every shape', async () => {
    const shapes = project({
      'shapes.ts': `import 'reflect-metadata';
        import type { Cycle } from './cycle';
        import { Imported } from './imported';
        const note = (..._: any[]): void => {};
        class Dto {}
        enum Text { a = 'a' }
        enum Count { a }
        interface Shape { a: string }
        @note class Subject {
          @note text!: string; @note flag?: boolean; @note big!: bigint; @note date!: Date; @note dto!: Dto; @note map!: Map<string, Dto>;
          @note list!: Dto[]; @note either!: string | number; @note orNull!: Dto | null; @note orNothing!: number | undefined;
          @note literal!: 'a' | 'b'; @note of!: Text; @note count!: Count; @note shape!: Shape; @note record!: Record<string, string>;
          @note some!: unknown; @note fn!: () => void; @note tuple!: [string]; @note imported!: Imported; @note cycle!: Cycle;
          constructor(readonly dto2: Dto, imported: Imported, shape: Shape) {}
          @note run(@note dto: Dto, @note list: Imported[], times?: number): Promise<Dto> { return Promise.resolve(dto); }
          @note get value(): Date { return new Date(); }
        }
        const keys = ['design:type', 'design:paramtypes', 'design:returntype'];
        const nameOf = (type: any): any => (Array.isArray(type) ? type.map(nameOf) : typeof type === 'function' ? type.name : typeof type);
        const members = [...Object.getOwnPropertyNames(Subject.prototype), 'text', 'flag', 'big', 'date', 'dto', 'map', 'list', 'either', 'orNull',
          'orNothing', 'literal', 'of', 'count', 'shape', 'record', 'some', 'fn', 'tuple', 'imported', 'cycle'];
        export const emitted = {
          class: keys.slice(1, 2).map((key) => nameOf(Reflect.getOwnMetadata(key, Subject))),
          members: Object.fromEntries(members.map((member) => [member, keys.map((key) => nameOf(Reflect.getOwnMetadata(key, Subject.prototype, member)))])),
        };`,
      'imported.ts': 'export class Imported {}',
      'cycle.ts': 'export interface Cycle { a: string }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module: 'commonjs',
          strict: true,
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
          outDir: 'tsc',
          types: [],
          ignoreDeprecations: '6.0',
        },
        files: ['shapes.ts'],
      }),
    });
    const tsc = join(shapes.folder, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', shapes.folder], { encoding: 'utf8' });

    const { emitted } = await shapes.load<{ emitted: object }>('shapes.ts', { keepNames: true });

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(emitted).toEqual((require(join(shapes.folder, 'tsc/shapes.js')) as { emitted: object }).emitted);
    expect(emitted).toMatchObject({
      class: [['Dto', 'Imported', 'Object']],
      members: { dto: ['Dto', 'undefined', 'undefined'] },
    });
  });

  it('need nothing in tsconfig.json, and no tsconfig.json', async () => {
    const bare = project({
      'bare.ts': `import 'reflect-metadata';
        const note = (..._: unknown[]): void => {};
        class Engine {}
        @note class Car { constructor(engine: Engine) {} }
        export const types = Reflect.getMetadata('design:paramtypes', Car).map((type: Function) => type.name);`,
    });

    expect(await bare.load('bare.ts', { keepNames: true })).toEqual({ types: ['Engine'] });
  });

  it('take imports of interfaces for what they are, and leave classes where they stood', async () => {
    const shared = project({
      'order.ts': 'export const order: string[] = [];',
      'port.ts': `import { order } from './order'; order.push('port');
        export interface Port { a: string } export class Engine {} export default interface Plan { b: string } export const used = 5;`,
      'wheel.ts': `import { order } from './order'; order.push('wheel'); export default class Wheel {}`,
      'last.ts': `import { order } from './order'; order.push('last');`,
      'user.ts': `import 'reflect-metadata';
        import { order } from './order';
        import Plan, { Port, Engine as Motor, used } from './port';
        import Wheel from "./wheel";
        import './last';
        const note = (..._: unknown[]): void => {};
        @note class User { constructor(port: Port, plan: Plan, motor: Motor, wheel: Wheel) {} @note run(port: Port[], other: Port): Port { return port[0]!; } }
        export const types = Reflect.getMetadata('design:paramtypes', User).map((type: Function) => type.name);
        export const result = Reflect.getMetadata('design:returntype', User.prototype, 'run');
        export { order, used };`,
    });

    const { warnings } = await shared.bundle('user.ts');

    expect(warnings).toEqual([]);
    expect(await shared.load('user.ts', { keepNames: true })).toEqual({
      types: ['Object', 'Object', 'Engine', 'Wheel'],
      result: Object,
      order: ['port', 'wheel', 'last'],
      used: 5,
    });
  });

  it('stand beside JSX, which is left to esbuild', async () => {
    const page = project({
      'page.tsx': `import 'reflect-metadata';
        const note = (..._: unknown[]): void => {};
        const h = (name: string, _: unknown, ...children: string[]) => '<' + name + '>' + children.join('');
        class Title {}
        class Page { @note render(title: Title) { return <h1>hello</h1>; } }
        export const html = new Page().render({});
        export const [type] = Reflect.getMetadata('design:paramtypes', Page.prototype, 'render').map((type: Function) => type.name);`,
    });

    expect(await page.load('page.tsx', { jsxFactory: 'h', keepNames: true })).toEqual({ html: '<h1>hello', type: 'Title' });
  });
});

describe('decorators', () => {
  const source = `
    export const log: string[] = [];
    const say = (what: string, give?: (...args: any[]) => unknown) => (...args: any[]): any => {
      log.push([what, typeof args[0] === 'function' ? 'class' : 'prototype', ...args.slice(1).map((arg) => typeof arg === 'object' ? Object.keys(arg).sort().join() : String(arg))].join(' '));
      return give?.(...args);
    };
    @say('class 1') @say('class 2', (type) => class extends type { replaced = true }) class Subject {
      @say('field') field = 1;
      @say('field made', () => ({ get: () => 'made', configurable: true })) made: any;
      constructor(@say('new 0') first: unknown, @say('new 1') second: unknown) {}
      @say('method 1', (_, __, descriptor) => ({ ...descriptor, value: () => 'wrapped' })) @say('method 2') run(@say('run 0') a: unknown, b: unknown, @say('run 2') c: unknown) { return 'plain'; }
      @say('accessor') get value() { return 3; }
      @say('symbol') [Symbol.for('s')]() {}
      @say('static') static shared = 2;
      @say('static method') static create() {}
    }
    const subject = new Subject(1, 2) as any;
    export const seen = [subject.replaced, subject.field, Object.hasOwn(Subject.prototype, 'made') || subject.made, subject.run(), subject.value];`;

  it.each([true, false])('run in the order and with the arguments of tsc, fields defined: %s', async (useDefineForClassFields) => {
    const options = {
      target: 'es2022',
      module: 'commonjs',
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields,
    };
    const config = { compilerOptions: { ...options, types: [], outDir: 'tsc', ignoreDeprecations: '6.0' }, files: ['order.ts'] };
    const order = project({ 'order.ts': source, 'tsconfig.json': JSON.stringify(config) });
    spawnSync(process.execPath, [join(order.folder, 'node_modules/typescript/bin/tsc'), '-p', order.folder]);

    const ours = await order.load<{ log: string[]; seen: unknown[] }>('order.ts');

    expect(ours).toEqual(require(join(order.folder, 'tsc/order.js')));
    expect(ours.log).toContain('run 2 prototype run 2');
    expect(ours.seen).toEqual(expect.arrayContaining([true, 1, 'wrapped', 3]));
  });

  it('are applied by functions that a bundle holds once', async () => {
    const many = project({
      'note.ts': NOTE,
      ...Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [
          `${name}.ts`,
          `import { note } from './note'; @note export class Of_${name} { @note run(@note x: string) {} }`,
        ]),
      ),
      'all.ts': `export * from './a'; export * from './b'; export * from './c';`,
    });

    const { file } = await many.bundle('all.ts');

    expect(readFileSync(file, 'utf8').match(/getOwnPropertyDescriptor\(target, key\)/g)).toHaveLength(1);
  });
});

describe('tsconfig.json', () => {
  const fields = `const note = (..._: unknown[]): void => {};
    class Base { set size(value: number) { (this as any).seen = value; } get size() { return -1; } }
    // @ts-ignore
    @note class Box extends Base { size = 3; declared?: string; doubled = this.factor ? this.factor * 2 : 0; constructor(readonly factor: number) { super(); } }
    const box: any = new Box(4);
    export const result = { seen: box.seen, keys: Object.keys(box).sort(), doubled: box.doubled };`;
  const DEFINED = { seen: undefined, keys: ['declared', 'doubled', 'factor', 'size'], doubled: 0 };
  const ASSIGNED = { seen: 3, keys: ['doubled', 'factor', 'seen'], doubled: 8 };

  it.each<[string, object, object]>([
    ['a modern target', { 'tsconfig.json': { compilerOptions: { target: 'es2022' } } }, DEFINED],
    ['an older target', { 'tsconfig.json': { compilerOptions: { target: 'es2021' } } }, ASSIGNED],
    [
      'fields that are not defined',
      { 'tsconfig.json': { compilerOptions: { target: 'esnext', useDefineForClassFields: false } } },
      ASSIGNED,
    ],
    [
      'one it extends',
      {
        'tsconfig.json': { extends: './base/tsconfig.json' },
        'base/tsconfig.json': { compilerOptions: { useDefineForClassFields: false } },
      },
      ASSIGNED,
    ],
    ['none', {}, DEFINED],
  ])('with %s decides on fields as without the plugin', async (_, configs, expected) => {
    const files = Object.entries(configs).map(([path, config]) => [path, JSON.stringify(config)]);
    const boxes = project({ 'src/box.ts': fields, 'src/plain.ts': fields.replace('@note ', ''), ...Object.fromEntries(files) });

    const decorated = await boxes.load<{ result: object }>('src/box.ts');
    const plain = await boxes.load<{ result: object }>('src/plain.ts', { plugins: [] });

    expect([decorated.result, plain.result]).toEqual([expected, expected]);
  });

  it('of each folder holds for its files', async () => {
    const both = project({
      'old/box.ts': fields,
      'old/tsconfig.json': '{ "compilerOptions": { "target": "es2021" } } // comments, too',
      'new/box.ts': fields,
      'new/tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
      'both.ts': `export { result as old } from './old/box'; export { result as young } from './new/box';`,
    });

    expect(await both.load('both.ts')).toEqual({ old: ASSIGNED, young: DEFINED });
  });

  it('given to esbuild as text or by name goes before', async () => {
    const given = project({
      'box.ts': fields,
      'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
      'other.json': '{ "compilerOptions": { "target": "es2021" } }',
    });
    const asText = await given.load<{ result: object }>('box.ts', { tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } } });
    const byName = await given.load<{ result: object }>('box.ts', { tsconfig: 'other.json' });

    expect([asText.result, byName.result]).toEqual([ASSIGNED, ASSIGNED]);
  });

  it('with verbatimModuleSyntax keeps imports of names that are not used', async () => {
    const files = {
      'effect.ts': `(globalThis as any).lambentEffect = true; export const unused = 1;`,
      'main.ts': `import { unused } from './effect'; const note = (..._: unknown[]): void => {}; @note class A {}
        export const ran = (globalThis as any).lambentEffect ?? false; delete (globalThis as any).lambentEffect; export { A };`,
    };
    const verbatim = project({ ...files, 'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }' });
    const usual = project({ ...files, 'tsconfig.json': '{ "compilerOptions": {} }' });

    expect(await verbatim.load('main.ts')).toMatchObject({ ran: true });
    expect(await usual.load('main.ts')).toMatchObject({ ran: false });
  });
});

describe('source maps', () => {
  it('lead from the bundle to the line and column in TypeScript', async () => {
    const failing = project({
      'src/failing.ts': `const note = (..._: unknown[]): void => {};
interface Unused { a: string; b: number }

@note export class Failing {
  constructor(private readonly text: string) {}

  @note fail(@note times: number): never {
    throw new Error(this.text);
  }
}
`,
      'main.ts': `import { Failing } from './src/failing';
try { new Failing('broken').fail(1); } catch (error) { console.log((error as Error).stack!.split('\\n')[1]!.trim()); }`,
    });

    const { file } = await failing.bundle('main.ts', { sourcemap: 'inline', minify: true });
    const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', file], { encoding: 'utf8' });

    expect(stdout).toContain(`${join(failing.folder, 'src/failing.ts')}:8:11`);
  });

  it('are not carried where nobody asked for them', async () => {
    const quiet = project({ 'a.ts': `const note = (..._: unknown[]): void => {}; @note export class A {}` });

    const { file } = await quiet.bundle('a.ts');

    expect(readFileSync(file, 'utf8')).not.toContain('sourceMappingURL');
  });
});

describe('files that are left alone', () => {
  // esbuild takes this form of import, swc does not: whoever compiled it shows.
  const ODD = `import path = require('node:path'); export const { sep } = path;`;

  it.each([
    ['hold no decorator', { 'main.ts': ODD }],
    ['mention an address or a package only', { 'main.ts': `${ODD} // ask a@example.com\nexport const from = '@scope/package';` }],
    ['have documentation only', { 'main.ts': `/**\n * @param none\n */\n// @ts-check\n${ODD}` }],
    [
      'are installed',
      {
        'main.ts': `export * from './installed/node_modules/odd/index.ts';`,
        'installed/node_modules/odd/index.ts': `${ODD} const note = (..._: unknown[]): void => {}; @note class A {}`,
      },
    ],
  ])('%s', async (_, files) => {
    expect(
      await project(files as unknown as Record<string, string>).load('main.ts', {
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      }),
    ).toMatchObject({ sep: '/' });
  });

  it('are imported as something else than code', async () => {
    const texts = project({
      'main.ts': `export { default as text } from './a.ts' with { type: 'text' };`,
      'a.ts': '@decorated class A {}',
    });

    expect(await texts.load('main.ts')).toEqual({ text: '@decorated class A {}' });
  });

  it('have another loader', async () => {
    const texts = project({ 'main.js': `export { default as text } from './a.ts';`, 'a.ts': '@decorated class A {}' });

    expect(await texts.load('main.js', { loader: { '.ts': 'text' } })).toEqual({ text: '@decorated class A {}' });
  });
});

describe('holdsDecorators', () => {
  it.each([
    '@Get() list() {}',
    '  @Get()\n  list() {}',
    'constructor(@Inject(token) private readonly a: A) {}',
    'run(a: A,@Query() b: B) {}',
    'export @dec class A {}',
    '} @dec class A {}',
    '@ spaced class A {}',
    '@(factory()) class A {}',
    '@größe class A {}',
    '/* why */@dec class A {}',
    ' */ @dec class A {}',
    '@dec()\n*generate() {}',
  ])('sees the decorator in %j', (text) => {
    expect(holdsDecorators(text)).toBe(true);
  });

  it.each([
    '',
    'a@example.com',
    "import '@scope/a'",
    'import "@scope/a"',
    '`@here`',
    '// @ts-expect-error',
    '/**\n * @param a\n */',
    'a @ 1',
  ])('sees none in %j', (text) => {
    expect(holdsDecorators(text)).toBe(false);
  });
});

describe('a mistake in a file', () => {
  it('is told with place and text, and nothing of the compiler', async () => {
    const broken = project({ 'src/broken.ts': 'const note = 1;\n@note export class A { run(: string) {} }' });

    const failure = (await broken.bundle('src/broken.ts').catch((error: unknown) => error)) as {
      errors: { text: string; pluginName: string }[];
    };

    expect(failure.errors).toHaveLength(1);
    expect(failure.errors[0]!.pluginName).toBe('lambent');
    expect(failure.errors[0]!.text).toContain('src/broken.ts:2');
    expect(failure.errors[0]!.text).not.toMatch(/backtrace|unknown>/i);
  });
});

describe('lambent itself', () => {
  const files = {
    'node_modules/lambent/index.js': `import 'reflect-metadata'; globalThis.lambentRan = true;`,
    'node_modules/lambent/package.json': '{ "main": "index.js" }',
    'person.ts': `const note = (..._: unknown[]): void => {};
      export class Person { @note name!: string }
      export const type = (Reflect as any).getMetadata?.('design:type', Person.prototype, 'name');`,
    'main.ts': `import { type } from './person'; import 'lambent'; export { type };`,
  };

  it('runs before decorated files, wherever the app imports it', async () => {
    expect(await project(files).load('main.ts')).toEqual({ type: String });
  });

  it('is not imported by other files, nor where it is not installed', async () => {
    const elsewhere = project({ ...files, 'main.ts': 'export const ran = 1;' });
    const without = project({ 'person.ts': files['person.ts'] });

    expect(readFileSync((await elsewhere.bundle('main.ts')).file, 'utf8')).not.toContain('lambentRan');
    expect((await without.bundle('person.ts')).errors).toEqual([]);
  });
});

it('sees in a rebuild what has changed, files and tsconfig.json', async () => {
  const source = (name: string) =>
    `const note = (..._: unknown[]): void => {}; @note export class ${name} { field?: string } export const keys = Object.keys(new ${name}());`;
  const watched = project({ 'main.ts': source('First'), 'tsconfig.json': '{ "compilerOptions": { "target": "es2021" } }' });
  const paths = { absWorkingDir: watched.folder, entryPoints: ['main.ts'], outfile: join(watched.folder, 'out.cjs') };
  const builds = await context({ ...paths, bundle: true, logLevel: 'silent', plugins: [lambentEsbuild()] });
  const rebuild = async (): Promise<object> => {
    await builds.rebuild();
    jest.resetModules();
    return { ...(require(paths.outfile) as object) };
  };

  const first = await rebuild();
  watched.write('main.ts', source('Second'));
  const second = await rebuild();
  watched.write('tsconfig.json', '{ "compilerOptions": { "target": "es2022" } }');
  const third = await rebuild();
  await builds.dispose();

  expect([first, second, third]).toEqual([
    { First: expect.any(Function), keys: [] },
    { Second: expect.any(Function), keys: [] },
    { Second: expect.any(Function), keys: ['field'] },
  ]);
});

it('fits what esbuild takes for a plugin', () => {
  const plugin: Plugin = lambentEsbuild();

  expect(plugin.name).toBe('lambent');
});
