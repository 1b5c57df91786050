// What a call gives when its arguments cannot be bound: the error as a value, because throwing it costs as much as the rest of the answer.
import type { HttpError } from '../errors/http-error.js';

/** An error in place of a handler's value. Whoever gets it treats it as thrown; no code of the app's ever sees it. */
export class Refusal {
  /** What has a tag is not plain data. */
  readonly [Symbol.toStringTag] = 'Refusal';

  constructor(readonly error: HttpError) {}
}
