import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
import { IMPORT_TABLE } from './import-table.js';
import { readExports } from './read-exports.js';
import { ROOT, readRoot, readTree } from './source-tree.js';

const sources = readTree('src', ['.ts']);

describe('the source files', () => {
  it('are found', () => {
    expect(sources.map((file) => file.path)).toContain('src/http/request-context.ts');
  });

  it('import only what the table of ARCHITECTURE.md allows', () => {
    expect(checkImports(sources, IMPORT_TABLE)).toEqual([]);
  });

  it('do not import each other in a circle', () => {
    expect(findCycles(sources)).toEqual([]);
  });

  it('have named exports only', () => {
    expect(findDefaultExports(sources)).toEqual([]);
  });

  it('are no longer than 300 lines', () => {
    expect(findLongFiles(sources)).toEqual([]);
  });

  it('begin with a sentence about their place', () => {
    expect(findUnintroducedFiles(sources)).toEqual([]);
  });

  it('spare cold starts what is slow when it is first met', () => {
    const deployed = sources.filter((file) => !/^src\/(build|node|testing)\//.test(file.path));

    expect(findSlowStarters(deployed)).toEqual([]);
  });

  it('are named for what they hold', () => {
    expect(findBadNames(sources)).toEqual([]);
  });
});

describe('the entries', () => {
  const entries = ['src/index.ts', 'src/testing/index.ts', 'src/testing/runtime/index.ts', 'src/node/index.ts', 'src/build/index.ts'];

  it.each(entries)('%s only lists names', (path) => {
    const entry = sources.find((file) => file.path === path);

    expect(entry && findEntryLogic(entry)).toEqual([]);
  });

  it('load only the container, the transformer and the metadata polyfill with the root', () => {
    expect(packagesLoadedBy('src/index.ts', sources)).toEqual(['class-transformer', 'reflect-metadata/lite', 'tsyringe']);
  });

  it('export exactly the names that were agreed on', () => {
    const shelf = sources.map((file) => file.path).filter((path) => /^src\/middleware\/[^/]+\.ts$/.test(path));
    const exported = readExports([...entries, ...shelf]);

    for (const [entry, names] of exported) expect(names).toMatchSnapshot(entry);
  });
});

describe('everything that is checked in', () => {
  const folders = ['src', 'test', 'sample-app', 'scripts', '.ci', 'bench', 'docs'];
  const text = ['.ts', '.mjs', '.js', '.cjs', '.json', '.md', '.yaml', '.yml', '.html', '.css', 'run'];
  const files = [
    ...folders.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) => readTree(folder, text)),
    ...readRoot(text),
  ];

  it('names no path of a machine and no registry, and leaves nothing for later', () => {
    expect(findForbiddenWords(files)).toEqual([]);
  });

  it('has a lockfile that works with any registry', () => {
    const lockfile = files.find((file) => file.path === 'package-lock.json');

    expect(lockfile?.text).toContain('"integrity"');
    expect(lockfile?.text).not.toContain('"resolved": "http');
  });
});
