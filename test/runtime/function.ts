// The functions of this suite, running under AWS's runtime client.
import { join } from 'node:path';
import { functionUrlEvent } from '../../src/testing/index.js';
import { type LambdaRuntime, type RuntimeOptions, startRuntime } from '../../src/testing/runtime/index.js';

/** Where the runtime client is installed. */
export const CLIENT = join(__dirname, 'ric');

const running: LambdaRuntime[] = [];

/** Starts one of the bundled functions; it is stopped with the suite. */
export async function startFunction(handler: string, options: Partial<RuntimeOptions> = {}): Promise<LambdaRuntime> {
  const runtime = await startRuntime({ handler, taskRoot: join(__dirname, 'app/dist'), clientFrom: CLIENT, timeoutMs: 10_000, ...options });
  running.push(runtime);
  return runtime;
}

/** Stops what was started. */
export async function stopFunctions(): Promise<void> {
  await Promise.all(running.splice(0).map((runtime) => runtime.stop()));
}

let marks = 0;

/** The records that the function `faults` wrote so far. */
export async function recordsOf(runtime: LambdaRuntime): Promise<Record<string, unknown>[]> {
  // What was written before this line is there when the line is.
  const mark = `mark-${++marks}`;
  await runtime.invoke(functionUrlEvent({ path: `/faults/${mark}` }));
  await runtime.log(new RegExp(`"message":"${mark}"`));
  const records = runtime.logs.filter((line) => line.startsWith('{"level"')).map((line) => JSON.parse(line) as Record<string, unknown>);
  return records.filter(({ message }) => !String(message).startsWith('mark-'));
}

/** Those of them that are errors. */
export async function errorsOf(runtime: LambdaRuntime): Promise<Record<string, unknown>[]> {
  return (await recordsOf(runtime)).filter(({ level }) => level === 'ERROR');
}
