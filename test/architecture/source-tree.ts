// Reads the source files of the package for the checks of this folder.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** A source file: its path from the root of the tree with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every file under a folder whose name ends in one of the endings; paths start with the folder. */
export function readTree(folder: string, endings: readonly string[]): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](node_modules|dist|\.data)[\\/]/.test(path.slice(ROOT.length)))
    .map((path) => ({ path: path.slice(ROOT.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The files directly in the root of the repository. */
export function readRoot(endings: readonly string[]): SourceFile[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => ({ path: entry.name, text: readFileSync(join(ROOT, entry.name), 'utf8') }));
}
