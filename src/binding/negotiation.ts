// Handlers that can answer in several media types: the client's choice comes before the call, and onto the answer.
import { NotAcceptableError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { compileMediaTypeChoice } from '../http/accept.js';
import { type MediaType, parseMediaType } from '../http/media-type.js';
import type { InvocationContext } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';

/** What `@Produces` brings along in its note. */
export interface Negotiation {
  /** What runs before the call: leaves the client's choice in `mediaType`, or throws a `NotAcceptableError`. */
  readonly compile: (types: readonly string[]) => (ctx: InvocationContext) => void;
  /** Says on an answer that another `Accept` may have another one. */
  readonly vary: (headers: ResponseHeaders) => void;
}

export const negotiation: Negotiation = { compile: compileNegotiation, vary: varyByAccept };

function compileNegotiation(types: readonly string[]): (ctx: InvocationContext) => void {
  const choose = compileMediaTypeChoice(types.map((type) => parseMediaType(type) as MediaType));
  return (ctx) => {
    const mediaType = types[choose(ctx.headerValue('accept'))];
    if (mediaType === undefined) throw notAcceptable(types);
    ctx.set('mediaType', mediaType);
  };
}

function notAcceptable(types: readonly string[]): NotAcceptableError {
  const message = `This can be had as ${types.join(', ')}`;
  return withoutStack(() => new NotAcceptableError(message, { details: types, headers: { vary: 'Accept' } }));
}

const VARIES = /(?:^|,)[ \t]*(?:accept|\*)[ \t]*(?:,|$)/i;

function varyByAccept(headers: ResponseHeaders): void {
  const named = headers.get('vary');
  if (named === null || named === '') headers.set('vary', 'Accept');
  else if (!VARIES.test(named)) headers.set('vary', `${named}, Accept`);
}
