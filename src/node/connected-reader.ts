// Streamed content for a client that may leave at any moment: its source is let go then, whatever it waits for.
import type { Socket } from 'node:net';
import type { ContentReader } from '../http/content-reader.js';

/**
 * Content that ends when the client is gone.
 *
 * Watches the socket, because a pipelined reply that still waits for its turn hears of nothing. One listener and no `Promise.race`: racing a
 * promise that lives as long as the stream would keep something for each piece.
 */
export function readWhileConnected(reader: ContentReader, socket: Socket): ContentReader {
  let stopWaiting = () => {};
  const release = () => {
    socket.off('close', leave);
    return reader.release();
  };
  function leave(): void {
    void release();
    stopWaiting();
  }
  socket.once('close', leave);

  function next(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      stopWaiting = () => resolve(undefined);
      if (socket.destroyed) return leave();
      reader.next().then(
        (piece) => {
          if (piece === undefined) socket.off('close', leave);
          resolve(piece);
        },
        (error: unknown) => {
          socket.off('close', leave);
          reject(error);
        },
      );
    });
  }
  return { next, release };
}
