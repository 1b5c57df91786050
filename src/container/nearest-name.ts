// Finds what somebody may have meant by a token that nothing stands for.
import { countEdits } from '../shared/nearest-name.js';
import { tokenName } from './token.js';

const MAX_EDITS = 2;

/** A hint at the known token that an unknown one is closest to by name, if any is close. */
export function nearestName(token: unknown, known: Iterable<unknown>): string | undefined {
  const wanted = plainName(token);
  let nearest: unknown;
  let least = MAX_EDITS + 1;
  for (const candidate of known) {
    const name = plainName(candidate);
    const edits = countEdits(wanted, name);
    if (edits < least && edits < wanted.length) {
      least = edits;
      nearest = candidate;
    }
  }
  if (nearest === undefined) return undefined;
  const hint = `${tokenName(nearest)} (a ${typeof nearest === 'function' ? 'class' : typeof nearest}) is provided`;
  return least === 0 ? `${hint}, but tokens are compared by identity, not by name` : `did you mean ${tokenName(nearest)}?`;
}

/** Letters and digits, and whatever is not ASCII. */
function plainName(token: unknown): string {
  return tokenName(token)
    .toLowerCase()
    .replace(/[^a-z\d\x80-\uffff]/g, '');
}
