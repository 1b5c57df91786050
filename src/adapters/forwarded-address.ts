// The client's address where only `x-forwarded-for` tells it.
import { lastForwarded } from '../http/client-ip.js';
import { canonicalIp } from '../http/ip-address.js';

/**
 * The address that the load balancer itself saw: the rightmost hop, because everything before it is the client's own word. A port is left
 * out; `undefined` when the hop is no address.
 *
 * @example readForwardedAddress('203.0.113.9, 198.51.100.7:40123') // '198.51.100.7'
 */
export function readForwardedAddress(header: string | undefined): string | undefined {
  const hop = lastForwarded(header);
  return hop === undefined ? undefined : canonicalIp(withoutPort(hop));
}

function withoutPort(hop: string): string {
  const bracket = hop.indexOf(']');
  if (hop.startsWith('[') && bracket > 0) return hop.slice(1, bracket);
  const colon = hop.indexOf(':');
  return colon >= 0 && colon === hop.lastIndexOf(':') ? hop.slice(0, colon) : hop;
}
