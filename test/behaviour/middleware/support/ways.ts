// The ways a request may come and its answer may leave, for what the shelf promises of all of them.
import { type App, type AppOptions, createApp } from '../../../../src/index.js';
import { streamClient, type TestRequest, testClient } from '../../../../src/testing/index.js';
import { silentLogger } from '../../support/silent-logger.js';

/** What all kinds of answers have. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  text(): string;
  json<T = unknown>(): T;
  bytes(): Uint8Array;
}

/** Asks an app. */
export type Ask = (method: string, path: string, sent?: TestRequest) => Promise<Answer>;

export interface Way {
  readonly name: string;
  readonly isStreamed: boolean;
  /** A client for an app; options become an app that logs nothing. */
  open(target: App | AppOptions, event?: Record<string, unknown>): Ask;
}

function appOf(target: App | AppOptions): App {
  return 'handler' in target ? target : createApp({ logger: silentLogger, ...target });
}

function buffered(name: string, source: 'rest-api' | 'http-api' | 'alb', own?: Record<string, unknown>): Way {
  return { name, isStreamed: false, open: (target, event) => testClient(appOf(target), { source, event: { ...own, ...event } }).request };
}

function streamed(name: string, source: 'rest-api' | 'function-url'): Way {
  return { name, isStreamed: true, open: (target, event) => streamClient(appOf(target), { source, event }).request };
}

export const WAYS: readonly Way[] = [
  buffered('a REST API', 'rest-api'),
  buffered('an HTTP API', 'http-api'),
  buffered('a load balancer', 'alb', { multiValueHeaders: true }),
  streamed('a stream of a function URL', 'function-url'),
  streamed('a stream of a REST API', 'rest-api'),
];
