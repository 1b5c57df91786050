// Lambda's response stream as the platform hands it over: a facade, not a real Writable, so only what it documents is used.
import type { Context } from 'aws-lambda';

/** The stream that a streaming handler writes to. */
export interface ResponseStream {
  /** `false` asks to wait for `drain`. */
  write(chunk: Uint8Array | string): boolean;
  end(): unknown;
  setContentType?(type: string): void;
  once(event: 'drain' | 'error' | 'close' | 'finish', listener: (error?: unknown) => void): unknown;
  off?(event: 'drain' | 'error' | 'close' | 'finish', listener: (error?: unknown) => void): unknown;
  removeListener?(event: 'drain' | 'error' | 'close' | 'finish', listener: (error?: unknown) => void): unknown;
  readonly destroyed?: boolean;
}

/** A Lambda handler that streams its results. */
export type StreamHandler = (event: unknown, responseStream: ResponseStream, context: Context) => Promise<void>;

/** Writes one chunk, and waits when the stream asks for it. Rejects when the stream fails or goes away meanwhile. */
export function writeChunk(stream: ResponseStream, chunk: Uint8Array): undefined | Promise<void> {
  if (stream.destroyed) throw new Error('The response stream was closed before the response was complete.');
  if (stream.write(chunk) !== false) return undefined;
  return new Promise((resolve, reject) => {
    const stop = () => {
      for (const event of ['drain', 'error', 'close'] as const)
        (stream.off ?? stream.removeListener)?.call(stream, event, listeners[event]);
    };
    const listeners = {
      drain: () => {
        stop();
        resolve();
      },
      error: (error?: unknown) => {
        stop();
        reject(error instanceof Error ? error : new Error('The response stream failed.'));
      },
      close: () => {
        stop();
        reject(new Error('The response stream was closed before the response was complete.'));
      },
    };
    for (const event of ['drain', 'error', 'close'] as const) stream.once(event, listeners[event]);
  });
}
