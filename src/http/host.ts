// Whether a Host header can stand in an address: clients choose it, and it must not change which host or path an address means.

// A name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986 section 3.2.2). No user, no path, nothing encoded.
const HOST = /^(?:[\w!$&'()*+,;=~.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{0,5})?$/i;

/** Whether text is a valid `Host` header value. */
export function isValidHost(text: string): boolean {
  return HOST.test(text);
}
