// The decorator for handlers that can answer in several media types.
import { negotiation } from '../binding/negotiation.js';
import { onClassOrMethod } from './pipeline.js';
import type { ClassOrMethodDecorator } from './targets.js';

/**
 * The media types that answers may have, the best first: `Accept` chooses (RFC 9110 section 12.5.1). The choice is the content type of
 * plain values, and `reqCtx.get('mediaType')` for the handler, which has to give a value that fits. A client that takes none of them gets a
 * 406 that lists them.
 *
 * On a class it covers all of its methods, except those with a `@Produces` or a `@ContentType` of their own.
 *
 * @example
 * \@Get() @Produces('application/json', 'text/csv')
 * list(@Ctx() reqCtx: RequestContext) {
 *   return reqCtx.get('mediaType') === 'text/csv' ? this.store.toCsv() : this.store.list();
 * }
 */
export function Produces(...mediaTypes: string[]): ClassOrMethodDecorator {
  return onClassOrMethod('Produces', (notes) => {
    notes.produces ??= { types: mediaTypes.flat(), binding: negotiation };
  });
}
