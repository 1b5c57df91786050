// The plugin for esbuild: decorated TypeScript goes through swc on its way in, and options get the values that Lambda wants.
import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { decorateModules } from './decorate-modules.js';
import { holdsDecorators, IMPORT_FIRST, isOwnFile, TYPESCRIPT } from './decorated-files.js';
import type { EsbuildHost, EsbuildPlugin, FileToLoad, LoadedModule } from './esbuild-host.js';
import { checkSettings, completeSettings } from './esbuild-settings.js';
import { semanticsReader } from './module-semantics.js';
import { compileWithSwc } from './swc-compiler.js';

const NAMESPACE = 'lambent';

/**
 * A plugin for esbuild, which drops the types that decorators want to know, and takes CommonJS where ES modules lie beside it.
 *
 * Compiles TypeScript files that hold decorators with `@swc/core` (install it beside esbuild), source maps included; all others stay with
 * esbuild. tsconfig.json decides on fields and imports as always; decorators need nothing in it. Options that are left open get what
 * Lambda wants: `platform: 'node'`, `target: 'node22'`, `mainFields: ['es2015', 'module', 'main']`, and for `format: 'esm'` a banner that
 * defines `require`, for CommonJS packages. Options that are given stay as they are.
 *
 * @example await build({ entryPoints: ['src/handler.ts'], outfile: 'build/handler.js', bundle: true, minify: true, plugins: [lambentEsbuild()] });
 */
export function lambentEsbuild(): EsbuildPlugin {
  return { name: 'lambent', setup };
}

function setup(build: EsbuildHost): void {
  const { initialOptions } = build;
  completeSettings(initialOptions);
  let load = typescriptLoader(build);
  build.onStart(() => {
    // A watched build starts anew for a changed tsconfig.json, too.
    load = typescriptLoader(build);
    return checkSettings(initialOptions);
  });
  build.onResolve({ filter: decorateModules.specifier }, ({ path }) => ({ path, namespace: NAMESPACE }));
  build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({ contents: decorateModules.textOf(path), loader: 'js' }));
  const refuse = ({ message }: Error): LoadedModule => ({ errors: [{ text: message }] });
  build.onLoad({ filter: TYPESCRIPT, namespace: 'file' }, (file) => load(file).catch(refuse));
}

function typescriptLoader(build: EsbuildHost): (file: FileToLoad) => Promise<LoadedModule | undefined> {
  const { initialOptions: options } = build;
  const semanticsOf = semanticsReader(build);
  return async ({ path, with: attributes }) => {
    const extension = extname(path);
    const loader = options.loader?.[extension] ?? (extension === '.tsx' ? 'tsx' : 'ts');
    if (!isOwnFile(path) || attributes?.type !== undefined || (loader !== 'ts' && loader !== 'tsx')) return undefined;
    const text = await readFile(path, 'utf8');
    if (!holdsDecorators(text)) return undefined;
    const input = {
      ...(await semanticsOf(path)),
      path,
      hasJsx: loader === 'tsx',
      sourceMap: Boolean(options.sourcemap),
    };
    const code = await compileWithSwc(text, input, options.absWorkingDir ?? process.cwd());
    const { errors } = await build.resolve('lambent', { kind: 'import-statement', resolveDir: dirname(path) });
    // As TypeScript, because only there an import of what turns out to be a type is no error.
    return { contents: errors.length > 0 ? code : IMPORT_FIRST + code, loader, watchFiles: [path] };
  };
}
