// Lists what an entry of the package exports, values and types, as the compiler sees it.
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './source-tree.js';

/** The exports of each entry as sorted lines, `value createApp` or `type App`. A class is a value, unless only its type is exported. */
export function readExports(entries: readonly string[]): Map<string, string[]> {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), ts.sys.readFile).config as unknown;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const paths = entries.map((entry) => join(ROOT, entry));
  const program = ts.createProgram(paths, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  return new Map(entries.map((entry, index) => [entry, listExports(checker, program.getSourceFile(paths[index] ?? ''))]));
}

function listExports(checker: ts.TypeChecker, file: ts.SourceFile | undefined): string[] {
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!symbol) throw new Error('not a module');
  return checker
    .getExportsOfModule(symbol)
    .map((exported) => {
      const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const isValue = (target.flags & ts.SymbolFlags.Value) !== 0 && !exported.declarations?.some(isTypeOnly);
      return `${isValue ? 'value' : 'type'} ${exported.name}`;
    })
    .sort();
}

function isTypeOnly(declaration: ts.Declaration): boolean {
  return ts.isExportSpecifier(declaration) && (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly);
}
