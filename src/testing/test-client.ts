// Calls an app's handler with events of a chosen source, and reads its results the way that source's gateway does.
import type { AppOptions } from '../plan/options.js';
import type { App } from '../runtime/app-internals.js';
import { albEvent } from './alb-event.js';
import { type AppUnderTest, type AppUnderTestOptions, appUnderTest } from './app-under-test.js';
import { fieldsOfRequest } from './fields-of-request.js';
import type { HttpEventFields } from './http-event-fields.js';
import { lambdaContext } from './lambda-context.js';
import { latticeEvent } from './lattice-event.js';
import { functionUrlEvent, httpApiEvent } from './payload-v2-event.js';
import { type RequestVerbs, type TestRequest, verbsOf } from './request-verbs.js';
import { restApiEvent } from './rest-api-event.js';
import { readResult, type TestAnswer } from './test-answer.js';

const EVENT_BUILDERS = {
  'http-api': httpApiEvent,
  'rest-api': restApiEvent,
  'function-url': functionUrlEvent,
  alb: albEvent,
  'vpc-lattice': latticeEvent,
} satisfies Record<string, (fields: HttpEventFields) => unknown>;

/** The sources a test client can speak for. */
export type TestSource = keyof typeof EVENT_BUILDERS;

/** The options of `testClient`. */
export interface TestClientOptions extends AppUnderTestOptions {
  /** Whose events the app gets; `function-url` unless given, which delivers path, query and cookies as they were sent. */
  source?: TestSource | undefined;
}

/** A client that invokes an app in process. */
export interface TestClient extends RequestVerbs<TestAnswer>, AppUnderTest {}

/**
 * A client that invokes an app in process, as Lambda would.
 *
 * A request rejects only with what the handler itself rejects with: a `ConfigurationError` at start-up, for instance. Error answers are
 * answers.
 *
 * @param target an app, or the options to make one from
 *
 * @example
 * const api = testClient(app, { source: 'rest-api', override: [{ provide: TodoStore, useValue: fake }] });
 * const answer = await api.post('/v1/todos', { body: { title: 'x' }, headers: { authorization: 'Bearer t' } });
 * expect(answer.status).toBe(201);
 * expect(answer.json()).toEqual({ id: 1, title: 'x' });
 */
export function testClient(target: App | AppOptions, options: TestClientOptions = {}): TestClient {
  const { source = 'function-url', override, context, event } = options;
  const buildEvent = EVENT_BUILDERS[source] as ((fields: HttpEventFields) => unknown) | undefined;
  if (!buildEvent) throw new TypeError(`There is no test source ${source}; choose one of ${Object.keys(EVENT_BUILDERS).join(', ')}.`);
  const tested = appUnderTest(target, override);

  async function request(method: string, path: string, sent: TestRequest = {}): Promise<TestAnswer> {
    const fields = await fieldsOfRequest(method, path, sent, event);
    return readResult(await tested.app.handler(buildEvent?.(fields), lambdaContext({ ...context, ...sent.context })));
  }
  return { ...verbsOf(request), ...tested };
}
