// Handlers that can answer in several media types: the client's choice comes before the call, and onto the answer.
import { NotAcceptableError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { compileMediaTypeChoice } from '../http/accept.js';
import { type MediaType, parseMediaType } from '../http/media-type.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import type { HandlerCall } from './compile-handler.js';

/** The call, once a media type was chosen; the call itself where there is no choice. */
export function compileNegotiation({ produces }: HandlerPlan, call: HandlerCall): HandlerCall {
  if (!produces) return call;
  const choose = compileMediaTypeChoice(produces.map((type) => parseMediaType(type) as MediaType));
  return (ctx, error) => {
    const mediaType = produces[choose(ctx.headerValue('accept'))];
    if (mediaType === undefined) throw notAcceptable(produces);
    ctx.set('mediaType', mediaType);
    return call(ctx, error);
  };
}

function notAcceptable(types: readonly string[]): NotAcceptableError {
  const message = `This can be had as ${types.join(', ')}`;
  return withoutStack(() => new NotAcceptableError(message, { details: types, headers: { vary: 'Accept' } }));
}

const VARIES = /(?:^|,)[ \t]*(?:accept|\*)[ \t]*(?:,|$)/i;

/** Says that another `Accept` may have another answer. */
export function varyByAccept(headers: ResponseHeaders): void {
  const named = headers.get('vary');
  if (named === null || named === '') headers.set('vary', 'Accept');
  else if (!VARIES.test(named)) headers.set('vary', `${named}, Accept`);
}
