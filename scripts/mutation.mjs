// `npm run mutation [folder or file ...]`: changes the source in small ways and lists the changes that no test notices. A folder takes from
// minutes (`pipeline`) to an hour (`binding`); `npm run mutation -- binding/rule.ts` takes one file.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SUITES } from '../stryker.config.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2).filter((name) => !name.startsWith('-'));

/** The files to change of each folder; `undefined` for all. */
const filesOf = new Map();
for (const name of wanted.length > 0 ? wanted : Object.keys(SUITES)) {
  const [folder, file] = name.replace(/^src\//, '').split('/');
  if (!(folder in SUITES)) {
    console.error(`There are no suites for ${name}: choose of ${Object.keys(SUITES).join(', ')}, or add it to stryker.config.mjs.`);
    process.exit(1);
  }
  filesOf.set(folder, file ? [...(filesOf.get(folder) ?? []), `${folder}/${file}`] : undefined);
}

function run(folder, files) {
  const env = { ...process.env, MUTATION_FOLDER: folder };
  if (files) env.MUTATION_FILES = files.join();
  const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  return spawnSync(process.execPath, [stryker, 'run', 'stryker.config.mjs'], { cwd: root, env, stdio: 'inherit' }).status === 0;
}

/** Prints what passed unnoticed, and counts. A change that breaks a suite before its first test is noticed as well. */
function report(folder) {
  const { files } = JSON.parse(readFileSync(`${root}coverage/mutation/${folder}.json`, 'utf8'));
  const rows = {};
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const lines = source.split('\n');
    const unnoticed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    for (const { location, mutatorName, replacement } of unnoticed) {
      const { line, column } = location.start;
      console.log(`${file}:${line}:${column} ${mutatorName}\n  ${lines[line - 1].trim()}\n  -> ${replacement?.replaceAll(/\s+/g, ' ')}`);
    }
    rows[file] = {
      changes: mutants.length,
      unnoticed: unnoticed.length,
      'score in %': percent(mutants.length - unnoticed.length, mutants.length),
    };
  }
  const all = Object.values(rows);
  const [changes, unnoticed] = ['changes', 'unnoticed'].map((name) => all.reduce((sum, row) => sum + row[name], 0));
  console.table({ ...rows, [`src/${folder}`]: { changes, unnoticed, 'score in %': percent(changes - unnoticed, changes) } });
}

function percent(part, whole) {
  return whole === 0 ? 100 : Math.round((1000 * part) / whole) / 10;
}

setPriority(19);
let isWell = true;
for (const [folder, files] of filesOf) {
  if (run(folder, files)) report(folder);
  else isWell = false;
}
process.exit(isWell ? 0 : 1);
