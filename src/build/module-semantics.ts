// How a file's tsconfig.json wants its modules and classes compiled, asked of esbuild itself: it knows `extends`, `tsconfigRaw` and defaults.
import { dirname } from 'node:path';
import type { EsbuildHost, EsbuildSettings, ProbeOptions } from './esbuild-host.js';

/** Where compilers differ by tsconfig.json. */
export interface ModuleSemantics {
  /** Whether fields are defined on the instance (as in JavaScript) or assigned after parameter properties (as in older TypeScript). */
  readonly definesFields: boolean;
  /** Whether imports of names that are not used stay (`verbatimModuleSyntax`). */
  readonly keepsImports: boolean;
}

const PROBE = "import { unused } from 'probe'; export class Probe { field = 1 }";

/** Makes what answers for each file; files of one folder share an answer. */
export function semanticsReader({ esbuild, initialOptions }: EsbuildHost): (path: string) => Promise<ModuleSemantics> {
  const known = new Map<string, Promise<ModuleSemantics>>();
  return (path) => {
    const folder = dirname(path);
    const answer = known.get(folder) ?? esbuild.build(probeOf(path, initialOptions)).then(({ outputFiles }) => read(outputFiles[0]!.text));
    known.set(folder, answer);
    return answer;
  };
}

function probeOf(path: string, { absWorkingDir, tsconfig, tsconfigRaw }: EsbuildSettings): ProbeOptions {
  const setup = (build: EsbuildHost) => build.onLoad({ filter: /./ }, () => ({ contents: PROBE, loader: 'ts' }));
  return {
    entryPoints: [path],
    write: false,
    format: 'esm',
    target: 'esnext',
    logLevel: 'silent',
    plugins: [{ name: 'lambent-probe', setup }],
    ...(absWorkingDir !== undefined && { absWorkingDir }),
    ...(tsconfig !== undefined && { tsconfig }),
    ...(tsconfigRaw !== undefined && { tsconfigRaw: typeof tsconfigRaw === 'string' ? tsconfigRaw : JSON.stringify(tsconfigRaw) }),
  };
}

function read(output: string): ModuleSemantics {
  return { definesFields: !output.includes('this.field'), keepsImports: output.includes('"probe"') };
}
