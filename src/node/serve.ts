// Runs an app as a server of its own: node:http in place of a gateway, everything behind it the same.
import type { Server } from 'node:http';
import { createJsonLogger } from '../logging/json-logger.js';
import { safeLog } from '../logging/safe-log.js';
import { type App, internalsOf } from '../runtime/app-internals.js';
import { loadHttp } from './http-module.js';
import { contextFactory } from './node-context.js';
import { listen, type NodeServer, stopServer, urlOf, within } from './node-server.js';
import { createRequestListener, type RequestListener } from './request-listener.js';
import { readServeOptions, type ServeOptions, type ServeSettings } from './serve-options.js';
import { onTermination } from './termination-signals.js';

/**
 * Serves an app over HTTP: for development, and for production where the platform hands over a port, such as Lambda's web functions
 * (`AWS_LAMBDA_HTTP_ENDPOINT`) and containers.
 *
 * The app is started first: rejects with its `ConfigurationError`, and with an error that says what to do when the port cannot be had.
 *
 * @example
 * const server = await serve(app, { port: 8080 });
 * console.log(server.url);
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<NodeServer> {
  const settings = readServeOptions(options, process.env);
  await app.ready();
  const internals = internalsOf(app);
  const logger = internals.options.logger ?? createJsonLogger();
  let isStopping = false;
  const listener = createRequestListener({
    app: internals,
    settings,
    logger,
    createContext: contextFactory(process.env, settings.handlerTimeoutMs),
    isStopping: () => isStopping,
  });
  const server = createServer(settings, listener, () => isStopping);
  const { port } = await listen(server, settings.port, settings.host);
  // A connection that cannot be accepted, for want of file descriptors or memory: without a listener it would end the process.
  server.on('error', (error) => safeLog(logger, 'error', 'The server could not accept a connection', { error }));

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    isStopping = true;
    try {
      await stopServer(server, settings.gracePeriodMs);
      await within(settings.gracePeriodMs, app.close(), `The shutdown hooks did not finish within ${settings.gracePeriodMs} ms.`);
    } finally {
      ignoreSignals();
    }
  }
  const close = () => {
    stopped ??= stop();
    return stopped;
  };
  const stopAndTell = () => close().catch((error: unknown) => safeLog(logger, 'error', 'The server did not stop cleanly', { error }));
  const ignoreSignals = settings.handleSignals ? onTermination(stopAndTell) : () => {};
  return { url: urlOf(settings.host, port), host: settings.host, port, close, [Symbol.asyncDispose]: close };
}

function createServer(settings: ServeSettings, listener: RequestListener, isStopping: () => boolean): Server {
  const { requestTimeoutMs } = settings;
  const server = loadHttp().createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    // Load balancers keep idle connections for up to 60 s; the side that closes first must not be this one, or requests are lost.
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(1000, Math.ceil(requestTimeoutMs / 4)),
  });
  // A pipelining client has as many answers waiting on one socket as it likes.
  server.on('connection', (socket) => socket.setMaxListeners(0));
  const answer = (request: Parameters<RequestListener>[0], reply: Parameters<RequestListener>[1], expectsContinue: boolean) => {
    // A connection that was busy when the server began to stop is closed as soon as it falls idle.
    reply.once('close', () => {
      if (isStopping()) setImmediate(() => server.closeIdleConnections());
    });
    listener(request, reply, expectsContinue);
  };
  server.on('request', (request, reply) => answer(request, reply, false));
  server.on('checkContinue', (request, reply) => answer(request, reply, true));
  return server;
}
