// The family of `HttpError`: one class for each status that applications answer with.
import { HttpError, type HttpErrorOptions } from './http-error.js';

/** The constructor that every class of the family has. */
export type HttpErrorClass = new (message?: string, options?: HttpErrorOptions) => HttpError;

/**
 * A base class with the status and the name that its subclasses keep under any minifier. Calls are marked as pure, so that bundlers leave out
 * the classes that an app does not use.
 */
function withStatus(status: number, name: string): HttpErrorClass {
  class StatusError extends HttpError {
    constructor(message?: string, options?: HttpErrorOptions) {
      super(status, message, options);
    }
  }
  Object.defineProperty(StatusError.prototype, 'name', { value: name, writable: true, configurable: true });
  return StatusError;
}

/** 400: the request itself is wrong. */
export class BadRequestError extends /* @__PURE__ */ withStatus(400, 'BadRequestError') {}
/** 401: who is asking is not known. Give `WWW-Authenticate` in `headers`. */
export class UnauthorizedError extends /* @__PURE__ */ withStatus(401, 'UnauthorizedError') {}
/** 402 */
export class PaymentRequiredError extends /* @__PURE__ */ withStatus(402, 'PaymentRequiredError') {}
/** 403: who is asking is known, and may not. */
export class ForbiddenError extends /* @__PURE__ */ withStatus(403, 'ForbiddenError') {}
/** 404 */
export class NotFoundError extends /* @__PURE__ */ withStatus(404, 'NotFoundError') {}
/** 405: give `Allow` in `headers`. */
export class MethodNotAllowedError extends /* @__PURE__ */ withStatus(405, 'MethodNotAllowedError') {}
/** 406 */
export class NotAcceptableError extends /* @__PURE__ */ withStatus(406, 'NotAcceptableError') {}
/** 408 */
export class RequestTimeoutError extends /* @__PURE__ */ withStatus(408, 'RequestTimeoutError') {}
/** 409: the state of the resource does not allow it. */
export class ConflictError extends /* @__PURE__ */ withStatus(409, 'ConflictError') {}
/** 410 */
export class GoneError extends /* @__PURE__ */ withStatus(410, 'GoneError') {}
/** 412 */
export class PreconditionFailedError extends /* @__PURE__ */ withStatus(412, 'PreconditionFailedError') {}
/** 413: the body is over the limit. */
export class RequestEntityTooLargeError extends /* @__PURE__ */ withStatus(413, 'RequestEntityTooLargeError') {}
/** 415: the body has a type that is not taken here. */
export class UnsupportedMediaTypeError extends /* @__PURE__ */ withStatus(415, 'UnsupportedMediaTypeError') {}
/** 422 */
export class UnprocessableEntityError extends /* @__PURE__ */ withStatus(422, 'UnprocessableEntityError') {}
/** 429: give `Retry-After` in `headers`. */
export class TooManyRequestsError extends /* @__PURE__ */ withStatus(429, 'TooManyRequestsError') {}
/** 500 */
export class InternalServerError extends /* @__PURE__ */ withStatus(500, 'InternalServerError') {}
/** 501 */
export class NotImplementedError extends /* @__PURE__ */ withStatus(501, 'NotImplementedError') {}
/** 502 */
export class BadGatewayError extends /* @__PURE__ */ withStatus(502, 'BadGatewayError') {}
/** 503: give `Retry-After` in `headers`. */
export class ServiceUnavailableError extends /* @__PURE__ */ withStatus(503, 'ServiceUnavailableError') {}
/** 504 */
export class GatewayTimeoutError extends /* @__PURE__ */ withStatus(504, 'GatewayTimeoutError') {}
