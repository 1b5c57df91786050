// Every source an app may be asked through, for suites that must hold on all of them.
import type { App, AppOptions } from '../../../src/index.js';
import { createApp } from '../../../src/index.js';
import { type TestClient, type TestClientOptions, type TestSource, testClient } from '../../../src/testing/index.js';
import { silentLogger } from './silent-logger.js';

/** A source, and what its events look like. */
export interface SourceCase {
  readonly name: string;
  readonly source: TestSource;
  /** Fields that make the variant: header mode, payload version. */
  readonly event: Record<string, unknown>;
}

export const EVERY_SOURCE: readonly SourceCase[] = [
  { name: 'a REST API', source: 'rest-api', event: {} },
  { name: 'an HTTP API', source: 'http-api', event: {} },
  { name: 'a function URL', source: 'function-url', event: {} },
  { name: 'a load balancer', source: 'alb', event: {} },
  { name: 'a load balancer with multi-value headers', source: 'alb', event: { multiValueHeaders: true } },
  { name: 'VPC Lattice v1', source: 'vpc-lattice', event: { version: '1.0' } },
  { name: 'VPC Lattice v2', source: 'vpc-lattice', event: { version: '2.0' } },
];

/** Sources whose paths arrive as the client sent them; an HTTP API decodes them. */
export const ENCODED_SOURCES = EVERY_SOURCE.filter(({ source }) => source !== 'http-api');

/** A client for an app over one source; options become an app that logs nothing. */
export function clientOf(target: App | AppOptions, over: SourceCase = EVERY_SOURCE[1]!, options: TestClientOptions = {}): TestClient {
  const app = 'handler' in target ? target : createApp({ logger: silentLogger, ...target });
  return testClient(app, { source: over.source, event: over.event, ...options });
}
