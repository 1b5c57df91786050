// The entry `lambent/testing`: event builders, Lambda contexts, and clients that invoke an app in process.
export { type AlbEventFields, albEvent } from './alb-event.js';
export type { AppUnderTest, AppUnderTestOptions } from './app-under-test.js';
export type { CookieFields, HeaderFields, HttpEventFields, QueryField, QueryFields, RequestFields } from './http-event-fields.js';
export { type LambdaContextFields, lambdaContext } from './lambda-context.js';
export { type LatticeEventFields, type LatticeEventV1, type LatticeEventV2, latticeEvent } from './lattice-event.js';
export { functionUrlEvent, httpApiEvent } from './payload-v2-event.js';
export type { RequestVerbs, TestRequest } from './request-verbs.js';
export { lambdaResponseStream, type RawPrelude, type StreamRecord } from './response-stream.js';
export { restApiEvent } from './rest-api-event.js';
export { type StreamAnswer, type StreamClient, type StreamClientOptions, type StreamPrelude, streamClient } from './stream-client.js';
export type { ClientAnswer, TestAnswer } from './test-answer.js';
export { type TestClient, type TestClientOptions, type TestSource, testClient } from './test-client.js';
