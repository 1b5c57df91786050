// A Redis server of a test's own, on a socket in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that is running. */
export interface RedisServer {
  readonly socketPath: string;
  /** Stops it answering, without closing connections. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts a server; without one on the machine it says how to install it, because leaving the tests out would hide that they did not run. */
export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-redis-'));
  const socketPath = join(folder, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', socketPath, '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  const gone = new Promise<never>((_resolve, reject) => {
    server.once('error', (cause) => reject(new Error(MISSING, { cause })));
    server.once('exit', (code) => reject(new Error(`redis-server ended with code ${code} before it answered.`)));
  });
  try {
    await Promise.race([untilReachable(socketPath), gone]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  gone.catch(() => {});
  return {
    socketPath,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    stop: () => stop(server, folder),
  };
}

const MISSING =
  'These tests need a Redis server, and there is no redis-server on this machine. Install it: apt-get install -y --no-install-recommends redis-server';

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGCONT');
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function untilReachable(socketPath: string): Promise<void> {
  for (const begin = Date.now(); Date.now() - begin < 10_000; ) {
    const isReachable = await new Promise<boolean>((resolve) => {
      const connection = createConnection(socketPath);
      connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
      connection.once('connect', () => connection.destroy());
    });
    if (isReachable) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('redis-server did not answer within 10 seconds.');
}
