// A response over the limit that something downstream sets: a 500 for the client, the size for the log.

/** A response body or result is larger than what can be delivered. `code` is `response-too-large`. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
  readonly code = 'response-too-large';
  /** The size in bytes as far as it was counted. */
  readonly size: number;
  /** The limit in bytes. */
  readonly limit: number;

  constructor(size: number, limit: number) {
    super(`The response is too large: at least ${size} bytes, and the limit is ${limit}`);
    this.size = size;
    this.limit = limit;
  }
}
