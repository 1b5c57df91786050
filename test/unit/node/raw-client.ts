// A client on a bare socket, for what no HTTP client would send.
import net from 'node:net';

export interface RawClient {
  readonly socket: net.Socket;
  /** Everything received so far. */
  text(): string;
  /** Resolves when what was received contains `part`. */
  until(part: string): Promise<string>;
  /** Resolves with everything received when the server has closed the connection. */
  closed(): Promise<string>;
}

const open = new Set<net.Socket>();

export async function connect(port: number, send = ''): Promise<RawClient> {
  const socket = net.connect(port, '127.0.0.1');
  open.add(socket);
  let received = '';
  const waiting = new Set<() => void>();
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    for (const check of waiting) check();
  });
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received)));
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.write(send);
  const until = (part: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (!received.includes(part)) return;
        waiting.delete(check);
        resolve(received);
      };
      waiting.add(check);
      void closed.then(() => reject(new Error(`The connection closed before ${JSON.stringify(part)}: ${JSON.stringify(received)}`)));
      check();
    });
  return { socket, text: () => received, until, closed: () => closed };
}

export function closeAllClients(): void {
  for (const socket of open) socket.destroy();
  open.clear();
}
