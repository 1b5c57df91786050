// Turning whatever is logged into plain data that is safe to print: secrets out, size bounded, nothing that could throw.
import { nullRecord } from '../shared/record.js';
import { isSecretKey } from './secret-key.js';

const LONGEST_TEXT = 4096;
const LONGEST_KEY = 128;
const MOST_ENTRIES = 100;
const DEEPEST = 8;
/** Of one record altogether: CloudWatch cuts events at 256 KB. */
const MOST_VALUES = 2000;
const MOST_CHARACTERS = 65_536;

const ERROR_FIELDS = ['name', 'message', 'stack', 'code', 'cause', 'errors'];

/**
 * A copy of a value that JSON can hold: values under secret keys replaced, long text and long lists cut, cycles and throwing getters named.
 *
 * Errors become `{ name, message, stack, code?, cause?, errors? }` with whatever else they carry. Never throws.
 */
export function printable(value: unknown): unknown {
  return new Printer().print(value);
}

/** Copies one record, and keeps count of how much it has copied. */
class Printer {
  #values = MOST_VALUES;
  #characters = MOST_CHARACTERS;
  readonly #parents: object[] = [];

  print(value: unknown): unknown {
    if (typeof value === 'string') return this.#cut(value, LONGEST_TEXT);
    if (typeof value === 'bigint') return this.#cut(String(value), LONGEST_TEXT);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (this.#parents.includes(value)) return '[circular]';
    if (this.#parents.length === DEEPEST) return '[nested too deep]';
    this.#parents.push(value);
    try {
      return this.#printObject(value);
    } catch {
      return '[unreadable]';
    } finally {
      this.#parents.pop();
    }
  }

  #printObject(value: object): unknown {
    if (value instanceof Error) return this.#printError(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) return this.#printList(value);
    if (value instanceof Map) return this.#printEntries([...value.keys()], (key) => value.get(key));
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.print(toJSON.call(value));
    return this.#printEntries(Object.keys(value), (key) => (value as Record<string, unknown>)[key as string]);
  }

  #printError(error: Error): unknown {
    const others = Object.keys(error).filter((key) => !ERROR_FIELDS.includes(key));
    const read = (key: unknown): unknown => (error as unknown as Record<string, unknown>)[key as string];
    return this.#printEntries([...ERROR_FIELDS.filter((key) => key in error), ...others], read);
  }

  #printList(list: Iterable<unknown>): unknown[] {
    const printed: unknown[] = [];
    for (const item of list) {
      if (printed.length === MOST_ENTRIES || this.#values-- <= 0) return [...printed, '[more]'];
      printed.push(this.print(item));
    }
    return printed;
  }

  #printEntries(keys: readonly unknown[], read: (key: unknown) => unknown): Record<string, unknown> {
    const printed = nullRecord<unknown>();
    for (const [at, key] of keys.entries()) {
      if (at === MOST_ENTRIES || this.#values-- <= 0) {
        printed['...'] = '[more]';
        break;
      }
      const name = this.#cut(String(key), LONGEST_KEY);
      printed[name] = isSecretKey(name) ? '[redacted]' : this.#printMember(key, read);
    }
    return printed;
  }

  /** A getter that throws costs its own value, not its neighbours'. */
  #printMember(key: unknown, read: (key: unknown) => unknown): unknown {
    try {
      return this.print(read(key));
    } catch {
      return '[unreadable]';
    }
  }

  #cut(text: string, longest: number): string {
    const most = Math.min(longest, Math.max(this.#characters, 0));
    this.#characters -= text.length;
    return text.length <= most ? text : `${text.slice(0, most)}[${text.length - most} more characters]`;
  }
}
