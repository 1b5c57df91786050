// Compiles files that hold decorators with swc, which writes down the types of parameters and properties; esbuild never does.
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Options, transform } from '@swc/core';
import type { ModuleSemantics } from './module-semantics.js';
import { forgiveTypeImports } from './type-imports.js';

/** What of a file is to be known besides its text. */
export interface SwcInput extends ModuleSemantics {
  readonly path: string;
  readonly hasJsx: boolean;
  readonly sourceMap: boolean;
}

/**
 * JavaScript for a TypeScript file, with the types that decorators want to know.
 *
 * JSX stays for esbuild, and so does everything newer than a runtime may know.
 *
 * @param folder the user's project, where swc is looked for, too.
 * @throws {Error} when swc is not installed, or with what is wrong with the file.
 */
export async function compileWithSwc(text: string, input: SwcInput, folder: string): Promise<string> {
  const compile = await loadSwc(folder);
  const { code } = await compile(text, swcOptions(input)).catch((error: Error) => {
    throw new Error(error.message.split('\nStack backtrace')[0]!.trim());
  });
  return input.keepsImports ? code : forgiveTypeImports(code);
}

function swcOptions({ path, hasJsx, sourceMap, definesFields, keepsImports }: SwcInput): Options {
  return {
    filename: path,
    sourceFileName: basename(path),
    sourceMaps: sourceMap ? 'inline' : false,
    inlineSourcesContent: true,
    // What tests are compiled with does not matter here.
    swcrc: false,
    configFile: false,
    isModule: true,
    module: { type: 'es6' },
    jsc: {
      parser: { syntax: 'typescript', decorators: true, tsx: hasJsx },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: definesFields,
        verbatimModuleSyntax: keepsImports,
        react: { runtime: 'preserve' },
      },
      target: 'esnext',
      // Imported: see decorate-modules.ts.
      externalHelpers: true,
      keepClassNames: true,
    },
  };
}

async function loadSwc(folder: string): Promise<typeof transform> {
  try {
    return (await import('@swc/core')).transform;
  } catch {
    // A package manager that links packages may have put it beside the app only.
  }
  try {
    return (createRequire(join(folder, 'package.json'))('@swc/core') as { transform: typeof transform }).transform;
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new Error(`decorators are compiled with @swc/core, which cannot be loaded (npm install --save-dev @swc/core): ${reason}`);
  }
}
