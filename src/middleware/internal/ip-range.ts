// Ranges of addresses, compared by their leading bits.
import { parseIpAddress } from '../../http/ip-address.js';

/** A range: the parts of its first address (four bytes, or eight 16-bit groups), and how many leading bits count. */
export interface IpRange {
  readonly parts: readonly number[];
  readonly bits: number;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/** Reads an address or a CIDR range (RFC 4632 section 3.1, RFC 4291 section 2.3); `undefined` for anything else. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  // A zone belongs to one machine's interface: in a rule it is a mistake.
  const parts = address.includes('%') ? undefined : parseIpAddress(address);
  if (parts === undefined) return undefined;
  const width = parts.length === 4 ? 32 : 128;
  if (slash < 0) return { parts, bits: width };
  const prefix = text.slice(slash + 1);
  if (!PREFIX.test(prefix)) return undefined;
  // `::ffff:10.0.0.0/104` is a range of IPv4, counted from where the mapping ends.
  const bits = Number(prefix) - (width === 32 && address.includes(':') ? 96 : 0);
  return bits < 0 || bits > width ? undefined : { parts, bits };
}

/** Whether an address, as `parseIpAddress` gives it, is in a range. IPv4 is never in a range of IPv6, nor the reverse. */
export function isInRange(address: readonly number[], range: IpRange): boolean {
  const { parts, bits } = range;
  if (address.length !== parts.length) return false;
  const width = parts.length === 4 ? 8 : 16;
  const whole = Math.floor(bits / width);
  for (let at = 0; at < whole; at++) if (address[at] !== parts[at]) return false;
  const rest = width - (bits % width);
  return rest === width || (address[whole] as number) >> rest === (parts[whole] as number) >> rest;
}
