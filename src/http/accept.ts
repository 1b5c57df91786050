// Which of our media types a client would like best (RFC 9110 section 12.5.1).
import { type MediaType, parseMediaType } from './media-type.js';

/** Far more than anybody has preferences. */
const MOST_RANGES = 256;
const LONGEST_KEPT = 256;
const MOST_KEPT = 64;

/** Picks a media type by its index for the text of `Accept`; -1 when none will do. */
export type MediaTypeChoice = (header: string | undefined) => number;

/**
 * Compiles the choice among media types, the best first. For each type the most specific range that covers it says its weight; the highest
 * weight wins, the order decides ties. A client that says nothing, or nothing that can be read, takes anything.
 */
export function compileMediaTypeChoice(offered: readonly MediaType[]): MediaTypeChoice {
  // Clients send few texts again and again; one that invents new ones must not fill the memory.
  const known = new Map<string, number>();
  return (header) => {
    if (header === undefined || header === '*/*') return 0;
    const kept = known.get(header);
    if (kept !== undefined) return kept;
    const chosen = choose(offered, header);
    if (known.size < MOST_KEPT && header.length <= LONGEST_KEPT) known.set(header, chosen);
    return chosen;
  };
}

function choose(offered: readonly MediaType[], header: string): number {
  const ranges = readRanges(header);
  if (ranges.length === 0) return 0;
  let best = -1;
  let highest = 0;
  for (const [index, type] of offered.entries()) {
    const weight = weightOf(type, ranges);
    if (weight > highest) {
      best = index;
      highest = weight;
    }
  }
  return best;
}

interface MediaRange extends MediaType {
  readonly weight: number;
}

function weightOf(type: MediaType, ranges: readonly MediaRange[]): number {
  let weight = 0;
  let most = 0;
  for (const range of ranges) {
    const specificity = specificityOf(range, type);
    if (specificity > most || (specificity === most && range.weight > weight)) {
      most = specificity;
      weight = specificity === 0 ? 0 : range.weight;
    }
  }
  return weight;
}

/** How exactly a range says this type; 0 when it does not cover it. */
function specificityOf(range: MediaRange, type: MediaType): number {
  if (range.type === '*') return range.subtype === '*' ? 1 : 0;
  if (range.type !== type.type) return 0;
  if (range.subtype === '*') return 2;
  if (range.subtype !== type.subtype) return 0;
  let specificity = 3;
  for (const [name, value] of range.parameters) {
    if (name === 'q') break;
    const own = type.parameters.get(name);
    // Of a type without a charset, which is UTF-8 here, clients ask for one as often as not.
    if (own === undefined && name === 'charset') continue;
    if (own?.toLowerCase() !== value.toLowerCase()) return 0;
    specificity++;
  }
  return specificity;
}

/** The ranges that can be read. A weight that is none makes a range none. */
function readRanges(header: string): MediaRange[] {
  const ranges: MediaRange[] = [];
  for (const member of splitMembers(header)) {
    const range = parseMediaType(member);
    const weight = range && readWeight(range.parameters.get('q'));
    if (range && weight !== undefined) ranges.push({ ...range, weight });
  }
  return ranges;
}

/** From 0 to 1; more digits than there should be, and a missing zero, are forgiven. */
function readWeight(text: string | undefined): number | undefined {
  if (text === undefined) return 1;
  const weight = /^[01]?\.?\d{0,9}$/.test(text) && /\d/.test(text) ? Number(text) : Number.NaN;
  return weight >= 0 && weight <= 1 ? weight : undefined;
}

/** Splits at commas, except within quotes. Linear. */
function splitMembers(header: string): string[] {
  if (!header.includes('"')) return header.split(',', MOST_RANGES);
  const members: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < header.length && members.length < MOST_RANGES; at++) {
    const character = header[at];
    if (character === '\\' && isQuoted) at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      members.push(header.slice(start, at));
      start = at + 1;
    }
  }
  members.push(header.slice(start));
  return members;
}
