// Posts bodies exactly as given, over the sources whose events differ most.
import { type App, type AppOptions, type Constructor, createApp } from '../../src/index.js';
import type { TestAnswer } from '../../src/testing/test-answer.js';
import { EVERY_SOURCE, type SourceCase } from '../behaviour/support/every-source.js';
import { answerTo, eventOf } from '../behaviour/support/raw-events.js';
import { type LogRecord, recordingLogger } from '../behaviour/support/silent-logger.js';

/** A REST API, an HTTP API, a function URL. */
export const SOURCES = EVERY_SOURCE.slice(0, 3);

/** An issue as clients get it. */
export interface Issue {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** The body of a refusal. */
export interface Refusal {
  readonly statusCode: number;
  readonly error: string;
  readonly message: string;
  readonly details?: readonly Issue[];
}

/** How a body is posted: JSON unless a type is given; `null` gives none. */
export interface Posting {
  readonly type?: string | null;
  readonly headers?: Record<string, string>;
  readonly base64?: boolean;
}

/** An app over one source. */
export interface Poster {
  readonly app: App;
  readonly records: readonly LogRecord[];
  /** Text goes as it is, anything else as JSON. */
  post(path: string, body: unknown, posting?: Posting): Promise<TestAnswer>;
  get(path: string, query?: string, headers?: Record<string, string>): Promise<TestAnswer>;
}

/** An app of these controllers whose requests come through `source`. */
export function posterOf(source: SourceCase, controllers: Constructor[], options: AppOptions = {}): Poster {
  const logger = recordingLogger();
  const app = createApp({ controllers, logger, ...options });
  return {
    app,
    records: logger.records,
    post(path, body, { type = 'application/json', headers, base64 = false } = {}) {
      const fields = { method: 'POST', path, headers: { ...headers, ...(type !== null && { 'content-type': type }) } };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return answerTo(app, eventOf(source, fields, { body: text, isBase64Encoded: base64 }));
    },
    get: (path, query = '', headers = {}) => answerTo(app, eventOf(source, { path, query: parseQuery(query), headers })),
  };
}

/** Pairs by name, as the builders of events take them. */
function parseQuery(query: string): Record<string, string[]> {
  const pairs: Record<string, string[]> = Object.create(null);
  const parsed = new URLSearchParams(query);
  for (const name of parsed.keys()) pairs[name] = parsed.getAll(name);
  return pairs;
}

/** `path rule` of every issue of a refusal. */
export function failuresIn(answer: TestAnswer): string[] {
  return (answer.json<Refusal>().details ?? []).map(({ path, rule }) => `${path} ${rule}`);
}

/** The least processor time of several runs in milliseconds: a busy machine makes runs longer, never shorter. */
export async function shortestOf(runs: number, work: () => unknown): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return shortest;
}
