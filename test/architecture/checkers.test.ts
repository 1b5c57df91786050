import {
  findBadNames,
  findDefaultExports,
  findEntryLogic,
  findForbiddenWords,
  findLongFiles,
  findSlowStarters,
  findUnintroducedFiles,
} from './check-files.js';
import { checkImports, findCycles, packagesLoadedBy } from './check-imports.js';
import type { ImportTable } from './import-table.js';
import { readExports } from './read-exports.js';
import { readImports } from './read-imports.js';
import type { SourceFile } from './source-tree.js';

const TABLE: ImportTable = {
  shared: {},
  http: { from: ['shared'] },
  binding: { from: ['http'], typesFrom: ['metadata'], packages: ['tsyringe'] },
  metadata: {},
};

describe('readImports', () => {
  it('tells types from values and late loading from early', () => {
    const imports = readImports({
      path: 'src/http/a.ts',
      text: `
        import './side-effect.js';
        import { a } from './value.js';
        import * as all from './namespace.js';
        import type { T } from './type.js';
        import { type U, type V } from './types.js';
        import { type W, b } from './mixed.js';
        export { c } from './exported.js';
        export * from './star.js';
        export type { X } from './exported-type.js';
        type Y = import('./inline-type.js').Y;
        const late = () => import('./late.js');
        const required = require('./required.js');
      `,
    });

    expect(
      imports.map(({ specifier, typeOnly, dynamic }) => `${specifier} ${typeOnly ? 'type' : 'value'}${dynamic ? ' late' : ''}`),
    ).toEqual([
      './side-effect.js value',
      './value.js value',
      './namespace.js value',
      './type.js type',
      './types.js type',
      './mixed.js value',
      './exported.js value',
      './star.js value',
      './exported-type.js type',
      './inline-type.js type',
      './late.js value late',
      './required.js value late',
    ]);
  });

  it('is not fooled by comments and strings', () => {
    expect(readImports({ path: 'a.ts', text: `// import x from 'y';\nconst text = "import z from 'y'";` })).toEqual([]);
  });
});

describe('checkImports', () => {
  const known = files({ 'src/shared/s.ts': '', 'src/http/h.ts': '', 'src/metadata/m.ts': '', 'src/index.ts': '', 'src/http/index.ts': '' });

  it.each([
    ['src/http/a.ts', `import '../shared/s.js';`],
    ['src/http/a.ts', `import './h.js';`],
    ['src/binding/a.ts', `import type { M } from '../metadata/m.js';`],
    ['src/binding/a.ts', `import 'tsyringe';`],
    ['src/http/a.ts', `import type { Context } from 'aws-lambda';`],
    ['src/http/a.ts', `const load = () => import('node:zlib');`],
    ['src/index.ts', `export { m } from './metadata/m.js';`],
  ])('allows in %s: %s', (path, text) => {
    expect(checkImports([...known, { path, text }], TABLE)).toEqual([]);
  });

  it.each([
    ['src/shared/a.ts', `import '../http/h.js';`, 'src/shared/a.ts:1: shared may not import http'],
    ['src/shared/a.ts', `import type { H } from '../http/h.js';`, 'src/shared/a.ts:1: shared may not import http'],
    ['src/binding/a.ts', `\nimport { m } from '../metadata/m.js';`, 'src/binding/a.ts:2: binding may import only types of metadata'],
    ['src/http/a.ts', `type M = import('../metadata/m.js').M;`, 'src/http/a.ts:1: http may not import metadata'],
    ['src/http/a.ts', `import 'tsyringe';`, 'src/http/a.ts:1: tsyringe may not be loaded here'],
    ['src/http/a.ts', `import { gzip } from 'node:zlib';`, 'src/http/a.ts:1: node:zlib may not be loaded here'],
    ['src/http/a.ts', `import '../index.js';`, 'src/http/a.ts:1: src/index.ts is an entry for users, import the file behind it'],
    ['src/http/a.ts', `import './index.js';`, 'src/http/a.ts:1: src/http/index.ts is an entry for users, import the file behind it'],
    ['src/http/a.ts', `import './gone.js';`, 'src/http/a.ts:1: ./gone.js is not a file of src'],
    ['src/http/a.ts', `import './h';`, 'src/http/a.ts:1: ./h must end in .js'],
    ['src/drawer/a.ts', '', 'src/drawer/a.ts: the folder drawer is not in the import table'],
  ])('refuses in %s: %s', (path, text, problem) => {
    expect(checkImports([...known, { path, text }], TABLE)).toEqual([problem]);
  });
});

describe('findCycles', () => {
  it('finds a circle of types and values over several files', () => {
    const found = findCycles(
      files({
        'src/a/one.ts': `import '../b/two.js';`,
        'src/b/two.ts': `import type { T } from './three.js';`,
        'src/b/three.ts': `export { x } from '../a/one.js';`,
      }),
    );

    expect(found).toEqual(['src/a/one.ts -> src/b/two.ts -> src/b/three.ts -> src/a/one.ts']);
  });

  it('accepts a diamond', () => {
    const diamond = files({
      'a.ts': `import './b.js'; import './c.js';`,
      'b.ts': `import './d.js';`,
      'c.ts': `import './d.js';`,
      'd.ts': '',
    });

    expect(findCycles(diamond)).toEqual([]);
  });
});

describe('packagesLoadedBy', () => {
  it('follows values, not types and not late imports', () => {
    const tree = files({
      'src/index.ts': `export { b } from './b.js'; export type { C } from './c.js';`,
      'src/b.ts': `import 'early'; const late = () => import('late'); import('./d.js');`,
      'src/c.ts': `import 'only-types';`,
      'src/d.ts': `import 'later';`,
    });

    expect(packagesLoadedBy('src/index.ts', tree)).toEqual(['early']);
  });
});

describe('the checks of single files', () => {
  it.each(['export default 1;', 'export default class {}', 'export default function f() {}', 'const a = 1; export { a as default };'])(
    'find a default export in: %s',
    (text) => {
      expect(findDefaultExports(files({ 'a.ts': text }))).toHaveLength(1);
    },
  );

  it('let named exports pass', () => {
    expect(findDefaultExports(files({ 'a.ts': `export const a = 1; export { b } from './b.js';` }))).toEqual([]);
  });

  it('find a file with 301 lines and let 300 pass', () => {
    const long = files({ 'a.ts': '//\n'.repeat(301), 'b.ts': '//\n'.repeat(300) });

    expect(findLongFiles(long)).toEqual(['a.ts has 301 lines, 300 are the most']);
  });

  it('find a file without a first sentence', () => {
    const found = findUnintroducedFiles(
      files({ 'a.ts': `import './b.js';`, 'b.ts': '// What b is for.\n', 'c.ts': '/** What c is for. */\n' }),
    );

    expect(found).toEqual(['a.ts does not begin with a comment']);
  });

  it('find names that say nothing', () => {
    const named = { 'src/utils.ts': '', 'src/httpRequest.ts': '', 'src/Types.ts': '', 'src/types.ts': '', 'src/http-request.ts': '' };

    expect(findBadNames(files(named))).toEqual(['src/utils.ts', 'src/httpRequest.ts', 'src/Types.ts', 'src/types.ts']);
  });

  it.each([`import './a.js';`, 'export const a = 1;', `export * from './a.js';`, 'console.log(1);'])('find in an entry: %s', (text) => {
    const allowed = `import './metadata/reflect.js';\nexport { b } from './b.js';\n`;

    expect(findEntryLogic({ path: 'src/index.ts', text: allowed + text })).toEqual([`src/index.ts: ${text}`]);
  });

  it.each([
    ['/wo', 'rk/main/src'],
    ['see /ro', 'ot/.npmrc'],
    ['"/ho', 'me/someone/project"'],
    ['https://regi', 'stry.example.org/pkg.tgz'],
    ['// TO', 'DO: later'],
    ['  # FIX', 'ME'],
    ['<!-- X', 'XX -->'],
  ])('find forbidden words in %s%s', (start, end) => {
    expect(findForbiddenWords(files({ 'README.md': `fine\n${start}${end}` }))).toHaveLength(1);
  });

  it.each(['/v1/work/items', 'https://example.com/root/x', 'the home/ folder', 'const TODO = 1;'])('let %s pass', (line) => {
    expect(findForbiddenWords(files({ 'README.md': line }))).toEqual([]);
  });
});

describe('findSlowStarters', () => {
  it('finds properties of Unicode and the touch of performance, wherever they stand', () => {
    const text = 'const a = () => /[^\\p{L}]/u;\nfunction b() { return performance.now(); }\n';

    expect(findSlowStarters(files({ 'src/a.ts': text }))).toEqual(['src/a.ts: /[^\\p{L}]/u', 'src/a.ts: performance.now']);
  });

  it.each(['/[^a-z\\x80-\\uffff]/', "'performance.now'", '// performance.now()', 'state.performance'])('lets %s pass', (text) => {
    expect(findSlowStarters(files({ 'src/a.ts': `const a = ${text}\n;` }))).toEqual([]);
  });
});

describe('readExports', () => {
  it('tells values from types', () => {
    const entry = 'src/errors/configuration-error.ts';

    expect(readExports([entry]).get(entry)).toEqual(['type ConfigurationProblem', 'value ConfigurationError', 'value describeProblem']);
  });

  it('takes a class of which only the type is exported for a type', () => {
    expect(readExports(['src/index.ts']).get('src/index.ts')).toContain('type HeaderValues');
  });
});

function files(texts: Record<string, string>): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}
