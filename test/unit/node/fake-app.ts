// An app whose only part is the seam to the server: what it answers is said by the test.
import type { Context } from 'aws-lambda';
import { HttpError } from '../../../src/errors/http-error.js';
import { HttpResponse } from '../../../src/http/http-response.js';
import type { HttpSource } from '../../../src/http/http-source.js';
import { DEFAULT_LIMITS } from '../../../src/http/limits.js';
import { RequestBody } from '../../../src/http/request-body.js';
import type { Logger } from '../../../src/logging/logger.js';
import { type App, INTERNALS } from '../../../src/runtime/app-internals.js';
import { BrokenStreamError } from '../../../src/runtime/broken-stream-error.js';
import type { RequestState } from '../../../src/runtime/request-state.js';
import type { ResultWriter } from '../../../src/runtime/result-writer.js';

/** A request as the app sees it. */
export interface SeenRequest {
  readonly source: HttpSource<unknown>;
  readonly event: unknown;
  readonly context: Context;
  readonly method: string;
  readonly path: string;
  readonly body: RequestBody;
}

export interface FakeApp extends App {
  readonly logs: [level: string, message: string, fields: unknown][];
  readonly closings: number;
}

/** Makes an app that answers with what `answer` gives; an `HttpError` is answered with its status. */
export function fakeApp(
  answer: (request: SeenRequest) => unknown,
  { maxBodyBytes = 1000, close = async () => {}, ready = async () => {} } = {},
): FakeApp {
  const logs: FakeApp['logs'] = [];
  const log = (level: string) => (message: string, fields?: unknown) => void logs.push([level, message, fields]);
  const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  let closings = 0;
  const respond = async (source: HttpSource<unknown>, event: unknown, context: Context): Promise<HttpResponse> => {
    const body = new RequestBody(source.readBody(event), source.readHeader(event, 'content-type'), {
      ...DEFAULT_LIMITS,
      bodyBytes: maxBodyBytes,
    });
    try {
      const value = await answer({ source, event, context, method: source.readMethod(event), path: source.readPath(event), body });
      return HttpResponse.is(value) ? value : HttpResponse.json(value ?? null);
    } catch (error) {
      if (!HttpError.is(error)) throw error;
      return HttpResponse.json(error.toJSON(), { status: error.status });
    }
  };
  const execute = async (source: HttpSource<unknown>, event: unknown, context: Context, writer: ResultWriter) => {
    const response = await respond(source, event, context);
    const ctx = { event, method: source.readMethod(event), logger } as RequestState;
    try {
      await writer.writeResponse(ctx, response);
    } catch (error) {
      if (error instanceof BrokenStreamError) throw error;
      logger.error('failed', { error });
      await writer.writeResponse(
        ctx,
        HttpResponse.json(
          { statusCode: 500, error: 'InternalServerError', message: 'Internal Server Error', requestId: context.awsRequestId },
          { status: 500 },
        ),
      );
    }
  };
  return {
    ready,
    close: () => {
      closings += 1;
      return close();
    },
    routes: [],
    get closings() {
      return closings;
    },
    logs,
    [INTERNALS]: { options: { logger }, maxBodyBytes, execute: execute as never, withOverrides: () => fakeApp(answer) },
  } as unknown as FakeApp;
}
