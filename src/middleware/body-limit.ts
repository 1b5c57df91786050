// Refuses bodies that are too large for the routes it stands on, before anything reads them.
import { RequestEntityTooLargeError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import type { Middleware } from '../http/middleware.js';
import { checkOptions } from './internal/check-options.js';
import { count, required } from './internal/option-rules.js';

/** Options of `bodyLimit`. */
export interface BodyLimitOptions {
  /** Largest body in bytes, counted after base64; what `content-length` says does not matter. */
  readonly maxBytes: number;
}

/**
 * Answers 413 to bodies over a limit, by their real size and without decoding them.
 *
 * The app's own `limits.bodyBytes` (1 MiB unless set) stays in force: this one can only be stricter.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example
 * @Post('/comments')
 * @UseMiddleware(bodyLimit({ maxBytes: 10_000 }))
 * comment(@Body() draft: CommentDraft) {}
 */
export function bodyLimit(options: BodyLimitOptions): Middleware {
  const { maxBytes } = checkOptions<BodyLimitOptions>('bodyLimit', options, { maxBytes: required(count('bytes')) });
  return ({ reqCtx, next }) => {
    if (reqCtx.body.isLargerThan(maxBytes)) {
      throw withoutStack(() => new RequestEntityTooLargeError(`The body is larger than ${maxBytes} bytes`));
    }
    void next();
  };
}
