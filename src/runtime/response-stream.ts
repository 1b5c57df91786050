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

const ENDINGS = ['drain', 'error', 'close'] as const;

/** Writes one chunk, and waits when the stream asks for it. Throws or rejects when the stream fails or has gone away. */
export function writeChunk(stream: ResponseStream, chunk: Uint8Array): undefined | Promise<void> {
  if (stream.destroyed) throw closedEarly();
  if (stream.write(chunk) !== false) return undefined;
  return new Promise((resolve, reject) => {
    const settle = (failure?: Error) => {
      for (const event of ENDINGS) (stream.off ?? stream.removeListener)?.call(stream, event, listeners[event]);
      if (failure) reject(failure);
      else resolve();
    };
    const listeners = {
      drain: () => settle(),
      error: (error?: unknown) => settle(error instanceof Error ? error : new Error('The response stream failed.')),
      close: () => settle(closedEarly()),
    };
    for (const event of ENDINGS) stream.once(event, listeners[event]);
    // Nothing more comes from a stream that this very write has ended.
    if (stream.destroyed) settle(closedEarly());
  });
}

function closedEarly(): Error {
  return new Error('The response stream was closed before the response was complete.');
}
