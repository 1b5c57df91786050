// One execution environment: a process with AWS's runtime client in it, and the Runtime API that it talks to.
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { REGION } from '../gateway-identity.js';
import type { PendingInvocation, RuntimeError } from './invocation.js';
import { RuntimeApi } from './runtime-api.js';

/** What an environment is made from. */
export interface EnvironmentPlan {
  readonly client: string;
  readonly handler: string;
  readonly taskRoot: string;
  readonly functionName: string;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly maxConcurrency: number | undefined;
  readonly onLog: (line: string) => void;
}

/** What is left of an environment. */
export interface EnvironmentEnd {
  /** Whether the function was ever loaded. */
  readonly wasLoaded: boolean;
  /** Invocations that nobody took. */
  readonly untaken: readonly PendingInvocation[];
  /** What it died of. */
  readonly reason: RuntimeError;
}

/** Starts at once; `isOver` when it takes no more events. */
export class Environment {
  isOver = false;
  /** Resolves when the function is loaded, or could not be. */
  readonly loaded: Promise<void>;
  /** Resolves when process and server are gone. */
  readonly ended: Promise<EnvironmentEnd>;
  readonly #api: RuntimeApi;
  #process: ChildProcess | undefined;
  #reason: RuntimeError | undefined;
  #markLoaded!: () => void;
  #wasLoaded = false;

  constructor(private readonly plan: EnvironmentPlan) {
    this.#api = new RuntimeApi(plan.functionName, plan.maxConcurrency ?? 1, {
      onPoll: () => {
        this.#wasLoaded = true;
        this.#markLoaded();
      },
      onInitError: (error) => {
        this.#reason = error;
      },
      onTimeout: (invocation) => this.end(timedOut(invocation)),
    });
    this.loaded = new Promise((resolve) => {
      this.#markLoaded = resolve;
    });
    this.ended = this.#run();
  }

  submit(invocation: PendingInvocation): void {
    this.#api.submit(invocation);
  }

  /** Ends the process as Lambda does, without warning. */
  end(reason: RuntimeError): void {
    this.#reason ??= reason;
    this.isOver = true;
    this.#process?.kill('SIGKILL');
  }

  async #run(): Promise<EnvironmentEnd> {
    const address = await this.#api.listen();
    const exit = this.isOver ? 'it was stopped' : await this.#runProcess(address);
    this.isOver = true;
    const reason = this.#reason ?? { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: ${exit}` };
    const untaken = this.#api.close();
    for (const invocation of this.#api.active.values()) invocation.fail(reason);
    this.#markLoaded();
    return { wasLoaded: this.#wasLoaded, untaken, reason };
  }

  #runProcess(address: string): Promise<string> {
    const { client, taskRoot, onLog } = this.plan;
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [client], {
        cwd: taskRoot,
        env: variables(this.plan, address),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#process = child;
      for (const stream of [child.stdout, child.stderr]) splitLines(stream, onLog);
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(code === null ? `signal: ${signal}` : `exit status ${code}`));
    });
  }
}

function timedOut({ requestId, timeoutMs }: PendingInvocation): RuntimeError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds` };
}

/** Nothing of the parent's: a function that works only with the variables of a developer's machine must fail here. */
function variables(plan: EnvironmentPlan, address: string): Record<string, string> {
  const { handler, taskRoot, functionName, memorySize, maxConcurrency, environment } = plan;
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]0123456789abcdef0123456789abcdef`,
    ...(maxConcurrency !== undefined && { AWS_LAMBDA_MAX_CONCURRENCY: String(maxConcurrency), AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' }),
    ...environment,
    AWS_LAMBDA_RUNTIME_API: address,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
  };
}

function splitLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
