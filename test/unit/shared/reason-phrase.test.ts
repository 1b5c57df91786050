import { STATUS_CODES } from 'node:http';
import { reasonPhrase } from '../../../src/shared/reason-phrase.js';

/** Where RFC 9110 renamed what Node still calls by an older name. */
const RENAMED: Record<number, string> = { 413: 'Content Too Large', 422: 'Unprocessable Content' };

describe('reasonPhrase', () => {
  it.each([
    200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412,
    413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 507, 508, 511,
  ])('knows the words of %d', (status) => {
    expect(reasonPhrase(status)).toBe(RENAMED[status] ?? STATUS_CODES[status]);
  });

  it.each([0, 2, 20, 40, 99, 299, 306, 418.5, 499, 599, 1000, -200, Number.NaN])('has no words for %p', (status) => {
    expect(reasonPhrase(status)).toBe('Unknown');
  });
});
