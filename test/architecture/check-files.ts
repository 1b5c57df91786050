// Rules about single files: their exports, their length, what the root entry may hold, and words that do not belong into a repository.
import ts from 'typescript';
import type { SourceFile } from './source-tree.js';

const MAX_LINES = 300;

/** Default exports, in whatever form. */
export function findDefaultExports(files: readonly SourceFile[]): string[] {
  return files.filter((file) => parse(file).statements.some(isDefaultExport)).map((file) => `${file.path} has a default export`);
}

/** Files that have grown too long to be read in one go. */
export function findLongFiles(files: readonly SourceFile[]): string[] {
  return files
    .map((file) => ({ path: file.path, lines: file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0) }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, ${MAX_LINES} are the most`);
}

/** Files that do not begin with the sentence saying their place in the flow. */
export function findUnintroducedFiles(files: readonly SourceFile[]): string[] {
  return files.filter((file) => !/^(\/\/ \S|\/\*\*?\s)/.test(file.text)).map((file) => `${file.path} does not begin with a comment`);
}

/** Names of files that are not kebab-case, or that say only "and so on". */
export function findBadNames(files: readonly SourceFile[]): string[] {
  return files
    .map((file) => file.path)
    .filter((path) => {
      const name =
        path
          .split('/')
          .at(-1)
          ?.replace(/\.(test\.)?ts$/, '') ?? '';
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|common|misc|types)$/.test(name);
    });
}

/** Statements of an entry that are anything else than lists of names from other files, and the import of the metadata polyfill. */
export function findEntryLogic(entry: SourceFile): string[] {
  const source = parse(entry);
  const others = source.statements.filter((statement) => !isExportList(statement) && !isPolyfillImport(statement));
  return others.map((statement) => `${entry.path}: ${statement.getText(source).split('\n')[0]}`);
}

/**
 * What is small to write and takes a fifth of a millisecond or more of every cold start: a property of Unicode in a regular expression, which
 * is parsed with its file, and the first touch of `performance`.
 */
export function findSlowStarters(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node) && /\\p\{/i.test(node.text)) found.push(`${file.path}: ${node.text}`);
      if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'performance') found.push(`${file.path}: ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(parse(file));
    return found;
  });
}

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])\/(?:work|root|home\/\w+|Users\/\w+)\//, 'a path of some machine'],
  [/https?:\/\/[^/\s"'`]*(?:registry|artifactory|nexus|verdaccio)/i, 'the address of a registry'],
  [/(?:(?<!:)\/\/|\/\*|^\s*\*|#|<!--).*\b(?:TO[D]O|FIX[M]E|X[X]X)\b/, 'a note to do it later'],
];

/** Lines with words that belong on somebody's desk: paths of a machine, registry addresses, things left undone. */
export function findForbiddenWords(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, what]) => `${file.path}:${index + 1}: ${what}`),
      ),
  );
}

function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

function isExportList(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

function isPolyfillImport(statement: ts.Statement): boolean {
  if (!ts.isImportDeclaration(statement) || statement.importClause) return false;
  return (statement.moduleSpecifier as ts.StringLiteral).text === './metadata/reflect.js';
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return true;
  if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) return false;
  return statement.exportClause.elements.some((element) => element.name.text === 'default');
}
