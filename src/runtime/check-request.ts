// What is wrong with a request before any of its arguments is read.
import { badRequest } from '../errors/bad-request.js';
import type { RequestState } from './request-state.js';

/** @throws BadRequestError when a parameter holds a malformed escape or `%00`, or the query too many pairs. */
export function checkRequest(ctx: RequestState): void {
  // A pair takes a separator at least, so short queries need no counting.
  const most = ctx.app.settings.limits.queryPairs;
  if (ctx.hasEscapes || ctx.queryText().length >= most) checkClosely(ctx, most);
}

function checkClosely(ctx: RequestState, most: number): void {
  if (ctx.hasEscapes && ctx.decoded().includes(undefined)) throw badRequest('The path has a malformed percent-escape');
  if (ctx.query.hasMoreThan(most)) throw badRequest(`The query has more than ${most} parameters`);
}
