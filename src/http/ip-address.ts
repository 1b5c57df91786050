// IP addresses in one spelling, so that rules, limits and logs compare the same text for the same client.

/** Longest text of an address: eight groups, the last two written as IPv4. */
const LONGEST = 45;

/**
 * The parts of an address: four bytes for IPv4, eight 16-bit groups for IPv6, `undefined` for anything else.
 * An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is IPv4; a zone (`%eth0`) is left out.
 */
export function parseIpAddress(text: string): readonly number[] | undefined {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  if (address.length > LONGEST) return undefined;
  if (!address.includes(':')) return zone < 0 ? parseIpv4(address) : undefined;
  const groups = parseIpv6(address);
  if (groups?.length !== 8) return undefined;
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? groups.slice(6).flatMap((group) => [group >> 8, group & 255]) : groups;
}

/**
 * An address in its canonical spelling (RFC 5952), `undefined` when the text is no address.
 *
 * @example
 * canonicalIp('2001:DB8:0::0:1'); // '2001:db8::1'
 * canonicalIp('::ffff:192.0.2.1'); // '192.0.2.1'
 */
export function canonicalIp(text: string): string | undefined {
  if (!text.includes(':')) return parseIpv4(text) && text;
  const parts = parseIpAddress(text);
  if (parts === undefined) return undefined;
  if (parts.length === 4) return parts.join('.');
  const [start, length] = longestZeroRun(parts);
  const words = parts.map((group) => group.toString(16));
  return length < 2 ? words.join(':') : `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  // Leading zeros are refused: some readers take them for octal, and then two spellings name different hosts.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 1 ? [] : parseGroups(halves[1] as string, true);
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const words = text.split(':');
  for (const [index, word] of words.entries()) {
    if (isEnd && index === words.length - 1 && word.includes('.')) {
      const bytes = parseIpv4(word);
      if (bytes === undefined) return undefined;
      groups.push(((bytes[0] as number) << 8) | (bytes[1] as number), ((bytes[2] as number) << 8) | (bytes[3] as number));
    } else {
      if (!/^[\da-f]{1,4}$/i.test(word)) return undefined;
      groups.push(Number.parseInt(word, 16));
    }
  }
  return groups;
}

/** The first longest run of zero groups, as start and length. */
function longestZeroRun(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
    start = end;
  }
  return best;
}
