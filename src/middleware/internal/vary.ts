// `Vary` is everybody's: each part of the shelf adds its own names to it, and takes none away.
import type { ResponseHeaders } from '../../http/response-headers.js';

/** Adds the name of a request header to `Vary`, unless it is there already or `*` says it all. Linear. */
export function addVary(headers: ResponseHeaders, name: string): void {
  const present = headers.get('vary');
  if (present === null || present === '') headers.set('vary', name);
  else if (!hasName(present, name)) headers.set('vary', `${present}, ${name}`);
}

function hasName(list: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return namesOf(list.toLowerCase()).some((each) => each === wanted || each === '*');
}

/** The names in a list of header names. */
export function namesOf(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
