// Whether a Host header can stand in an address: clients choose it, and it must not change which host or path an address means.

// A name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986 section 3.2.2). No user, no path, nothing encoded.
const HOST = /^(?:[\w!$&'()*+,;=~.-]{1,255}|\[[\da-fA-F:.]{2,45}\])(?::\d{0,5})?$/;

/**
 * Whether text is a valid `Host` header value, and an address can be made of it.
 *
 * @example isValidHost('api.example.com:8443') // true
 * @example isValidHost('me@evil.com') // false
 */
export function isValidHost(text: string): boolean {
  // The second test refuses what only looks like a name: `a.999`, a port of 99999, `[:::]`.
  return HOST.test(text) && URL.canParse(`http://${text}/`);
}
