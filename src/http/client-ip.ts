// The client's address where the source tells it only in a header.

/**
 * The hop that the load balancer itself added to `x-forwarded-for`: the rightmost one. Everything before it is the client's own word.
 */
export function lastForwarded(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const last = header.slice(header.lastIndexOf(',') + 1).trim();
  return last === '' ? undefined : last;
}
