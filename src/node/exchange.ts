// A request of a node server with its reply, and what is particular about sending over a socket: slow clients, absent ones, early answers.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long the rest of an unread request is thrown away before its connection is closed, in milliseconds. */
const DISCARD_MS = 1000;

/** One request and the reply to it. */
export class Exchange {
  constructor(
    readonly request: IncomingMessage,
    readonly reply: ServerResponse,
    /** Whether the client may still be sending its body, so that the connection cannot be used again. */
    readonly isUnread: boolean,
    readonly stallTimeoutMs: number,
  ) {}

  /** Whether nobody is there any more. */
  get isGone(): boolean {
    return this.request.socket.destroyed;
  }

  /** Sends the last of an answer. */
  end(content: string | Uint8Array | null): void {
    const { reply } = this;
    if (!this.isUnread) {
      // Before node's own listener, which sets the time that the connection may be idle.
      reply.prependOnceListener('finish', this.#watchForStall());
      reply.end(content ?? undefined);
      return;
    }
    if (content !== null) reply.write(content);
    else reply.flushHeaders();
    this.#watchForStall();
    void this.#discardRest().then(() => reply.end());
  }

  /** Resolves when the client has read enough to be sent more, or is gone. */
  drained(): Promise<void> {
    const { reply, request } = this;
    return new Promise((resolve) => {
      const relax = this.#watchForStall();
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

  /** Answers for an app that could not: only a request that never reached its plan gets this. */
  fail(requestId: string): void {
    const body = { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId };
    this.reply.writeHead(500, { 'content-type': 'application/json', connection: 'close' });
    this.end(JSON.stringify(body));
  }

  /** Ends an answer that cannot be completed: what was written is sent, and the missing end tells the client that it is not all. */
  breakOff(): void {
    const { reply, request } = this;
    const cut = () => {
      this.#watchForStall();
      setImmediate(() => request.socket.destroySoon());
    };
    if (reply.socket) cut();
    else reply.once('socket', cut);
  }

  /**
   * Cuts off a client that reads nothing for too long; one that reads slowly is left alone. Not while other answers are in front of this
   * one.
   *
   * @returns a function that ends the watch
   */
  #watchForStall(): () => void {
    const { socket } = this.reply;
    // Without a listener for it, node destroys a socket that times out.
    socket?.setTimeout(this.stallTimeoutMs);
    return () => socket?.setTimeout(0);
  }

  /**
   * Takes in and forgets what the client is still sending, for a moment. Closing at once would reset the connection, and the client could
   * lose the answer (RFC 9112 section 9.6).
   */
  #discardRest(): Promise<void> {
    const { request } = this;
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
}
