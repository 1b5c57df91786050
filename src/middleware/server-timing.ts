// Tells the browser's developer tools where the time of a request went.
import type { Middleware } from '../http/middleware.js';
import { checkOptions } from './internal/check-options.js';
import { flag, isToken } from './internal/option-rules.js';
import { startStopwatch } from './internal/stopwatch.js';

/** Options of `serverTiming`. */
export interface ServerTimingOptions {
  /** Whether the time until the answer is told as `total`. Default `true`. */
  readonly total?: boolean | undefined;
}

/** What `reqCtx.get('serverTiming')` gives. */
export interface ServerTiming {
  /**
   * Starts measuring; the function that it gives stops. What was not stopped is measured until the answer.
   *
   * @throws {TypeError} for a name that is no token.
   */
  start(name: string): () => void;
}

declare module '../http/store.js' {
  interface RequestStore {
    serverTiming: ServerTiming;
  }
}

/**
 * Adds `Server-Timing` with what was measured, in milliseconds (W3C Server Timing). Names and times can be seen by everybody who can see
 * the answer.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * const stop = reqCtx.get('serverTiming')?.start('db');
 * const rows = await this.store.list();
 * stop?.();
 */
export function serverTiming(options?: ServerTimingOptions): Middleware {
  const { total = true } = checkOptions<ServerTimingOptions>('serverTiming', options, { total: flag });
  return ({ reqCtx, next }) => {
    // One that stands further out measures already.
    if (!reqCtx.has('serverTiming')) {
      const timings = new Timings(total);
      reqCtx.set('serverTiming', timings);
      reqCtx.onResponse((response) => {
        const text = timings.toString();
        if (text !== '') response.headers.append('server-timing', text);
      });
    }
    void next();
  };
}

class Timings implements ServerTiming {
  readonly #entries: { readonly name: string; readonly elapsed: () => number; ms: number | undefined }[] = [];

  constructor(total: boolean) {
    if (total) this.start('total');
  }

  start(name: string): () => void {
    if (!isToken(name)) throw new TypeError("The name of a timing is a token: letters, digits and !#$%&'*+-.^_`|~");
    const entry = { name, elapsed: startStopwatch(), ms: undefined as number | undefined };
    this.#entries.push(entry);
    return () => {
      entry.ms ??= entry.elapsed();
    };
  }

  toString(): string {
    return this.#entries.map(({ name, elapsed, ms }) => `${name};dur=${ms ?? elapsed()}`).join(', ');
  }
}
