// Events that no client of a test kit would make: fields exactly as given, for suites about what gateways deliver.
import type { App } from '../../../src/index.js';
import { albEvent, functionUrlEvent, httpApiEvent, lambdaContext, latticeEvent, restApiEvent } from '../../../src/testing/index.js';
import { readResult, type TestAnswer } from '../../../src/testing/test-answer.js';
import type { SourceCase } from './every-source.js';

/** Fields of an event, to be changed in place. */
export type RawEvent = Record<string, unknown>;

const BUILDERS: Record<string, (fields: Record<string, unknown>) => unknown> = {
  'rest-api': restApiEvent,
  'http-api': httpApiEvent,
  'function-url': functionUrlEvent,
  alb: albEvent,
  'vpc-lattice': (fields) => latticeEvent(fields),
};

/** A complete event of a source: what builders take, and then fields that replace those of the event as they are. */
export function eventOf(over: SourceCase, fields: Record<string, unknown> = {}, raw: RawEvent = {}): RawEvent {
  return { ...(BUILDERS[over.source]!({ ...over.event, ...fields }) as RawEvent), ...raw };
}

/** The field that a source delivers its path in. */
export function pathField(over: SourceCase): 'path' | 'rawPath' | 'raw_path' {
  if (over.source === 'rest-api' || over.source === 'alb') return 'path';
  if (over.source === 'vpc-lattice') return over.event.version === '1.0' ? 'raw_path' : 'path';
  return 'rawPath';
}

/** A GET whose path is delivered exactly so. */
export function eventWithPath(over: SourceCase, delivered: unknown, fields: Record<string, unknown> = {}): RawEvent {
  return eventOf(over, fields, { [pathField(over)]: delivered });
}

/** What the client gets for an event. */
export async function answerTo(app: App, event: unknown, context = lambdaContext()): Promise<TestAnswer> {
  return readResult(await app.handler(event, context));
}
