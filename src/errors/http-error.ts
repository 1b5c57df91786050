// The error a client may see: a status, a message, and what else belongs on the answer.
import { reasonPhrase } from '../shared/reason-phrase.js';

/** What an `HttpError` may carry besides status and message. */
export interface HttpErrorOptions {
  /** What led to it; for the log, never for the client. */
  readonly cause?: unknown;
  /** Shown to the client as `details`. */
  readonly details?: unknown;
  /** Headers of the answer, for example `WWW-Authenticate` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `false` keeps message and details from the client, which then sees the status's own words. Default `true`. */
  readonly expose?: boolean;
}

const BRAND = Symbol.for('lambent.HttpError');

/**
 * An error that becomes an answer: thrown anywhere in a request, seen by the client.
 *
 * @throws {RangeError} when the status is not a whole number from 400 to 599.
 * @example throw new HttpError(418, 'short and stout', { headers: { 'retry-after': '120' } });
 */
export class HttpError extends Error {
  readonly status: number;
  readonly details: unknown;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly expose: boolean;

  constructor(status: number, message?: string, options?: HttpErrorOptions) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      const given = typeof status === 'string' ? `'${status}'` : String(status);
      throw new RangeError(`The status of an HttpError is a whole number from 400 to 599, not ${given}; it comes before the message`);
    }
    // A class may have its message on the prototype, as its name: errors without one of their own cost half.
    super(message ?? (new.target.prototype.message ? undefined : reasonPhrase(status)));
    // As the language does it: present only when given, not enumerable.
    if (options && 'cause' in options) Object.defineProperty(this, 'cause', { value: options.cause, writable: true, configurable: true });
    this.status = status;
    this.details = options?.details;
    this.headers = options?.headers;
    this.expose = options?.expose !== false;
  }

  /** The status, under the name that gateways use for it. */
  get statusCode(): number {
    return this.status;
  }

  /** What the client may see of this error. */
  toJSON(): { statusCode: number; error: string; message: string; details?: unknown } {
    const { status, name, details } = this;
    if (!this.expose) return { statusCode: status, error: name, message: reasonPhrase(status) };
    const body = { statusCode: status, error: name, message: this.message };
    return details === undefined ? body : { ...body, details };
  }

  /** Whether a value is an `HttpError`, also one made by another copy of the package. */
  static is(value: unknown): value is HttpError {
    return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }
}

// On the prototype, as the language's own errors have it; a string, because minifiers rename classes.
Object.defineProperty(HttpError.prototype, 'name', { value: 'HttpError', writable: true, configurable: true });
