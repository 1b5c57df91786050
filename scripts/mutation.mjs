// `npm run mutation [folder or file ...]`: changes the source in small ways and lists the changes that no test notices. A folder takes from
// minutes (`pipeline`) to hours (`binding`); `npm run mutation -- binding/rule.ts` takes one file, and `--quick` leaves the slow suites out.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The suites that answer for a folder; `thorough` ones take seconds each, so they are asked only about what the `quick` ones let pass. */
const SUITES = {
  router: { quick: ['unit/router/{pattern,router}'], thorough: ['unit/router/router.property', 'behaviour/conformance/{routing,paths}'] },
  pipeline: { quick: ['unit/pipeline/*'], thorough: ['behaviour/{pipeline,middleware-rules,errors,configuration*}'] },
  adapters: {
    quick: ['unit/adapters/*', 'contract/*', '!unit/adapters/{hostile-events,detect}'],
    thorough: ['unit/adapters/{hostile-events,detect}', 'behaviour/conformance/*'],
  },
  http: {
    quick: ['unit/http/*', '!unit/http/{multipart-oracle,accept}'],
    thorough: ['unit/http/{multipart-oracle,accept}', 'unit/adapters/wire-body', 'contract/*', 'behaviour/conformance/*'],
  },
  binding: {
    quick: ['unit/binding/*', '!unit/binding/{*oracle,rule-shortcuts,transformer-notes}'],
    thorough: [
      'unit/binding/{*oracle,rule-shortcuts,transformer-notes}',
      'abuse/arguments*',
      'behaviour/{decorators,refused-arguments,middleware/produces}',
    ],
  },
};

const names = process.argv.slice(2);
const isQuick = names.includes('--quick');
const root = fileURLToPath(new URL('..', import.meta.url));

/** What is to be changed, by folder. */
function readArguments(names) {
  const sourcesOf = new Map();
  for (const name of names.length > 0 ? names : Object.keys(SUITES)) {
    const [folder, file = '**/*.ts'] = name.replace(/^src\//, '').split('/');
    if (!(folder in SUITES)) {
      console.error(`There are no suites for ${name}: choose of ${Object.keys(SUITES).join(', ')}, or add it to scripts/mutation.mjs.`);
      process.exit(1);
    }
    sourcesOf.set(folder, [...(sourcesOf.get(folder) ?? []), `${folder}/${file}`]);
  }
  return sourcesOf;
}

/** Runs suites against all changes of some sources; gives the changes by file, place and text. */
function mutate(sources, suites, report) {
  const env = { ...process.env, MUTATION_SOURCES: sources.join(' '), MUTATION_SUITES: suites.join(' '), MUTATION_REPORT: report };
  const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'stryker.config.mjs'], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const { files } = JSON.parse(readFileSync(`${root}coverage/mutation/${report}.json`, 'utf8'));
  const changes = new Map();
  for (const [file, { source, mutants }] of Object.entries(files)) {
    for (const { location, mutatorName, replacement, status: outcome } of mutants) {
      const key = JSON.stringify([file, location, mutatorName, replacement]);
      changes.set(key, { file, source, location, mutatorName, replacement, isNoticed: !['Survived', 'NoCoverage'].includes(outcome) });
    }
  }
  return changes;
}

/** Where a change stands, as Stryker takes it: lines are counted from 1, columns from 0. */
function rangeOf({ file, location: { start, end } }) {
  return `${file.replace(/^src\//, '')}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}

/** The changes of a folder, each with whether any suite noticed it. One that breaks a suite before its first test is noticed as well. */
function examine(folder, sources) {
  const { quick, thorough } = SUITES[folder];
  const changes = mutate(sources, quick, `${folder}-quick`);
  const left = [...changes.values()].filter(({ isNoticed }) => !isNoticed);
  console.log(`${folder}: ${left.length} of ${changes.size} changes passed the quick suites.`);
  if (left.length === 0 || isQuick) return changes;
  const again = mutate([...new Set(left.map(rangeOf))], thorough, `${folder}-thorough`);
  for (const [key, change] of changes) change.isNoticed ||= again.get(key)?.isNoticed ?? false;
  return changes;
}

function report(folder, changes) {
  const rows = {};
  const count = (name, isNoticed) => {
    rows[name] ??= { changes: 0, unnoticed: 0 };
    rows[name].changes += 1;
    if (!isNoticed) rows[name].unnoticed += 1;
  };
  for (const { file, source, location, mutatorName, replacement, isNoticed } of changes.values()) {
    count(file, isNoticed);
    count(`src/${folder}`, isNoticed);
    if (isNoticed) continue;
    const { line, column } = location.start;
    console.log(`${file}:${line}:${column} ${mutatorName}`);
    console.log(`  ${source.split('\n')[line - 1].trim()}\n  -> ${replacement?.replaceAll(/\s+/g, ' ')}`);
  }
  for (const row of Object.values(rows)) row['score in %'] = Math.round((1000 * (row.changes - row.unnoticed)) / row.changes) / 10;
  console.table(rows);
}

setPriority(19);
for (const [folder, sources] of readArguments(names.filter((name) => !name.startsWith('-')))) {
  report(folder, examine(folder, sources));
}
