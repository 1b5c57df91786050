import { spawnSync } from 'node:child_process';
import { HttpError } from '../../../src/errors/http-error.js';
import * as family from '../../../src/errors/http-errors.js';
import { RequestValidationError, ResponseValidationError } from '../../../src/errors/validation-error.js';
import { withoutStack } from '../../../src/errors/without-stack.js';

const { ConflictError, NotFoundError } = family;
const classes = { ...family };

const expected: [status: number, name: keyof typeof family, message: string][] = [
  [400, 'BadRequestError', 'Bad Request'],
  [401, 'UnauthorizedError', 'Unauthorized'],
  [402, 'PaymentRequiredError', 'Payment Required'],
  [403, 'ForbiddenError', 'Forbidden'],
  [404, 'NotFoundError', 'Not Found'],
  [405, 'MethodNotAllowedError', 'Method Not Allowed'],
  [406, 'NotAcceptableError', 'Not Acceptable'],
  [408, 'RequestTimeoutError', 'Request Timeout'],
  [409, 'ConflictError', 'Conflict'],
  [410, 'GoneError', 'Gone'],
  [412, 'PreconditionFailedError', 'Precondition Failed'],
  [413, 'RequestEntityTooLargeError', 'Content Too Large'],
  [415, 'UnsupportedMediaTypeError', 'Unsupported Media Type'],
  [422, 'UnprocessableEntityError', 'Unprocessable Content'],
  [429, 'TooManyRequestsError', 'Too Many Requests'],
  [500, 'InternalServerError', 'Internal Server Error'],
  [501, 'NotImplementedError', 'Not Implemented'],
  [502, 'BadGatewayError', 'Bad Gateway'],
  [503, 'ServiceUnavailableError', 'Service Unavailable'],
  [504, 'GatewayTimeoutError', 'Gateway Timeout'],
];

describe('the family of HttpError', () => {
  it('has exactly the classes of the contract', () => {
    expect(Object.keys(family).sort()).toEqual(expected.map(([, name]) => name).sort());
  });

  it.each(expected)('answers %d with %s', (status, name, message) => {
    const error = new classes[name]();
    expect(error).toBeInstanceOf(classes[name]);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toBeInstanceOf(Error);
    expect([error.status, error.statusCode, error.name, error.message, error.expose]).toEqual([status, status, name, message, true]);
    expect(error.toJSON()).toEqual({ statusCode: status, error: name, message });
    expect(String(error)).toBe(`${name}: ${message}`);
    expect(error.stack).toContain('http-errors.test');
  });

  it('carries message, cause, details and headers', () => {
    const cause = new Error('inner');
    const error = new ConflictError('taken', { cause, details: { id: 1 }, headers: { 'retry-after': '5' } });
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ id: 1 });
    expect(error.headers).toEqual({ 'retry-after': '5' });
    expect(JSON.parse(JSON.stringify(error))).toEqual({ statusCode: 409, error: 'ConflictError', message: 'taken', details: { id: 1 } });
    expect('cause' in new ConflictError('x', {})).toBe(false);
    expect(Object.keys(error)).not.toContain('cause');
  });

  it('shows only the words of the status when it is not exposed', () => {
    const error = new ConflictError('secret', { expose: false, details: 'secret' });
    expect(error.message).toBe('secret');
    expect(error.toJSON()).toEqual({ statusCode: 409, error: 'ConflictError', message: 'Conflict' });
  });

  it('is subclassed under the family’s name, or under one of its own', () => {
    class OutOfStock extends ConflictError {}
    class SoldOut extends ConflictError {
      override readonly name = 'SoldOut';
      constructor(readonly sku: string) {
        super(`${sku} is sold out`, { details: { sku } });
      }
    }
    expect(new OutOfStock('none left')).toBeInstanceOf(ConflictError);
    expect(new OutOfStock('none left').toJSON()).toEqual({ statusCode: 409, error: 'ConflictError', message: 'none left' });
    expect(new SoldOut('a').toJSON()).toEqual({ statusCode: 409, error: 'SoldOut', message: 'a is sold out', details: { sku: 'a' } });
    expect(new OutOfStock()).not.toBeInstanceOf(NotFoundError);
  });
});

describe('HttpError', () => {
  it('takes any status of an error', () => {
    expect(new HttpError(418).toJSON()).toEqual({ statusCode: 418, error: 'HttpError', message: "I'm a Teapot" });
    expect(new HttpError(499).message).toBe('Unknown');
    expect(new HttpError(418, '').message).toBe('');
  });

  it.each([200, 302, 399, 600, 404.5, Number.NaN, '404', undefined])('refuses the status %p', (status) => {
    expect(() => new HttpError(status as number)).toThrow(RangeError);
  });

  it('is known by its brand, not by its class', () => {
    expect(HttpError.is(new NotFoundError())).toBe(true);
    expect(HttpError.is({ [Symbol.for('lambent.HttpError')]: true })).toBe(true);
    for (const value of [null, undefined, 'x', {}, new Error('x'), { status: 404 }]) expect(HttpError.is(value)).toBe(false);
  });
});

describe('the validation errors', () => {
  const details = [{ path: 'body.a', rule: 'isString', message: 'a must be a string' }];

  it('lists the issues of a request', () => {
    expect(new RequestValidationError(undefined, { details }).toJSON()).toEqual({
      statusCode: 400,
      error: 'RequestValidationError',
      message: 'Validation failed',
      details,
    });
    expect(new RequestValidationError('x', { status: 422 }).status).toBe(422);
    expect(new RequestValidationError().details).toEqual([]);
  });

  it('keeps the issues of a response from the client', () => {
    const error = new ResponseValidationError(undefined, { details });
    expect(error.details).toBe(details);
    expect(error.toJSON()).toEqual({ statusCode: 500, error: 'ResponseValidationError', message: 'Internal Server Error' });
  });
});

describe('withoutStack', () => {
  it('makes an error without frames and leaves others theirs', () => {
    const limit = Error.stackTraceLimit;
    expect(withoutStack(() => new NotFoundError('x')).stack).toBe('NotFoundError: x');
    expect(Error.stackTraceLimit).toBe(limit);
    expect(new Error('y').stack).toContain('http-errors.test');
  });

  it('restores the limit when making the error fails', () => {
    const limit = Error.stackTraceLimit;
    expect(() =>
      withoutStack(() => {
        throw new RangeError('x');
      }),
    ).toThrow(RangeError);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it('works where intrinsics are frozen', () => {
    const script = `'use strict'; Object.freeze(Error); const withoutStack = ${withoutStack.toString()};
      if (!(withoutStack(() => new Error('x')) instanceof Error)) process.exit(1);`;
    expect(spawnSync(process.execPath, ['-e', script]).status).toBe(0);
  });
});
