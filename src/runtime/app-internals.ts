// An app as users see it, and what the framework's own entries (server, test kit) may ask of it.
import type { Context } from 'aws-lambda';
import type { Provider } from '../container/providers.js';
import type { Token } from '../container/token.js';
import type { HttpSource } from '../http/http-source.js';
import type { RouteInfo } from '../plan/app-plan.js';
import type { AppOptions } from '../plan/options.js';
import type { StreamHandler } from './response-stream.js';
import type { ResultWriter } from './result-writer.js';

/** The symbol that two copies of the package agree on. */
export const INTERNALS: unique symbol = Symbol.for('lambent.app') as never;

/** A Lambda handler for results that are sent when they are complete. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** An app, ready to be exported. */
export interface App {
  /** Answers HTTP events of every source. Rejects for other events, so that their source tries again, and when start-up fails. */
  readonly handler: Handler;
  /** The same with response streaming: for function URLs with `RESPONSE_STREAM` and REST APIs with `STREAM`. */
  readonly streamHandler: StreamHandler;
  /** Resolves when start-up has finished; rejects with a `ConfigurationError` that lists every problem, or with what failed. */
  ready(): Promise<void>;
  /** Runs `onShutdown` and dispose hooks in reverse order; idempotent. Rejects with an `AggregateError` if any threw. */
  close(): Promise<void>;
  /** The routes as planned, without the implied HEAD and OPTIONS. */
  readonly routes: readonly RouteInfo[];
  /** A service of the app, once it has started. */
  resolve<T>(token: Token<T>): T;
  /** @internal */
  readonly [INTERNALS]: AppInternals;
}

/** The inside of an app. */
export interface AppInternals {
  /** As given to `createApp`. */
  readonly options: AppOptions;
  /** Bodies larger than this many bytes are refused. */
  readonly maxBodyBytes: number;
  /** Executes a request of a source; what its answer is made into is up to `writer`. A promise only when something has to be waited for. */
  execute(source: HttpSource, event: unknown, context: Context, writer: ResultWriter): unknown;
  /** A fresh app from the same options, with other providers in the place of some: the original stays as it is. */
  withOverrides(overrides: readonly Provider[]): App;
}

/**
 * The inside of an app.
 *
 * @throws TypeError for anything that `createApp` did not make.
 */
export function internalsOf(app: App): AppInternals {
  const internals = (app as { [INTERNALS]?: AppInternals } | undefined)?.[INTERNALS];
  if (!internals) throw new TypeError('Expected an app made by createApp().');
  return internals;
}
