// Text that people typed: the spaces around it are nobody's intention.
import { Transform } from 'class-transformer';

/** Removes white space around a text field before it is validated. */
export function Trimmed(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
}
