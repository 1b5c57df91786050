// The way of one request through a server: body in, the app's plan, response out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Context } from 'aws-lambda';
import type { Logger } from '../logging/logger.js';
import { safeLog } from '../logging/safe-log.js';
import type { AppInternals } from '../runtime/app-internals.js';
import { BrokenStreamError } from '../runtime/broken-stream-error.js';
import { Exchange } from './exchange.js';
import { makeEvent, sourceFor } from './node-event.js';
import { NodeWriter } from './node-writer.js';
import { BodyReader } from './read-request-body.js';
import type { ServeSettings } from './serve-options.js';

/** What a listener needs to answer requests. */
export interface ListenerSetup {
  readonly app: AppInternals;
  readonly settings: ServeSettings;
  readonly logger: Logger;
  readonly createContext: () => Context;
  /** Whether the server is stopping, so that connections are closed after the last answer they wait for. */
  readonly isStopping: () => boolean;
}

/** Answers a request; `expectsContinue` when the client waits for a 100 before it sends its body (RFC 9110 section 10.1.1). */
export type RequestListener = (request: IncomingMessage, reply: ServerResponse, expectsContinue: boolean) => void;

/** Makes the function that answers the requests of a server. It never throws and leaves no promise behind. */
export function createRequestListener(setup: ListenerSetup): RequestListener {
  const { app, settings, logger, createContext } = setup;
  const bodies = new BodyReader(app.maxBodyBytes);
  const source = sourceFor(settings.trustProxy);
  // The answer to an earlier one must not close a connection while others wait behind it: they have been carried out.
  const latestOf = new WeakMap<Socket, IncomingMessage>();

  async function answer(request: IncomingMessage, reply: ServerResponse, expectsContinue: boolean): Promise<void> {
    const reading = bodies.read(request, expectsContinue ? () => reply.writeContinue() : undefined);
    const body = reading instanceof Promise ? await reading : reading;
    const exchange = new Exchange(request, reply, body.isUnread, settings.stallTimeoutMs);
    const context = createContext();
    const isFarewell = () => setup.isStopping() && latestOf.get(request.socket) === request;
    try {
      const event = makeEvent(request, body.bytes, settings.trustProxy);
      await app.execute(source, event, context, new NodeWriter(exchange, isFarewell));
    } catch (error) {
      // Logged where it happened, and the connection is closing already.
      if (error instanceof BrokenStreamError) return;
      safeLog(logger, 'error', 'The request could not be answered', { requestId: context.awsRequestId, method: request.method, error });
      if (reply.headersSent) exchange.breakOff();
      else exchange.fail(context.awsRequestId);
    }
  }

  return (request, reply, expectsContinue) => {
    reply.on('error', () => {});
    latestOf.set(request.socket, request);
    // What is left to reject: a client that went away while it sent its request.
    answer(request, reply, expectsContinue).catch(() => request.socket.destroy());
  };
}
