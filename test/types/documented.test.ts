// The pages for users: their code compiles under strict settings as it stands there, and their links lead somewhere.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { anchorsOf, type Block, blocksOf, linksOf, namesOf, PAGES, ROOT, readPage } from './documented/pages.js';

/** Packages that are not installed here: their recipes are tried by hand. */
const ELSEWHERE = /^\/\/ (?:stack|stack-esbuild|deploy-stack|sst\.config)\.ts$/m;

/** What a block may use without saying where it comes from, the first that has it. */
const SOURCES = [
  ...[
    './samples.js',
    'lambent',
    'lambent/testing',
    'lambent/testing/runtime',
    'class-validator',
    'class-transformer',
    '@aws-sdk/client-dynamodb',
  ],
  ...['lambent/middleware/request-id', 'lambent/middleware/security-headers', 'lambent/middleware/compress', 'lambent/middleware/etag'],
  ...['lambent/middleware/rate-limit', 'lambent/middleware/auth'],
];

const UNKNOWN_NAME = new Set([2304, 2552, 18_004, 2503]);
const FOLDER = join(ROOT, 'test/types/documented');

/** Compiles blocks beside each other: what each is told, by its file. */
class Compiler {
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.CompilerHost;
  readonly #files = new Map<string, ts.SourceFile>();

  constructor() {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
    const parsed = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    this.#options = { ...parsed.options, noUnusedLocals: false, noUnusedParameters: false, module: ts.ModuleKind.ESNext, target: 99 };
    this.#options.moduleResolution = ts.ModuleResolutionKind.Bundler;
    this.#host = ts.createCompilerHost(this.#options);
  }

  compile(codes: ReadonlyMap<string, string>): Map<string, readonly ts.Diagnostic[]> {
    const { getSourceFile, fileExists } = this.#host;
    const host: ts.CompilerHost = {
      ...this.#host,
      fileExists: (name) => codes.has(name) || fileExists(name),
      getSourceFile: (name, version) => {
        const code = codes.get(name);
        if (code !== undefined) return ts.createSourceFile(name, code, version);
        const file = this.#files.get(name) ?? getSourceFile(name, version);
        if (file) this.#files.set(name, file);
        return file;
      },
    };
    const program = ts.createProgram([...codes.keys()], this.#options, host);
    const diagnose = (name: string) => {
      const file = program.getSourceFile(name);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    };
    return new Map(Array.from(codes.keys(), (name) => [name, diagnose(name)]));
  }

  /** How what some modules export is imported, by name. */
  exportsOf(modules: readonly string[]): Map<string, string> {
    const name = join(FOLDER, 'exports.ts');
    const code = modules.map((module, index) => `import * as m${index} from '${module}';\nm${index};`).join('\n');
    const host = { ...this.#host, fileExists: (path: string) => path === name || this.#host.fileExists(path) };
    host.getSourceFile = (path, version) =>
      path === name ? ts.createSourceFile(path, code, version) : this.#host.getSourceFile(path, version);
    const program = ts.createProgram([name], this.#options, host);
    const checker = program.getTypeChecker();
    const found = new Map<string, string>();
    const imports = program.getSourceFile(name)!.statements.filter(ts.isImportDeclaration);
    for (const { moduleSpecifier } of imports) {
      const { text } = moduleSpecifier as ts.StringLiteral;
      for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(moduleSpecifier)!)) {
        const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const how = meant.flags & ts.SymbolFlags.Value ? '' : 'type ';
        if (!found.has(symbol.name)) found.set(symbol.name, `import { ${how}${symbol.name} } from '${text}'; `);
      }
    }
    return found;
  }
}

const nameOf = ({ page, line }: Block): string => join(FOLDER, `${page.replaceAll(/\W/g, '-')}-${line}.ts`);

/** Adds imports of the names that a block does not declare, as readers would. */
function withImports(code: string, diagnostics: readonly ts.Diagnostic[], exports: ReadonlyMap<string, string>): string {
  const names = diagnostics
    .filter(({ code: kind }) => UNKNOWN_NAME.has(kind))
    .map(({ start = 0, length }) => code.slice(start, start + length!));
  const imports = Array.from(new Set(names), (name) => exports.get(name) ?? '');
  // On the first line, so that the others keep their numbers.
  return `${imports.join('')}export {}; ${code}`;
}

describe('the code on the pages', () => {
  const blocks = PAGES.flatMap(blocksOf);
  const typed = blocks.filter(({ language, code }) => language === 'ts' && !ELSEWHERE.test(code));

  it('compiles', () => {
    const compiler = new Compiler();
    const codes = new Map(typed.map((block) => [nameOf(block), `export {}; ${block.code.replaceAll("'./app.js'", "'./samples.js'")}`]));
    const first = compiler.compile(codes);
    const exports = compiler.exportsOf(SOURCES);
    const second = compiler.compile(
      new Map(typed.map((block) => [nameOf(block), withImports(codes.get(nameOf(block))!, first.get(nameOf(block))!, exports)])),
    );
    const mistakes = typed.flatMap((block) =>
      second.get(nameOf(block))!.map(({ messageText, start = 0, file }) => {
        const line = block.line + (file?.getLineAndCharacterOfPosition(start).line ?? 0);
        return `${block.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      }),
    );
    expect(mistakes).toEqual([]);
    expect(typed.length).toBeGreaterThan(12);
  }, 60_000);

  it('has the form of JSON where it says so', () => {
    const json = blocks.filter(({ language }) => language === 'json');
    for (const { code } of json) expect(() => JSON.parse(code)).not.toThrow();
    expect(json.length).toBeGreaterThan(1);
  });
});

describe('files and scripts that the pages name', () => {
  const scripts = ['package.json', 'sample-app/package.json'].flatMap((file) =>
    Object.keys((JSON.parse(readPage(file)) as { scripts: Record<string, string> }).scripts),
  );

  it.each(PAGES)('are there: %s', (page) => {
    const names = namesOf(page);
    const isThere = (file: string) => ['', dirname(page), 'src'].some((folder) => existsSync(join(ROOT, folder, file)));
    expect(names.files.filter((file) => !isThere(file))).toEqual([]);
    expect(names.scripts.filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

describe('the links on the pages', () => {
  it.each(PAGES)('lead somewhere: %s', (page) => {
    const broken = linksOf(page).filter(({ path, anchor }) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
