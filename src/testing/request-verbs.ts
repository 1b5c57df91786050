// The methods of both test clients, all going through one `request`.

import type { RequestFields } from './http-event-fields.js';
import type { LambdaContextFields } from './lambda-context.js';

/** A request of a test client, apart from method and path. */
export interface TestRequest extends RequestFields {
  /** Fields of the Lambda context of this one invocation. */
  context?: LambdaContextFields | undefined;
  /** Fields of the raw event, merged into it: `{ requestContext: { authorizer: … } }`. */
  event?: Readonly<Record<string, unknown>> | undefined;
}

/** Sends requests; paths are percent-encoded as on the wire and may carry a query. */
export interface RequestVerbs<Answer> {
  request(method: string, path: string, request?: TestRequest): Promise<Answer>;
  get(path: string, request?: TestRequest): Promise<Answer>;
  post(path: string, request?: TestRequest): Promise<Answer>;
  put(path: string, request?: TestRequest): Promise<Answer>;
  patch(path: string, request?: TestRequest): Promise<Answer>;
  delete(path: string, request?: TestRequest): Promise<Answer>;
  head(path: string, request?: TestRequest): Promise<Answer>;
  options(path: string, request?: TestRequest): Promise<Answer>;
}

/** Makes the verbs of a client from its `request`. */
export function verbsOf<Answer>(request: RequestVerbs<Answer>['request']): RequestVerbs<Answer> {
  return {
    request,
    get: (path, fields) => request('GET', path, fields),
    post: (path, fields) => request('POST', path, fields),
    put: (path, fields) => request('PUT', path, fields),
    patch: (path, fields) => request('PATCH', path, fields),
    delete: (path, fields) => request('DELETE', path, fields),
    head: (path, fields) => request('HEAD', path, fields),
    options: (path, fields) => request('OPTIONS', path, fields),
  };
}
