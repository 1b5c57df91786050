// DynamoDB in this process, for the local shop and the tests: nothing to install, gone when it ends.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

export interface Emulator {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startEmulator(): Promise<Emulator> {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
