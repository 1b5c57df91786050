// Who a client is for limits: its address, in one spelling.
import { parseIpAddress } from '../../http/ip-address.js';

const MOST_KEPT = 1000;
/** Clients ask more than once; one that comes from everywhere must not fill the memory. */
const known = new Map<string, string>();

/** The address; of IPv6 the network, since a client has all addresses of a /64 to itself (RFC 6177 section 2). */
export function clientKey(clientIp: string | undefined): string {
  if (clientIp === undefined) return 'unknown';
  let key = known.get(clientIp);
  if (key === undefined) {
    key = readKey(clientIp);
    if (known.size < MOST_KEPT && clientIp.length < 64) known.set(clientIp, key);
  }
  return key;
}

function readKey(clientIp: string): string {
  const parts = parseIpAddress(clientIp);
  if (!parts) return clientIp;
  if (parts.length === 4) return parts.join('.');
  const network = parts.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
