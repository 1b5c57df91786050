// Which of our encodings a client would like best (RFC 9110 sections 12.4.2 and 12.5.3).

// Weight is at most three digits after the point; what says anything else says nothing.
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;
/** Browsers send a handful of texts; a client that invents new ones must not fill the memory. */
const MOST_KEPT = 64;
const LONGEST_KEPT = 128;
/** Far more than there are encodings. */
const MOST_MEMBERS = 256;

/** Picks an encoding for the text of `Accept-Encoding`; `undefined` for none. */
export type EncodingChoice = (header: string) => string | undefined;

/**
 * Compiles the choice among encodings, the best first: the highest weight wins, the order decides ties. `identity` wins only where the
 * client gives it a higher weight than all of them.
 */
export function compileEncodingChoice(offered: readonly string[]): EncodingChoice {
  const known = new Map<string, string | undefined>();
  return (header) => {
    if (known.has(header)) return known.get(header);
    const chosen = choose(offered, header);
    if (known.size < MOST_KEPT && header.length <= LONGEST_KEPT) known.set(header, chosen);
    return chosen;
  };
}

function choose(offered: readonly string[], header: string): string | undefined {
  const weights = readWeights(header);
  const others = weights.get('*') ?? 0;
  let best: string | undefined;
  let highest = 0;
  for (const name of offered) {
    const weight = weights.get(name) ?? others;
    if (weight > highest) {
      best = name;
      highest = weight;
    }
  }
  return highest < (weights.get('identity') ?? 0) ? undefined : best;
}

/** The weight of each member; of one that is named twice, the first. */
function readWeights(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const member of header.toLowerCase().split(',', MOST_MEMBERS)) {
    const [coding, weight] = readMember(member);
    // RFC 9110 section 8.4.1.3: the old name of gzip.
    const name = coding === 'x-gzip' ? 'gzip' : coding;
    if (name !== '' && weight !== undefined && !weights.has(name)) weights.set(name, weight);
  }
  return weights;
}

function readMember(member: string): readonly [coding: string, weight: number | undefined] {
  const semicolon = member.indexOf(';');
  if (semicolon < 0) return [member.trim(), 1];
  const parameter = member.slice(semicolon + 1).trim();
  const text = parameter.startsWith('q=') ? parameter.slice(2) : '';
  return [member.slice(0, semicolon).trim(), WEIGHT.test(text) ? Number(text) : undefined];
}
