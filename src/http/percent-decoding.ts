// Percent-decoding of what clients send: never throws, and leaves what is malformed as it came.
import { isUtf8 } from '../shared/is-utf8.js';

const ESCAPES = /(?:%[\da-f]{2})+/gi;

/** Decodes percent-escapes; runs of escapes that are no UTF-8, and `%` without two hex digits, stay as they are. Linear. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(ESCAPES, decodeRun);
  }
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  return isUtf8(bytes) ? bytes.toString() : run;
}
