// Lists of entity tags, as conditional requests send them (RFC 9110 sections 8.8.3 and 13.1).

// What may stand between the quotes: no quote, no blank, no control character.
const OPAQUE = /^[!\x23-\x7e\x80-\xff]*$/;

/** Whether a text is an entity tag: `"abc"` or `W/"abc"`. */
export function isEntityTag(text: string): boolean {
  const start = text.startsWith('W/') ? 3 : 1;
  return text.length > start && text[start - 1] === '"' && text.endsWith('"') && OPAQUE.test(text.slice(start, -1));
}

/**
 * Whether a list (the value of `If-Match` or `If-None-Match`) has a tag. `*` has every tag. What comes after something that is no tag
 * does not count. Linear.
 *
 * @param strong whether weak tags count for nothing, as `If-Match` demands; else `W/"a"` and `"a"` are the same
 */
export function hasEntityTag(list: string, tag: string, strong: boolean): boolean {
  if (list.trim() === '*') return true;
  const isWeak = tag.startsWith('W/');
  if (strong && isWeak) return false;
  const wanted = isWeak ? tag.slice(2) : tag;
  let at = 0;
  while (at < list.length) {
    const character = list[at];
    if (character === ' ' || character === '\t' || character === ',') {
      at++;
      continue;
    }
    const start = list.startsWith('W/', at) ? at + 2 : at;
    const end = list[start] === '"' ? list.indexOf('"', start + 1) : -1;
    if (end < 0) return false;
    if (end + 1 - start === wanted.length && list.startsWith(wanted, start) && !(strong && start !== at)) return true;
    at = end + 1;
  }
  return false;
}
