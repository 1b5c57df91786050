// Server-sent events: the text/event-stream format of the HTML standard.
import { HttpResponse } from './http-response.js';
import { openSource, type SourceReader } from './source-reader.js';

/** One server-sent event. */
export interface ServerSentEvent {
  /** Text as it is, anything else as JSON. Without data clients take note of `id` and `retry` and see no event. */
  readonly data?: unknown;
  readonly event?: string | undefined;
  readonly id?: string | number | undefined;
  /** Milliseconds that the client waits before it connects again. */
  readonly retry?: number | undefined;
}

/** Options of `sse`. */
export interface SseOptions {
  /** Sends a comment when this many milliseconds passed without an event, to keep proxies from closing the connection. Default: never. */
  readonly heartbeatMs?: number | undefined;
}

/**
 * A response that sends each item as a server-sent event: a string is data, an object may name the event.
 *
 * A line break in `data` makes several data lines; in `event` or `id` it fails the stream.
 *
 * @throws {TypeError} for events that do not arrive asynchronously, and for a `heartbeatMs` that is no positive number.
 * @example return sse(async function* () { yield 'hello'; yield { event: 'tick', data: { at: 1 } }; }());
 */
export function sse(events: AsyncIterable<string | ServerSentEvent>, options: SseOptions = {}): HttpResponse {
  const { heartbeatMs } = options;
  if (typeof (events as Partial<typeof events> | undefined)?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError('sse takes what arrives asynchronously, such as async function* () { … }()');
  if (heartbeatMs !== undefined && !(heartbeatMs > 0)) throw new TypeError('heartbeatMs is a positive number of milliseconds');
  const text: AsyncIterable<string> = { [Symbol.asyncIterator]: () => new EventText(openSource(events), heartbeatMs) };
  return new HttpResponse(text, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}

/** Not a generator: one that waits for the next event could not be told to let go of its source. */
class EventText implements AsyncIterator<string> {
  /** The event that is being waited for. */
  #pending: Promise<IteratorResult<string | ServerSentEvent, unknown>> | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(
    private readonly source: SourceReader<string | ServerSentEvent>,
    private readonly heartbeatMs: number | undefined,
  ) {}

  async next(): Promise<IteratorResult<string, undefined>> {
    this.#pending ??= this.source.next();
    const item = await (this.heartbeatMs === undefined ? this.#pending : this.#orSilence(this.#pending, this.heartbeatMs));
    if (item === undefined) return { done: false, value: ':\n\n' };
    this.#pending = undefined;
    if (item.done) return { done: true, value: undefined };
    try {
      return { done: false, value: formatEvent(item.value) };
    } catch (error) {
      await this.source.release();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    clearTimeout(this.#timer);
    const released = this.source.release();
    if (!this.#pending) await released;
    return { done: true, value: undefined };
  }

  /** What a promise gives, or `undefined` when it takes longer. */
  async #orSilence<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
    const silence = new Promise<undefined>((resolve) => {
      this.#timer = setTimeout(resolve, ms, undefined);
    });
    try {
      return await Promise.race([promise, silence]);
    } finally {
      clearTimeout(this.#timer);
    }
  }
}

/**
 * One event as text.
 *
 * @throws {TypeError} for a line break in `event` or `id`, a `retry` that is no whole number, and whatever is neither text nor an event.
 */
export function formatEvent(item: string | ServerSentEvent): string {
  const { data, event, id, retry }: ServerSentEvent = typeof item === 'string' ? { data: item } : (item ?? {});
  if (data === undefined && (event ?? id ?? retry) === undefined) {
    throw new TypeError('A server-sent event is a string or an object with data; put other values into { data }');
  }
  let text = '';
  if (event !== undefined) text += `event: ${singleLine('event', event)}\n`;
  if (id !== undefined) text += `id: ${singleLine('id', String(id))}\n`;
  if (retry !== undefined) {
    if (!Number.isInteger(retry) || retry < 0) throw new TypeError('The retry of a server-sent event is a whole number of milliseconds');
    text += `retry: ${retry}\n`;
  }
  const lines = typeof data === 'string' ? data : (JSON.stringify(data) as string | undefined);
  if (lines !== undefined) for (const line of lines.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return `${text}\n`;
}

function singleLine(field: string, value: string): string {
  // NUL because clients ignore an id that has one.
  if (/[\r\n\0]/.test(value)) throw new TypeError(`The ${field} of a server-sent event has a line break or NUL in it`);
  return value;
}
