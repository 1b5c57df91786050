// Calls an app's streaming handler with events, and gives back what came through Lambda's response stream.
import type { AppOptions } from '../plan/options.js';
import type { App } from '../runtime/app-internals.js';
import { type AppUnderTest, type AppUnderTestOptions, appUnderTest } from './app-under-test.js';
import { fieldsOfRequest } from './fields-of-request.js';
import type { HttpEventFields } from './http-event-fields.js';
import { lambdaContext } from './lambda-context.js';
import { functionUrlEvent } from './payload-v2-event.js';
import { type RequestVerbs, type TestRequest, verbsOf } from './request-verbs.js';
import { lambdaResponseStream, type StreamRecord } from './response-stream.js';
import { restApiEvent } from './rest-api-event.js';
import { type ClientAnswer, readBody, readHead } from './test-answer.js';

/** The prelude of a streamed answer, as the gateway reads it. */
export interface StreamPrelude {
  readonly statusCode: number;
  /** By lower-case name; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** The `Set-Cookie` headers, one string each. */
  readonly cookies: readonly string[];
}

/** A streamed answer as a client sees it. */
export interface StreamAnswer extends ClientAnswer {
  readonly prelude: StreamPrelude;
  /** The body in the pieces it was written in; each reads as text with `String(chunk)`. */
  readonly chunks: readonly Buffer[];
}

/** The options of `streamClient`. */
export interface StreamClientOptions extends AppUnderTestOptions {
  /** Whose events the app gets; `function-url` unless given. No other source streams. */
  source?: 'function-url' | 'rest-api' | undefined;
}

/** A client that invokes an app's streaming handler in process. */
export interface StreamClient extends RequestVerbs<StreamAnswer>, AppUnderTest {}

/**
 * A client that invokes an app's streaming handler in process, with a response stream like Lambda's own.
 *
 * A request resolves when the stream has ended. It rejects with what the handler rejects with, which is how a failure after the first
 * byte shows; and when the stream was used in a way that fails on Lambda: no prelude, never ended, destroyed.
 *
 * @param target an app, or the options to make one from
 *
 * @example
 * const answer = await streamClient(app).get('/v1/feed');
 * expect(answer.prelude.statusCode).toBe(200);
 * expect(answer.chunks.map(String)).toEqual(['data: 1\n\n', 'data: 2\n\n']);
 */
export function streamClient(target: App | AppOptions, options: StreamClientOptions = {}): StreamClient {
  const { source = 'function-url', override, context, event } = options;
  const buildEvent: (fields: HttpEventFields) => unknown = source === 'rest-api' ? restApiEvent : functionUrlEvent;
  const tested = appUnderTest(target, override);

  async function request(method: string, path: string, sent: TestRequest = {}): Promise<StreamAnswer> {
    const fields = await fieldsOfRequest(method, path, sent, event);
    const { stream, record } = lambdaResponseStream();
    await tested.app.streamHandler(buildEvent(fields), stream, lambdaContext({ ...context, ...sent.context }));
    if (record.fatal) throw record.fatal;
    if (!stream.writableEnded)
      throw new Error('The streaming handler resolved without ending its stream: Lambda would wait until the timeout.');
    await record.finished;
    return readRecord(record);
  }
  return { ...verbsOf(request), ...tested };
}

function readRecord({ prelude, chunks, contentType }: StreamRecord): StreamAnswer {
  if (typeof prelude?.statusCode !== 'number') {
    throw new Error(`The streaming handler sent no prelude with a status; the stream's content type is ${contentType}.`);
  }
  const head = readHead(prelude.statusCode, prelude);
  const body = readBody(prelude.statusCode, () => Buffer.concat(chunks));
  return { ...head, ...body, prelude: { statusCode: head.status, headers: head.headers, cookies: head.cookies }, chunks };
}
