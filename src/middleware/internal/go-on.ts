// For middleware that may answer by itself: nothing waits that need not.
import type { HttpResponse } from '../../http/http-response.js';
import { isThenable } from '../../shared/thenable.js';

/** Answers with what `decide` makes of a value, or runs the rest of the chain when that is nothing. */
export function answerOrGoOn<T>(
  value: T | PromiseLike<T>,
  next: () => Promise<void>,
  decide: (value: T) => HttpResponse | undefined,
): unknown {
  if (isThenable(value)) return (value as PromiseLike<T>).then((settled): unknown => decide(settled) ?? next());
  const answer = decide(value);
  if (answer === undefined) void next();
  return answer;
}
