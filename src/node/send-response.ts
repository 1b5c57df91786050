// Writes a finished response to a node reply: whole, or piece by piece at the client's pace.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse } from '../http/http-response.js';
import { isBodilessStatus } from '../http/status.js';
import { type ContentReader, openContent } from './content-reader.js';

/** How long the rest of an unread request is thrown away before its connection is closed, in milliseconds. */
const DISCARD_MS = 1000;

/** A node request with the reply to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly reply: ServerResponse;
  /** Whether the client may still be sending its body; the connection is closed after the answer then. */
  readonly unread: boolean;
  readonly stallTimeoutMs: number;
}

/**
 * Sends a response. Resolves when it is on its way or the client is gone; a streamed source is released in any case.
 *
 * Rejects with what a source fails with: before anything was sent if the reply's `headersSent` is `false`, and the reply is then as new.
 */
export async function sendResponse(response: HttpResponse, exchange: Exchange): Promise<void> {
  const { request, reply } = exchange;
  const { content } = response;
  const isBodiless = request.method === 'HEAD' || isBodilessStatus(response.status);
  if (content !== null && typeof content === 'object' && !(content instanceof Uint8Array)) {
    const reader = openContent(content);
    if (!isBodiless) return sendStream(response, reader, exchange);
    reader.release();
    writeHead(response, exchange);
    return finish(exchange, null);
  }
  writeHead(response, exchange);
  const length = lengthOf(response.status, content, request.method);
  if (length !== undefined) reply.setHeader('content-length', length);
  return finish(exchange, isBodiless ? null : content);
}

/** The length to be declared: none for 204 and 304, for HEAD that of the answer to GET if it is known (RFC 9110 section 8.6). */
function lengthOf(status: number, content: string | Uint8Array | null, method: string | undefined): number | undefined {
  if (status === 204 || status === 304) return undefined;
  if (content === null) return method === 'HEAD' ? undefined : 0;
  return status === 205 ? 0 : Buffer.byteLength(content);
}

async function sendStream(response: HttpResponse, reader: ContentReader, exchange: Exchange): Promise<void> {
  const { reply, request } = exchange;
  let isGone = request.socket.destroyed;
  let stopWaiting = () => {};
  const leave = () => {
    isGone = true;
    reader.release();
    stopWaiting();
  };
  // The socket's event, because a pipelined reply that still waits for its turn has none of its own. One listener and no Promise.race:
  // racing a promise that lives as long as the stream would keep something for each piece.
  request.socket.once('close', leave);
  const nextPiece = () =>
    new Promise<Uint8Array | undefined>((resolve, reject) => {
      stopWaiting = () => resolve(undefined);
      reader.next().then(resolve, reject);
    });
  try {
    let piece = isGone ? undefined : await nextPiece();
    if (!isGone) writeHead(response, exchange);
    while (piece !== undefined && !isGone) {
      if (piece.length === 0) reply.flushHeaders();
      else if (!reply.write(piece)) await drained(exchange);
      if (!isGone) piece = await nextPiece();
    }
  } finally {
    request.socket.off('close', leave);
    reader.release();
  }
  return finish(exchange, null);
}

function writeHead(response: HttpResponse, { reply, unread }: Exchange): void {
  reply.statusCode = response.status;
  for (const [name, values] of response.headers.lists()) reply.setHeader(name, name === 'set-cookie' ? values : values.join(', '));
  if (unread) reply.shouldKeepAlive = false;
}

/** Resolves when the client has read enough to be sent more, or is gone. */
function drained(exchange: Exchange): Promise<void> {
  const { reply, request } = exchange;
  return new Promise((resolve) => {
    const relax = watchForStall(exchange);
    const proceed = () => {
      reply.off('drain', proceed);
      request.socket.off('close', proceed);
      relax();
      resolve();
    };
    reply.on('drain', proceed);
    request.socket.on('close', proceed);
  });
}

/**
 * Cuts off a client that reads nothing for too long; one that reads slowly is left alone. Not while other answers are in front of this one.
 *
 * @returns a function that ends the watch
 */
function watchForStall({ reply, stallTimeoutMs }: Exchange): () => void {
  const { socket } = reply;
  // Without a listener for it, node destroys a socket that times out.
  socket?.setTimeout(stallTimeoutMs);
  return () => socket?.setTimeout(0);
}

async function finish(exchange: Exchange, content: string | Uint8Array | null): Promise<void> {
  const { reply, request, unread } = exchange;
  if (unread) {
    if (content !== null) reply.write(content);
    else reply.flushHeaders();
    await discardRest(request);
    content = null;
  }
  // Before node's own listener, which sets the time that the connection may be idle.
  reply.prependOnceListener('finish', watchForStall(exchange));
  reply.end(content ?? undefined);
}

/** Ends an answer that cannot be completed: what was written is sent, and the missing end tells the client that it is not all. */
export function breakOff(exchange: Exchange): void {
  const { reply, request } = exchange;
  const cut = () => {
    watchForStall(exchange);
    setImmediate(() => request.socket.destroySoon());
  };
  if (reply.socket) cut();
  else reply.once('socket', cut);
}

/**
 * Takes in and forgets what the client is still sending, for a moment. Closing at once would reset the connection, and the client could
 * lose the answer (RFC 9112 section 9.6).
 */
function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve();
    const timer = setTimeout(proceed, DISCARD_MS);
    function proceed() {
      clearTimeout(timer);
      resolve();
    }
    request.once('end', proceed).once('close', proceed).resume();
  });
}
