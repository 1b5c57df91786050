// Answers whose body is not sent: to HEAD, and of statuses that have none.
import type { HttpResponse } from '../http/http-response.js';
import { releaseContent } from '../http/release-content.js';
import { isBodilessStatus } from '../http/status.js';
import type { RequestState } from './request-state.js';

/** Whether the body of an answer is not sent. */
export function isBodiless(ctx: RequestState, response: HttpResponse): boolean {
  return ctx.method === 'HEAD' || isBodilessStatus(response.status);
}

/** Lets the body of such an answer go. To HEAD its type says what GET would answer; a status without a body has no type either. */
export function dropBody({ content, status, headers }: HttpResponse): void {
  if (content === null) return;
  releaseContent(content);
  if (isBodilessStatus(status)) headers.delete('content-type');
}
