// What a status says about its response.
export { reasonPhrase } from '../shared/reason-phrase.js';

/** Whether responses of this status have no body: 204, 205 and 304 (RFC 9110 section 6.4.1). */
export function isBodilessStatus(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Whether a response may have this status: a whole number from 200 to 599. */
export function isResponseStatus(status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
}
