// Builds the package: one checked compilation gives the ES modules and the declarations, a second, per file, gives CommonJS.
// One file per source module, so that bundlers drop what an app does not import. No source maps: the output is the source
// without its types, as readable in a stack trace, and the package stays half the size.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const esm = join(root, 'dist/esm');
const commonJs = join(root, 'dist/cjs');
const startedAt = Date.now();

removeOutput();

const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail([diagnostic]),
};
const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), {}, host);
const program = ts.createProgram(config.fileNames, config.options);
const problems = [...config.errors, ...ts.getPreEmitDiagnostics(program)];
if (problems.length > 0) fail(problems);

const emitted = program.emit();
if (emitted.diagnostics.length > 0) fail(emitted.diagnostics);
cpSync(esm, commonJs, { recursive: true, filter: (path) => !path.endsWith('.js') });
for (const file of config.fileNames) writeCommonJs(file);
writeFileSync(
  join(commonJs, 'package.json'),
  `${JSON.stringify({ type: 'commonjs', sideEffects: ['./index.js', './metadata/reflect.js'] })}\n`,
);
console.log(`Built ${config.fileNames.length} modules in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);

function writeCommonJs(file) {
  const output = ts.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      ...config.options,
      module: ts.ModuleKind.CommonJS,
      declaration: false,
      stripInternal: false,
    },
  });
  if (output.diagnostics.length > 0) fail(output.diagnostics);
  const target = join(commonJs, relative(config.options.rootDir, file).replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, output.outputText);
}

function removeOutput() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
}

/** A failed build leaves nothing behind that could be taken for its output. */
function fail(diagnostics) {
  removeOutput();
  const format = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };
  const write = process.stdout.isTTY ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  console.error(write(diagnostics, format));
  console.error('Nothing was built.');
  process.exit(1);
}
