// The plugin for rolldown, whose own compiler writes down types when it is told to.
import { holdsDecorators, IMPORT_FIRST, isOwnFile, TYPESCRIPT } from './decorated-files.js';
import { MAIN_FIELDS, TARGET } from './esbuild-settings.js';

/** A plugin for `plugins` of rolldown. */
export interface RolldownPlugin {
  readonly name: string;
  /** Completes rolldown's input options. */
  options<T extends RolldownSettings>(options: T): T;
  /** Lets lambent run before decorated files. */
  readonly transform: {
    readonly filter: { readonly id: RegExp };
    handler(this: RolldownHost, code: string, id: string): Promise<{ code: string; map: null } | undefined>;
  };
}

/** What rolldown's hooks run on. */
export interface RolldownHost {
  resolve(specifier: string, importer: string): Promise<unknown>;
}

/** Input options of rolldown that are given a value where the user gave none. */
export interface RolldownSettings {
  readonly platform?: 'node' | 'browser' | 'neutral' | undefined;
  readonly checks?: { readonly configurationFieldConflict?: boolean } | undefined;
  readonly resolve?: { readonly mainFields?: string[] | undefined } | undefined;
  readonly transform?: { readonly target?: string | string[] | undefined; readonly decorator?: object | undefined } | undefined;
}

/**
 * A plugin for rolldown, and for tsdown, which runs it: decorators get the types they want to know, whatever tsconfig.json says, and options
 * that are left open get what Lambda wants: `platform: 'node'`, `transform.target: 'node22'`, `resolve.mainFields: ['es2015', 'module', 'main']`.
 * Options that are given stay as they are.
 *
 * @example export default defineConfig({ input: 'src/handler.ts', output: { file: 'build/handler.mjs', minify: true }, plugins: [lambentRolldown()] });
 */
export function lambentRolldown(): RolldownPlugin {
  return {
    name: 'lambent',
    options: (options) => ({
      ...options,
      platform: options.platform ?? 'node',
      // What tsconfig.json says of decorators is meant to be overridden, and mostly the same.
      checks: { configurationFieldConflict: false, ...options.checks },
      resolve: { mainFields: [...MAIN_FIELDS], ...options.resolve },
      transform: {
        target: TARGET,
        ...options.transform,
        decorator: { ...options.transform?.decorator, legacy: true, emitDecoratorMetadata: true },
      },
    }),
    transform: { filter: { id: TYPESCRIPT }, handler: importFirst },
  };
}

async function importFirst(this: RolldownHost, code: string, id: string): Promise<{ code: string; map: null } | undefined> {
  if (!isOwnFile(id) || !holdsDecorators(code) || !(await this.resolve('lambent', id))) return undefined;
  // No line moves: the source map stays.
  return { code: IMPORT_FIRST + code, map: null };
}
