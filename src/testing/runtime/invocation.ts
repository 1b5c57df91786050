// One invocation, from the event to whatever the runtime client sent for it.

import { type RawPrelude, StreamRecord } from '../response-stream.js';
import type { ClientAnswer } from '../test-answer.js';
import { readBody, readHead, readResult } from '../test-answer.js';

/** An error as Lambda reports it. */
export interface RuntimeError {
  /** The error's name, or Lambda's own: `Sandbox.Timedout`, `Runtime.ExitError`, `Function.ResponseSizeTooLarge`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What came of an invocation. */
export interface Invocation {
  readonly requestId: string;
  /** How the handler answered; `undefined` when it did not. */
  readonly mode: 'buffered' | 'streaming' | undefined;
  /** What a buffered handler returned. */
  readonly result: unknown;
  /** What a streaming handler wrote first. */
  readonly prelude: RawPrelude | undefined;
  /** What it wrote then, in the pieces that arrived. */
  readonly chunks: readonly Buffer[];
  /** Why it failed; after the first byte of a streamed answer the pieces before are there as well. */
  readonly error: RuntimeError | undefined;
  /** From handing out the event to the end of the answer, in milliseconds. */
  readonly durationMs: number;
  /** The answer as a client sees it. Throws when the invocation failed, or answered with something that is no HTTP answer. */
  answer(): ClientAnswer;
}

/** Options of one invocation. */
export interface InvocationOptions {
  /** Milliseconds until Lambda ends it; the runtime's own unless given. */
  readonly timeoutMs?: number | undefined;
  readonly requestId?: string | undefined;
  /** Is called with each piece of a streamed body when it arrives. */
  readonly onChunk?: ((chunk: Buffer) => void) | undefined;
}

/** Lambda takes no larger result (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const RESULT_LIMIT = 6_291_556;

/** An invocation on its way. */
export class PendingInvocation {
  readonly finished: Promise<Invocation>;
  readonly timeoutMs: number;
  #finish!: (invocation: Invocation) => void;
  #record = new StreamRecord(Promise.resolve());
  #mode: Invocation['mode'];
  #result: unknown;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly requestId: string,
    readonly event: string,
    private readonly options: InvocationOptions,
    defaultTimeoutMs: number,
  ) {
    this.timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** The time it has begins when the runtime gets the event. Gives when it ends, in epoch milliseconds. */
  start(onTimeout: () => void): number {
    this.#startedAt = performance.now();
    this.#timer = setTimeout(onTimeout, this.timeoutMs);
    return Date.now() + this.timeoutMs;
  }

  /** Takes a buffered result; `false` when it is too large. */
  complete(body: Buffer): boolean {
    this.#mode = 'buffered';
    if (body.length > RESULT_LIMIT) {
      this.fail({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${RESULT_LIMIT} bytes).`,
      });
      return false;
    }
    this.#result = JSON.parse(body.toString());
    this.#end(undefined);
    return true;
  }

  openStream(contentType: string): void {
    this.#mode = 'streaming';
    this.#record.contentType = contentType;
  }

  receive(piece: Buffer): void {
    const { chunks } = this.#record;
    const before = chunks.length;
    this.#record.receive(piece);
    for (const chunk of chunks.slice(before)) this.options.onChunk?.(chunk);
  }

  endStream(error: RuntimeError | undefined): void {
    this.#end(error);
  }

  fail(error: RuntimeError): void {
    this.#end(error);
  }

  #end(error: RuntimeError | undefined): void {
    clearTimeout(this.#timer);
    const { prelude, chunks } = this.#record;
    const durationMs = this.#startedAt === 0 ? 0 : performance.now() - this.#startedAt;
    const outcome = { requestId: this.requestId, mode: this.#mode, result: this.#result, prelude, chunks, error, durationMs };
    this.#finish({ ...outcome, answer: () => readAnswer(outcome) });
  }
}

function readAnswer({ error, mode, result, prelude, chunks, requestId }: Omit<Invocation, 'answer'>): ClientAnswer {
  if (error) {
    const failure = new Error(`The invocation ${requestId} failed: ${error.errorType}: ${error.errorMessage}`);
    failure.name = error.errorType;
    throw failure;
  }
  if (mode !== 'streaming') return readResult(result);
  if (typeof prelude?.statusCode !== 'number') throw new TypeError('The streaming handler sent no prelude with a status.');
  return { ...readHead(prelude.statusCode, prelude), ...readBody(prelude.statusCode, () => Buffer.concat(chunks)) };
}
