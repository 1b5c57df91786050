// Holds the imports of the source files against the table, and looks for cycles.
import { posix } from 'node:path';
import type { FolderRule, ImportTable } from './import-table.js';
import { type ModuleImport, readImports } from './read-imports.js';
import type { SourceFile } from './source-tree.js';

const ENTRIES = /^src\/(?:\w+\/)?index\.ts$/;
const ROOT_ENTRY = 'src/index.ts';

/** Every import that the table does not allow, one line each: where, what, why. */
export function checkImports(files: readonly SourceFile[], table: ImportTable): string[] {
  const problems: string[] = [];
  const paths = new Set(files.map((file) => file.path));
  for (const file of files) {
    const folder = folderOf(file.path);
    const rule = folder === undefined ? undefined : table[folder];
    if (folder !== undefined && !rule) problems.push(`${file.path}: the folder ${folder} is not in the import table`);
    for (const imported of readImports(file)) {
      const problem = imported.specifier.startsWith('.')
        ? checkRelative(file.path, imported, paths, rule)
        : rule && checkPackage(imported, rule);
      if (problem) problems.push(`${file.path}:${imported.line}: ${problem}`);
    }
  }
  return problems;
}

/** Files that import each other in a circle, as `a -> b -> a`; types count. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, relativeTargets(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

/** Packages that are loaded as soon as a file is, through everything it imports by value; sorted. */
export function packagesLoadedBy(entry: string, files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const file = byPath.get(path);
    if (!file || seen.has(path)) return;
    seen.add(path);
    for (const imported of readImports(file)) {
      if (imported.typeOnly || imported.dynamic) continue;
      if (imported.specifier.startsWith('.')) visit(resolveRelative(path, imported.specifier));
      else packages.add(imported.specifier);
    }
  };
  visit(entry);
  return [...packages].sort();
}

function checkRelative(path: string, imported: ModuleImport, paths: ReadonlySet<string>, rule: FolderRule | undefined): string | undefined {
  const target = resolveRelative(path, imported.specifier);
  if (!imported.specifier.endsWith('.js')) return `${imported.specifier} must end in .js`;
  if (!paths.has(target)) return `${imported.specifier} is not a file of src`;
  if (ENTRIES.test(target)) return `${target} is an entry for users, import the file behind it`;
  const from = folderOf(path);
  const to = folderOf(target);
  if (path === ROOT_ENTRY || to === from) return undefined;
  if (to === undefined) return `${target} belongs to no folder`;
  if (rule?.from?.includes(to)) return undefined;
  if (!rule?.typesFrom?.includes(to)) return `${from} may not import ${to}`;
  return imported.typeOnly ? undefined : `${from} may import only types of ${to}`;
}

function checkPackage(imported: ModuleImport, rule: FolderRule): string | undefined {
  if (imported.typeOnly || imported.dynamic || rule.packages?.includes(imported.specifier)) return undefined;
  return `${imported.specifier} may not be loaded here`;
}

function relativeTargets(file: SourceFile): string[] {
  const relative = readImports(file).filter((imported) => imported.specifier.startsWith('.'));
  return relative.map((imported) => resolveRelative(file.path, imported.specifier));
}

function resolveRelative(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

/** The folder of src/ that a file belongs to; `undefined` for files directly in src/. */
function folderOf(path: string): string | undefined {
  const parts = path.split('/');
  return parts.length > 2 ? parts[1] : undefined;
}
