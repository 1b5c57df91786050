// What validation says when it refuses: the request's mistakes to the client, the response's only to the log.
import { HttpError, type HttpErrorOptions } from './http-error.js';

/** One mistake found by validation. */
export interface ValidationIssue {
  /** Where, from the part of the request on, list indexes dotted: `body.items.0.sku`. */
  readonly path: string;
  /** The rule that failed, for example `isString`. */
  readonly rule: string;
  readonly message: string;
}

/** Options of the validation errors: `HttpErrorOptions` with a list of issues, and the status where an app chose another. */
export interface ValidationErrorOptions extends HttpErrorOptions {
  readonly details?: readonly ValidationIssue[];
  /** 400 unless the app asked for 422. */
  readonly status?: 400 | 422;
}

/** 400 (or 422, where the app says so): the request does not fit its declared types; `details` lists every issue. */
export class RequestValidationError extends HttpError {
  declare readonly details: readonly ValidationIssue[];

  constructor(message?: string, options?: ValidationErrorOptions) {
    super(options?.status ?? 400, message, options?.details ? options : { ...options, details: [] });
  }
}

/** 500: a handler's value does not fit its `@Returns`. The issues are for the log; the client sees none of them. */
export class ResponseValidationError extends HttpError {
  declare readonly details: readonly ValidationIssue[];

  constructor(message = 'The response does not fit its declared type', options?: Omit<ValidationErrorOptions, 'status'>) {
    super(500, message, { expose: false, ...options, details: options?.details ?? [] });
  }
}

Object.defineProperties(RequestValidationError.prototype, {
  name: { value: 'RequestValidationError', writable: true, configurable: true },
  message: { value: 'Validation failed', writable: true, configurable: true },
});
Object.defineProperty(ResponseValidationError.prototype, 'name', { value: 'ResponseValidationError', writable: true, configurable: true });
