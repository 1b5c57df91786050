// A running server, and how it stops.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that `serve` started. */
export interface NodeServer {
  /** Where it can be reached, `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly host: string;
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /**
   * Stops gracefully: accepts nothing new, lets answers in flight finish, cuts what is left after the grace period, and closes the app.
   * Stopping twice is stopping once. Rejects when a shutdown hook of the app fails.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Listens.
 *
 * Rejects with an error that names the port and the way out when it is taken, or may not be used.
 */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)));
    server.listen({ port, host }, () => {
      server.removeAllListeners('error');
      resolve(server.address() as AddressInfo);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const wayOut = 'Choose another with serve(app, { port }) or the environment variable PORT; port 0 takes any free one.';
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} on ${host} is taken by another process. ${wayOut}`, { cause: error });
  if (error.code === 'EACCES') return new Error(`This process may not listen on port ${port} of ${host}. ${wayOut}`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Error(`${host} is no address of this machine. Choose one with serve(app, { host }): 127.0.0.1, or 0.0.0.0 for all.`, {
      cause: error,
    });
  }
  return error;
}

/** The address of a server for those on this machine. */
export function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Stops a server: idle connections at once, the others after their answer, all of them after the grace period. */
export async function stopServer(server: Server, gracePeriodMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), gracePeriodMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(cut);
}

/** Waits for something that may never end. Rejects when it took too long. */
export async function within<T>(milliseconds: number, work: Promise<T>, complaint: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), milliseconds);
  });
  try {
    return await Promise.race([work, bound]);
  } finally {
    clearTimeout(timer);
  }
}
