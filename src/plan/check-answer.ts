// What decorators say about answers, tried once at start-up: a header that cannot be sent would fail every request.
import { HttpResponse } from '../http/http-response.js';
import { ResponseHeaders } from '../http/response-headers.js';
import { isResponseStatus } from '../http/status.js';
import type { HandlerPlan } from './app-plan.js';
import type { ProblemList } from './problem-list.js';

/** Reports statuses, headers and redirects of a method that no answer can have. */
export function checkAnswer(handler: HandlerPlan, problems: ProblemList): void {
  const { owner, member, status, returns, headers, contentType, redirect } = handler;
  const report = (code: string, message: string, fix: string) => problems.addOn(owner, member, code, message, fix);
  for (const given of [status, returns?.status]) {
    if (given !== undefined && !isResponseStatus(given))
      report('bad-status', `answers with status ${String(given)}`, 'use a whole number from 200 to 599');
  }
  if (headers.length > 0 || contentType !== undefined) {
    const failure = failureOf(() => new ResponseHeaders(contentType === undefined ? headers : [...headers, ['content-type', contentType]]));
    if (failure)
      report('bad-header', `has a header that cannot be sent: ${failure}`, 'correct the name or the value given to the decorator');
  }
  const failure = redirect && failureOf(() => HttpResponse.redirect(redirect.url, redirect.status));
  if (failure)
    report('bad-redirect', `redirects in a way that cannot be sent: ${failure}`, 'use 301, 302, 303, 307 or 308, and an address');
}

function failureOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
