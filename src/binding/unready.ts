// What a reader gives instead of an argument: issues, or a promise. One class to test for, so that the usual case costs one check.
import type { ValidationIssue } from '../errors/validation-error.js';

/** Something that is no argument yet. */
export abstract class Unready {}

/** An argument that cannot be: every issue found in it. */
export class Invalid extends Unready {
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[]) {
    super();
    this.issues = issues;
  }

  /** One issue. */
  static of(path: string, rule: string, message: string): Invalid {
    return new Invalid([{ path, rule, message }]);
  }
}

/** An argument that has to be waited for; resolves to its value or to an `Invalid`. */
export class Pending extends Unready {
  readonly promise: Promise<unknown>;

  constructor(promise: PromiseLike<unknown>) {
    super();
    this.promise = Promise.resolve(promise);
    // Another argument may throw before anybody waits for this one: a late rejection must not end the process.
    this.promise.catch(() => {});
  }

  /** What follows once the value is there; an `Invalid` passes as it is. */
  map(next: (value: unknown) => unknown): Pending {
    return new Pending(
      this.promise.then((value) => {
        const result = value instanceof Invalid ? value : next(value);
        return result instanceof Pending ? result.promise : result;
      }),
    );
  }
}
