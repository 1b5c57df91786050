// Turning whatever is logged into plain data that is safe to print: secrets out, sizes bounded, nothing that could throw.

const SECRETS = new Set(
  (
    'password,passwd,passphrase,pwd,secret,clientsecret,secretkey,secretaccesskey,privatekey,credentials,token,accesstoken,refreshtoken,' +
    'idtoken,authtoken,sessiontoken,csrftoken,xsrftoken,securitytoken,xamzsecuritytoken,bearer,jwt,authorization,proxyauthorization,' +
    'cookie,cookies,setcookie,apikey,xapikey,accesskey,sessionid'
  ).split(','),
);

const LONGEST_KEY = 64;
const LONGEST_TEXT = 4096;
const MOST_ENTRIES = 100;
const DEEPEST = 8;

/** Whether values under this key are never printed: letter case, `-`, `_` and blanks do not matter. */
export function isSecretKey(key: string): boolean {
  return key.length <= LONGEST_KEY && SECRETS.has(key.replace(/[-_ .]/g, '').toLowerCase());
}

/**
 * A copy of a value that JSON can hold, of bounded size: secrets replaced, long text cut, cycles and throwing getters named.
 *
 * Errors become `{ name, message, stack, code?, cause? }` with what else they carry.
 */
export function printable(value: unknown): unknown {
  return copy(value, 0, []);
}

function copy(value: unknown, depth: number, parents: readonly object[]): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return cut(String(value));
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (parents.includes(value)) return '[circular]';
  if (depth === DEEPEST) return '[nested too deep]';
  try {
    return copyObject(value, depth + 1, [...parents, value]);
  } catch {
    return '[unreadable]';
  }
}

function copyObject(value: object, depth: number, parents: readonly object[]): unknown {
  if (value instanceof Error) return copyError(value, depth, parents);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return copyList(value, value.length, depth, parents);
  if (value instanceof Set) return copyList(value, value.size, depth, parents);
  if (value instanceof Map) return copyEntries(value, value.size, depth, parents);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return copy(toJSON.call(value), depth, parents);
  const keys = Object.keys(value);
  return copyEntries(entriesOf(value, keys), keys.length, depth, parents);
}

function copyList(list: Iterable<unknown>, size: number, depth: number, parents: readonly object[]): unknown[] {
  const copied: unknown[] = [];
  for (const item of list) {
    if (copied.length === MOST_ENTRIES) {
      copied.push(`[${size - MOST_ENTRIES} more]`);
      break;
    }
    copied.push(copy(item, depth, parents));
  }
  return copied;
}

function* entriesOf(value: object, keys: readonly string[]): Generator<[string, unknown]> {
  for (const key of keys) yield [key, readMember(value, key)];
}

function readMember(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return '[unreadable]';
  }
}

function copyEntries(
  entries: Iterable<[unknown, unknown]>,
  size: number,
  depth: number,
  parents: readonly object[],
  into: Record<string, unknown> = Object.create(null) as Record<string, unknown>,
): Record<string, unknown> {
  let left = MOST_ENTRIES;
  for (const [key, value] of entries) {
    if (left-- === 0) {
      into['...'] = `[${size - MOST_ENTRIES} more]`;
      break;
    }
    const name = cut(String(key), LONGEST_KEY * 4);
    into[name] = isSecretKey(name) ? '[redacted]' : copy(value, depth, parents);
  }
  return into;
}

const ERROR_FIELDS = ['name', 'message', 'stack', 'code', 'cause', 'errors'];

function copyError(error: Error, depth: number, parents: readonly object[]): unknown {
  const into: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const field of ERROR_FIELDS) {
    const value = readMember(error, field);
    if (value !== undefined) into[field] = copy(value, depth, parents);
  }
  const others = Object.keys(error).filter((key) => !ERROR_FIELDS.includes(key));
  return copyEntries(entriesOf(error, others), others.length, depth, parents, into);
}

function cut(text: string, longest = LONGEST_TEXT): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}[${text.length - longest} more characters]`;
}
