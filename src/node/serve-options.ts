// What a server can be told, and what it takes from the environment where it is told nothing.

/** The options of `serve`. */
export interface ServeOptions {
  /** 0 takes any free port. Default: the port of `AWS_LAMBDA_HTTP_ENDPOINT`, else `PORT`, else 3000. */
  port?: number | undefined;
  /**
   * The address to listen on. Default: the host of `AWS_LAMBDA_HTTP_ENDPOINT`, else `127.0.0.1`, which only this machine can reach; a
   * container needs `0.0.0.0`.
   */
  host?: string | undefined;
  /**
   * Believe `x-forwarded-for` and `x-forwarded-proto`, of which the last hop counts. Only for a server that nobody can reach except through
   * a proxy that sets them. Default `false`.
   */
  trustProxy?: boolean | undefined;
  /** Milliseconds a client may take to send its request, body included; then 408 and the connection is closed. Default 30 000. */
  requestTimeoutMs?: number | undefined;
  /** Milliseconds a handler may take, less the app's `deadlineReserveMs`; then 503. Default: no bound. */
  handlerTimeoutMs?: number | undefined;
  /** Milliseconds a streamed answer may stand still because the client does not read; then it is cut. Default 60 000. */
  stallTimeoutMs?: number | undefined;
  /** Milliseconds that answers in flight get when the server stops, and the app's shutdown hooks once more. Default 10 000. */
  gracePeriodMs?: number | undefined;
  /**
   * Stop on SIGTERM and SIGINT, then let the signal end the process. Further signals change nothing while the server stops. Default `true`;
   * with `false` calling `close()` is up to you.
   */
  handleSignals?: boolean | undefined;
}

/** The options with every default filled in; only `handlerTimeoutMs` may be without one. */
export type ServeSettings = {
  readonly [Name in Exclude<keyof ServeOptions, 'handlerTimeoutMs'>]-?: Exclude<ServeOptions[Name], undefined>;
} & {
  readonly handlerTimeoutMs: number | undefined;
};

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a port or a time that is none, saying where it came from.
 */
export function readServeOptions(options: ServeOptions, environment: Readonly<Record<string, string | undefined>>): ServeSettings {
  const endpoint = readEndpoint(environment.AWS_LAMBDA_HTTP_ENDPOINT);
  const fallback = endpoint?.port ?? readPort(environment.PORT || '3000', 'the environment variable PORT');
  return {
    port: options.port === undefined ? fallback : readPort(String(options.port), 'the option port'),
    host: options.host ?? endpoint?.host ?? '127.0.0.1',
    trustProxy: options.trustProxy ?? false,
    requestTimeoutMs: readTime(options.requestTimeoutMs ?? 30_000, 'requestTimeoutMs'),
    handlerTimeoutMs: options.handlerTimeoutMs === undefined ? undefined : readTime(options.handlerTimeoutMs, 'handlerTimeoutMs'),
    stallTimeoutMs: readTime(options.stallTimeoutMs ?? 60_000, 'stallTimeoutMs'),
    gracePeriodMs: readTime(options.gracePeriodMs ?? 10_000, 'gracePeriodMs'),
    handleSignals: options.handleSignals ?? true,
  };
}

/** `host:port`, as Lambda gives it to functions that bring their own server; an IPv6 host stands in brackets. */
function readEndpoint(text: string | undefined): { host: string; port: number } | undefined {
  if (!text) return undefined;
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, Math.max(colon, 0)).replace(/^\[(.*)\]$/, '$1');
  if (host === '')
    throw new RangeError(`The environment variable AWS_LAMBDA_HTTP_ENDPOINT is ${JSON.stringify(text)}; it has to be host:port.`);
  return { host, port: readPort(text.slice(colon + 1), 'the environment variable AWS_LAMBDA_HTTP_ENDPOINT') };
}

function readPort(text: string, place: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new RangeError(`The port in ${place} is ${JSON.stringify(text)}; it has to be a whole number from 0 to 65535.`);
}

/** Longer than a timer can wait (2^31 - 1 ms) would fire at once. */
function readTime(milliseconds: number, name: string): number {
  if (Number.isInteger(milliseconds) && milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds;
  throw new RangeError(`The option ${name} is ${String(milliseconds)}; it has to be a whole number of milliseconds above 0.`);
}
