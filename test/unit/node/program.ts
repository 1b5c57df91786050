// A program that is bundled, run as a process of its own and listened to.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';

export interface RunningProgram {
  readonly child: ChildProcess;
  /** The number after the word `port` in its output. */
  readonly port: number;
  output(): string;
  /** Resolves when the output contains `part`. */
  until(part: string): Promise<void>;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

/** A program in one file, in a folder of its own. */
export class Program {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lambent-serve-'));
  readonly #children = new Set<ChildProcess>();

  /** @param source imports are relative to this folder */
  async build(source: string): Promise<void> {
    await build({
      stdin: { contents: source, resolveDir: __dirname, loader: 'js' },
      outfile: join(this.#folder, 'program.mjs'),
      bundle: true,
      // The manifest names the built files that have side effects; these are their sources.
      ignoreAnnotations: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
  }

  /** Starts it; resolves when it has said which port it listens on. */
  async run(flags: readonly string[] = [], nodeFlags: readonly string[] = []): Promise<RunningProgram> {
    const child = spawn(process.execPath, [...nodeFlags, join(this.#folder, 'program.mjs'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.add(child);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.on('exit', (code, signal) => resolve([code, signal])),
    );
    const until = async (part: string) => {
      for (const start = Date.now(); !output.includes(part); await sleep(5)) {
        if (child.exitCode !== null || Date.now() - start > 4000)
          throw new Error(`No ${JSON.stringify(part)} in ${JSON.stringify(output)}`);
      }
    };
    await until('port ');
    return { child, port: Number(/port (\d+)/.exec(output)?.[1]), output: () => output, until, ended };
  }

  /** Ends what still runs. */
  endAll(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#children.clear();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
