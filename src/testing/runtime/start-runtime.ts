// Runs a Lambda function as Lambda does: in a process of its own, under AWS's runtime client.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fieldsOfRequest } from '../fields-of-request.js';
import { nextRequestId } from '../gateway-identity.js';
import type { HttpEventFields } from '../http-event-fields.js';
import { functionUrlEvent, httpApiEvent } from '../payload-v2-event.js';
import { type RequestVerbs, type TestRequest, verbsOf } from '../request-verbs.js';
import { restApiEvent } from '../rest-api-event.js';
import type { ClientAnswer } from '../test-answer.js';
import { Environment, type EnvironmentPlan } from './environment.js';
import { type Invocation, type InvocationOptions, PendingInvocation } from './invocation.js';

const EVENT_BUILDERS = { 'http-api': httpApiEvent, 'rest-api': restApiEvent, 'function-url': functionUrlEvent } as const;

/** Options of `startRuntime`. */
export interface RuntimeOptions {
  /** Lambda's own setting: the file without its extension, and the export: `handler.handler`. */
  readonly handler: string;
  /** The folder that is deployed. Default: the current one. */
  readonly taskRoot?: string | undefined;
  /** Variables of the function; the process gets no others but Lambda's own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds until an invocation is ended. Default 3000, as on Lambda. */
  readonly timeoutMs?: number | undefined;
  /** As the function reads it from its context; nothing is limited. Default 128. */
  readonly memorySize?: number | undefined;
  readonly functionName?: string | undefined;
  /** Events that the environment gets at once, as on Lambda Managed Instances. Default: one after the other. */
  readonly maxConcurrency?: number | undefined;
  /** Which folder to find `aws-lambda-ric` from. Default: the current one. */
  readonly clientFrom?: string | undefined;
}

/** A function that runs. */
export interface LambdaRuntime {
  /** What the function wrote to standard output and error, line by line, all environments together. */
  readonly logs: readonly string[];
  /** How many processes there have been: a crash or a timeout leads to another one. */
  readonly environments: number;
  /** Invokes the function. Never rejects for a function that fails: see `error` of what it gives. */
  invoke(event: unknown, options?: InvocationOptions): Promise<Invocation>;
  /** A client that sends requests as events of a gateway, to buffered and streaming handlers. Its promises reject when an invocation fails. */
  client(source?: keyof typeof EVENT_BUILDERS): RequestVerbs<ClientAnswer>;
  /** The first line that matches, past or to come; rejects when there is none after `withinMs` (default 2000). */
  log(pattern: RegExp, withinMs?: number): Promise<string>;
  /** Ends the process. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a bundled function under AWS's runtime client for Node.js, and waits until it is loaded.
 *
 * Needs `aws-lambda-ric` as a dev dependency, which compiles on Linux with cmake, make, a C++ compiler and Python.
 *
 * A function that cannot be loaded fails its invocations, each with a fresh attempt, as on Lambda. So does one that crashes, or takes
 * too long: then its process is ended without warning.
 *
 * @throws {Error} when `aws-lambda-ric` is not installed.
 *
 * @example
 * await using runtime = await startRuntime({ handler: 'handler.handler', taskRoot: 'dist', environment: { TABLE: 'todos' } });
 * const answer = await runtime.client('function-url').get('/v1/todos');
 * expect(answer.status).toBe(200);
 * expect(runtime.logs).toEqual([]);
 */
export async function startRuntime(options: RuntimeOptions): Promise<LambdaRuntime> {
  const runtime = new Runtime(options);
  await runtime.load();
  return runtime;
}

class Runtime implements LambdaRuntime {
  readonly logs: string[] = [];
  environments = 0;
  readonly #plan: EnvironmentPlan;
  readonly #timeoutMs: number;
  readonly #readers = new Set<() => void>();
  #environment: Environment | undefined;
  #isStopped = false;

  constructor({ handler, taskRoot = '.', clientFrom = '.', timeoutMs = 3000, ...options }: RuntimeOptions) {
    this.#timeoutMs = timeoutMs;
    this.#plan = {
      client: findClient(resolve(clientFrom)),
      handler,
      taskRoot: resolve(taskRoot),
      functionName: options.functionName ?? 'lambent-test',
      memorySize: options.memorySize ?? 128,
      environment: options.environment ?? {},
      maxConcurrency: options.maxConcurrency,
      onLog: (line) => {
        this.logs.push(line);
        for (const read of this.#readers) read();
      },
    };
  }

  /** Has an environment ready. */
  async load(): Promise<void> {
    await this.#running().loaded;
  }

  async invoke(event: unknown, options: InvocationOptions = {}): Promise<Invocation> {
    const { requestId = nextRequestId() } = options;
    const invocation = new PendingInvocation(requestId, JSON.stringify(event), options, this.#timeoutMs);
    this.#running().submit(invocation);
    return invocation.finished;
  }

  client(source: keyof typeof EVENT_BUILDERS = 'http-api'): RequestVerbs<ClientAnswer> {
    const buildEvent: (fields: HttpEventFields) => unknown = EVENT_BUILDERS[source];
    return verbsOf(async (method: string, path: string, sent: TestRequest = {}) => {
      const fields = await fieldsOfRequest(method, path, sent, undefined);
      const invocation = await this.invoke(buildEvent(fields), { timeoutMs: sent.context?.timeoutMs });
      return invocation.answer();
    });
  }

  log(pattern: RegExp, withinMs = 2000): Promise<string> {
    return new Promise((resolveLine, reject) => {
      const finish = (act: () => void) => {
        this.#readers.delete(read);
        clearTimeout(timer);
        act();
      };
      const read = () => {
        const line = this.logs.find((candidate) => pattern.test(candidate));
        if (line !== undefined) finish(() => resolveLine(line));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`No line matches ${pattern}. The last ones:\n${this.logs.slice(-20).join('\n')}`))),
        withinMs,
      );
      this.#readers.add(read);
      read();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const environment = this.#environment;
    environment?.end({ errorType: 'Sandbox.Stopped', errorMessage: 'The runtime was stopped.' });
    await environment?.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #running(): Environment {
    if (this.#isStopped) throw new Error('The runtime was stopped.');
    if (this.#environment && !this.#environment.isOver) return this.#environment;
    const environment = new Environment(this.#plan);
    this.#environment = environment;
    this.environments += 1;
    void environment.ended.then(({ wasLoaded, untaken, reason }) => {
      // The one that waited for this environment to load shares its fate; all others get another.
      for (const [at, invocation] of untaken.entries()) {
        if (this.#isStopped || (at === 0 && !wasLoaded)) invocation.fail(reason);
        else this.#running().submit(invocation);
      }
    });
    return environment;
  }
}

function findClient(from: string): string {
  try {
    return createRequire(join(from, 'package.json')).resolve('aws-lambda-ric');
  } catch (cause) {
    const hint = 'npm install --save-dev aws-lambda-ric (on Linux, with cmake, make, g++ and python3)';
    throw new Error(`AWS's runtime client was not found from ${from}: ${hint}.`, { cause });
  }
}
