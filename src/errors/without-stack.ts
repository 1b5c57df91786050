// Errors that answer a client are made without a stack trace: nobody reads it, and it is most of their cost.

/**
 * Makes an error without capturing a stack trace.
 *
 * Only for answers (4xx) that the framework itself gives: their place in the code says nothing.
 *
 * @example throw withoutStack(() => new NotFoundError('No route for GET /x'));
 */
export function withoutStack<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
