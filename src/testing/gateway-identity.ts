// What the gateways of test events call themselves, and the ids and times they stamp on each request.

/** The account of every test event: the one AWS uses in its documentation. */
export const ACCOUNT_ID = '123456789012';
/** The region of every test event. */
export const REGION = 'us-east-1';
/** What a test event's client calls itself. */
export const USER_AGENT = 'lambent-test-client';

let issued = 0;

/** An id in the shape of a UUID; another one every time, the same ones in every run. */
export function nextRequestId(): string {
  issued += 1;
  return `c0ffee00-0000-4000-8000-${issued.toString(16).padStart(12, '0')}`;
}

/** The trace header that AWS puts on every request. */
export function traceHeader(epochMs: number): string {
  return `Root=1-${Math.floor(epochMs / 1000).toString(16)}-${nextRequestId().slice(-12).padStart(24, '0')}`;
}

/** A time as API Gateway writes it: `10/Jul/2026:19:19:04 +0000`. */
export function gatewayTime(epochMs: number): string {
  const [, day, month, year, time] = /, (\d\d) (\w{3}) (\d{4}) ([\d:]+)/.exec(new Date(epochMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
