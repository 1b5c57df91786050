import { isBodilessStatus, isResponseStatus } from '../../../src/http/status.js';

describe('isBodilessStatus', () => {
  it('is true for 204, 205 and 304 alone', () => {
    const bodiless = Array.from({ length: 400 }, (_, at) => at + 200).filter(isBodilessStatus);
    expect(bodiless).toEqual([204, 205, 304]);
  });
});

describe('isResponseStatus', () => {
  it.each([200, 204, 418, 599])('takes %p', (status) => {
    expect(isResponseStatus(status)).toBe(true);
  });

  it.each([199, 600, 101, 200.5, Number.NaN, '200', null, undefined, true])('refuses %p', (status) => {
    expect(isResponseStatus(status)).toBe(false);
  });
});
