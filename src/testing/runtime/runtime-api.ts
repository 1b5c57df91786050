// Lambda's Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): hands events to the runtime client, takes its answers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACCOUNT_ID, REGION, traceHeader } from '../gateway-identity.js';
import type { PendingInvocation, RuntimeError } from './invocation.js';

const PREFIX = '/2018-06-01/runtime/';

/** What the server does with what it hears. */
export interface RuntimeApiEvents {
  /** The runtime asks for an event: the function is loaded. */
  onPoll(): void;
  onInitError(error: RuntimeError): void;
  onTimeout(invocation: PendingInvocation): void;
}

/** The server of one environment. */
export class RuntimeApi {
  /** Handed out and not answered yet. */
  readonly active = new Map<string, PendingInvocation>();
  readonly #server: Server = createServer((request, response) => {
    this.#receive(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  readonly #queue: PendingInvocation[] = [];
  readonly #polls: ServerResponse[] = [];

  /** @param concurrency events that may be under way at once */
  constructor(
    private readonly functionName: string,
    private readonly concurrency: number,
    private readonly events: RuntimeApiEvents,
  ) {
    // Polls wait for as long as there is nothing to do, and connections are kept in between.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /** Starts to listen; gives host and port. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  submit(invocation: PendingInvocation): void {
    this.#queue.push(invocation);
    this.#handOut();
  }

  /** Closes the server; gives what was never handed out. */
  close(): PendingInvocation[] {
    this.#server.close();
    this.#server.closeAllConnections();
    return this.#queue.splice(0);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const [, id = '', action = ''] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/?(.*)$/.exec(url) ?? [];
    if (method === 'GET' && id === 'next') return this.#poll(request, response);
    if (method === 'POST' && url === `${PREFIX}init/error`) {
      this.events.onInitError(JSON.parse((await readAll(request)).toString()) as RuntimeError);
      return accept(response);
    }
    const invocation = this.active.get(decodeURIComponent(id));
    if (method !== 'POST' || !invocation) return refuse(response, 403, 'InvalidRequestID', 'Invalid request ID');
    if (action === 'error') {
      const error = JSON.parse((await readAll(request)).toString()) as RuntimeError;
      this.#settle(invocation, () => invocation.fail(error));
      return accept(response);
    }
    if (action !== 'response') return refuse(response, 404, 'NotFound', `No ${url}`);
    if (request.headers['lambda-runtime-function-response-mode'] === 'streaming') return this.#takeStream(invocation, request, response);
    const body = await readAll(request);
    let isTaken = true;
    this.#settle(invocation, () => {
      isTaken = invocation.complete(body);
    });
    return isTaken ? accept(response) : refuse(response, 413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size');
  }

  #poll(request: IncomingMessage, response: ServerResponse): void {
    this.#polls.push(response);
    request.on('close', () => {
      const at = this.#polls.indexOf(response);
      if (at >= 0) this.#polls.splice(at, 1);
    });
    this.events.onPoll();
    this.#handOut();
  }

  #handOut(): void {
    while (this.#queue.length > 0 && this.#polls.length > 0 && this.active.size < this.concurrency) {
      const invocation = this.#queue.shift()!;
      const poll = this.#polls.shift()!;
      this.active.set(invocation.requestId, invocation);
      const deadline = invocation.start(() => this.events.onTimeout(invocation));
      poll.writeHead(200, {
        // The native client crashes without it.
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${this.functionName}`,
        'lambda-runtime-trace-id': `${traceHeader(Date.now())};Sampled=0`,
      });
      poll.end(invocation.event);
    }
  }

  async #takeStream(invocation: PendingInvocation, request: IncomingMessage, response: ServerResponse): Promise<void> {
    invocation.openStream(request.headers['content-type'] ?? '');
    try {
      for await (const piece of request) invocation.receive(piece as Buffer);
    } catch {
      this.#settle(invocation, () =>
        invocation.endStream({
          errorType: 'Runtime.TruncatedResponse',
          errorMessage: 'The connection was closed before the response ended.',
        }),
      );
      return;
    }
    this.#settle(invocation, () => invocation.endStream(readTrailers(request)));
    accept(response);
  }

  #settle(invocation: PendingInvocation, settle: () => void): void {
    this.active.delete(invocation.requestId);
    settle();
    this.#handOut();
  }
}

function readTrailers({ trailers }: IncomingMessage): RuntimeError | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
  return { errorType, ...(JSON.parse(body) as { errorMessage: string }) };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errorType, errorMessage }));
}
