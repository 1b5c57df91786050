// The way of one request through a server: body in, the app's plan, response out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'aws-lambda';
import { HttpResponse } from '../http/http-response.js';
import type { Logger } from '../logging/logger.js';
import { safeLog } from '../logging/safe-log.js';
import type { AppInternals } from '../runtime/app-internals.js';
import { makeEvent, sourceFor } from './node-event.js';
import { BodyReader } from './read-request-body.js';
import { breakOff, type Exchange, sendResponse } from './send-response.js';
import type { ServeSettings } from './serve-options.js';

/** What a listener needs to answer requests. */
export interface ListenerSetup {
  readonly app: AppInternals;
  readonly settings: ServeSettings;
  readonly logger: Logger;
  readonly createContext: () => Context;
  /** Whether the server is stopping, so that connections are closed after the answer they wait for. */
  readonly isStopping: () => boolean;
}

/** Answers a request; `expectsContinue` when the client waits for a 100 before it sends its body (RFC 9110 section 10.1.1). */
export type RequestListener = (request: IncomingMessage, reply: ServerResponse, expectsContinue: boolean) => void;

/** Makes the function that answers the requests of a server. It never throws and leaves no promise behind. */
export function createRequestListener(setup: ListenerSetup): RequestListener {
  const { app, settings, logger, createContext } = setup;
  const bodies = new BodyReader(app.maxBodyBytes);
  const source = sourceFor(settings.trustProxy);

  async function answer(request: IncomingMessage, reply: ServerResponse, expectsContinue: boolean): Promise<void> {
    const reading = bodies.read(request, expectsContinue ? () => reply.writeContinue() : undefined);
    const body = reading instanceof Promise ? await reading : reading;
    const context = createContext();
    const exchange: Exchange = { request, reply, unread: body.unread, stallTimeoutMs: settings.stallTimeoutMs };
    try {
      const response = await app.respond(source, makeEvent(request, body.bytes, settings.trustProxy), context);
      if (setup.isStopping()) reply.shouldKeepAlive = false;
      await sendResponse(response, exchange);
    } catch (error) {
      safeLog(logger, 'error', 'The answer could not be sent', { requestId: context.awsRequestId, method: request.method, error });
      if (reply.headersSent) breakOff(exchange);
      else await sendResponse(failureOf(context), exchange);
    }
  }

  return (request, reply, expectsContinue) => {
    reply.on('error', () => {});
    // What is left to reject: a client that went away while sending its request, or broke off the failure's answer.
    answer(request, reply, expectsContinue).catch(() => request.socket.destroy());
  };
}

function failureOf(context: Context): HttpResponse {
  const body = { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: context.awsRequestId };
  return HttpResponse.json(body, { status: 500 });
}
