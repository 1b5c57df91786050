// What decorators say about answers, tried once at start-up: a header that cannot be sent would fail every request.
import { checkReturns } from '../binding/check-argument.js';
import { HttpResponse } from '../http/http-response.js';
import { parseMediaType } from '../http/media-type.js';
import { ResponseHeaders } from '../http/response-headers.js';
import { isResponseStatus } from '../http/status.js';
import type { FoundMethod } from './class-view.js';
import { nameOf, type ProblemList } from './problem-list.js';

/** Reports statuses, headers, redirects and media types of a method that no answer can have. */
export function checkAnswer(problems: ProblemList, found: FoundMethod, isRoute: boolean): void {
  const { view, method } = found;
  const { status, returns, headers, contentType, redirect } = method;
  const report = (code: string, message: string, fix: string) => problems.addOn(view.type, method.member, code, message, fix);
  for (const given of [status, returns?.status]) {
    if (given !== undefined && !isResponseStatus(given))
      report(
        'bad-status',
        `answers with status ${typeof given === 'string' ? `'${given}'` : String(given)}`,
        'use a whole number from 200 to 599',
      );
  }
  if (returns) for (const problem of checkReturns(returns, nameOf(view.type), String(method.member))) problems.add(problem);
  if (headers.length > 0 || contentType !== undefined) {
    const failure = failureOf(() => new ResponseHeaders(contentType === undefined ? headers : [...headers, ['content-type', contentType]]));
    if (failure)
      report('bad-header', `has a header that cannot be sent: ${failure}`, 'correct the name or the value given to the decorator');
  }
  const failure = redirect && failureOf(() => HttpResponse.redirect(redirect.url, redirect.status));
  if (failure)
    report('bad-redirect', `redirects in a way that cannot be sent: ${failure}`, 'use 301, 302, 303, 307 or 308, and an address');
  if (isRoute && (method.produces || view.produces)) checkMediaTypes(found, problems);
}

function failureOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The media types to choose from: what `@Produces` says on the method, else on its class. */
function checkMediaTypes({ view, method }: FoundMethod, problems: ProblemList): void {
  const { produces, contentType, member } = method;
  if (contentType !== undefined) {
    if (produces) {
      problems.addOn(
        view.type,
        member,
        'contradictory-content-type',
        'has both @ContentType and @Produces',
        'keep one of them: @Produces with one type is a content type that clients have to accept',
      );
    }
    return;
  }
  const types = (produces ?? view.produces)?.types ?? [];
  const report = (message: string, fix: string) => problems.addOn(view.type, produces ? member : undefined, 'bad-media-type', message, fix);
  if (types.length === 0) report('@Produces names no media type', "name those that it produces: 'application/json'");
  for (const type of types) {
    if (typeof type === 'string' && !type.includes('*') && parseMediaType(type)) continue;
    report(
      `@Produces names ${JSON.stringify(type) ?? String(type)}, which is no media type`,
      "write a type and a subtype, such as 'application/json' or 'text/csv; charset=utf-8'",
    );
  }
}
