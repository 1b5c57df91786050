// Server-sent events: the text/event-stream format of the HTML standard.
import { HttpResponse } from './http-response.js';

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
 * @example return sse(async function* () { yield 'hello'; yield { event: 'tick', data: { at: 1 } }; }());
 */
export function sse(events: AsyncIterable<string | ServerSentEvent>, options: SseOptions = {}): HttpResponse {
  return new HttpResponse(options.heartbeatMs ? withHeartbeat(events, options.heartbeatMs) : write(events), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}

async function* write(events: AsyncIterable<string | ServerSentEvent>): AsyncGenerator<string> {
  for await (const event of events) yield formatEvent(event);
}

async function* withHeartbeat(events: AsyncIterable<string | ServerSentEvent>, heartbeatMs: number): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<string | ServerSentEvent>> | undefined;
  try {
    for (;;) {
      pending ??= iterator.next();
      const result = await orSilence(pending, heartbeatMs);
      if (result === undefined) {
        yield ':\n\n';
        continue;
      }
      pending = undefined;
      if (result.done) return;
      yield formatEvent(result.value);
    }
  } finally {
    // A generator returns only after the event it is busy with. Nobody waits for that one, nor may its failure end the process.
    pending?.catch(() => {});
    const returned = iterator.return?.();
    if (pending) returned?.catch(() => {});
    else await returned;
  }
}

/** What a promise gives, or `undefined` when it takes longer. */
async function orSilence<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
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
