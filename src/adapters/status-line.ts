// The status with its reason, as load balancers and VPC Lattice want it beside the number.
import { reasonPhrase } from '../shared/reason-phrase.js';

const lines: string[] = [];

/** @example statusLine(404) // '404 Not Found' */
export function statusLine(status: number): string {
  // Looked up once per status: a result needs it every time, and there are at most 400.
  lines[status] ??= `${status} ${reasonPhrase(status)}`;
  return lines[status];
}
