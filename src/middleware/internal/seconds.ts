// Times that are configured.
import type { OptionRule } from './check-options.js';

/** A time in seconds; fractions are allowed. */
export const seconds: OptionRule = {
  expected: 'a number of seconds, more than 0',
  accepts: (value) => typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER / 1000,
};
