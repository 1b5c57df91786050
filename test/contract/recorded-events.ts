// Reads recorded events and the requests that they must become.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The request that an event must become, written by hand from what the source documents. */
export interface ExpectedRequest {
  readonly method: string;
  readonly path: string;
  /** `null` for sources that deliver an encoded path. */
  readonly decodedPath: string | null;
  readonly query: readonly (readonly [string, string])[];
  readonly cookies: readonly (readonly [string, string])[];
  readonly body: { readonly text: string; readonly base64: boolean } | null;
  readonly clientIp: string | null;
  readonly scheme: string;
  readonly host: string;
  readonly requestId: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const EVENTS = join(__dirname, 'events');
const REQUESTS = join(__dirname, 'requests');

/** A fresh copy of a recorded event. */
export function readEvent(name: string): unknown {
  return readJson(join(EVENTS, `${name}.json`));
}

/** The names of all recorded events. */
export const EVENT_NAMES = readdirSync(EVENTS)
  .filter((file) => file.endsWith('.json') && file !== 'index.json')
  .map((file) => file.slice(0, -'.json'.length));

/** Source, event and the request it must become, for every recorded HTTP event. */
export const EXPECTED_REQUESTS: readonly (readonly [source: string, event: string, request: ExpectedRequest])[] = readdirSync(
  REQUESTS,
).flatMap((file) =>
  Object.entries(readJson(join(REQUESTS, file)) as Record<string, ExpectedRequest>).map(
    ([event, request]) => [file.slice(0, -'.json'.length), event, request] as const,
  ),
);

/** Where each recorded event is from. */
export const PROVENANCE = readJson(join(EVENTS, 'index.json')) as Record<string, Record<string, unknown>>;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
