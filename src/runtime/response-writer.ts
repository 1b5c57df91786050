// Delivers answers as responses, for entries that send them in their own way.
import type { Context } from 'aws-lambda';
import { HttpResponse } from '../http/http-response.js';
import type { HttpSource } from '../http/http-source.js';
import { releaseContent } from '../http/release-content.js';
import { isBodilessStatus } from '../http/status.js';
import { executeRequest } from './execute-request.js';
import type { ResultWriter } from './result-writer.js';
import type { RunningApp } from './running-app.js';

const responseWriter: ResultWriter = {
  writeText: (_ctx, status, headers, body) => new HttpResponse(body, { status, headers }),

  writeResponse(ctx, response) {
    if (ctx.method !== 'HEAD' && !isBodilessStatus(response.status)) return response;
    releaseContent(response.content);
    return new HttpResponse(null, { status: response.status, headers: response.headers });
  },
};

/** Executes a request; resolves to its final response, without a body where there must be none. */
export async function respondTo(app: RunningApp, source: HttpSource, event: unknown, context: Context): Promise<HttpResponse> {
  return (await executeRequest(app, source, event, context, responseWriter)) as HttpResponse;
}
