// Reads what a handler returned to Lambda the way the gateway in front of it would.

/** An answer as a client sees it. */
export interface ClientAnswer {
  readonly status: number;
  /** By lower-case name, repeated ones joined with `, `; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** The `Set-Cookie` headers, one string each. */
  readonly cookies: readonly string[];
  /** The body as UTF-8 text. */
  text(): string;
  /** The body parsed as JSON; throws a `SyntaxError` that shows status and body when it is none. */
  json<T = unknown>(): T;
  /** The body's bytes. */
  bytes(): Uint8Array;
}

/** What the client of a buffered handler gets. */
export interface TestAnswer extends ClientAnswer {
  /** The result as Lambda gets it, untouched. */
  readonly result: unknown;
}

/** The parts that results of all gateways are made of. */
interface ResultParts {
  statusCode?: unknown;
  headers?: Readonly<Record<string, string | readonly string[]>> | null;
  multiValueHeaders?: Readonly<Record<string, readonly string[]>> | null;
  cookies?: readonly string[] | null;
  body?: string | null;
  isBase64Encoded?: boolean;
}

/**
 * Decodes a result of any gateway's shape.
 *
 * @throws TypeError for a result that a gateway would not take for an HTTP answer.
 */
export function readResult(result: unknown): TestAnswer {
  const parts = (typeof result === 'object' && result !== null ? result : {}) as ResultParts;
  if (typeof parts.statusCode !== 'number') {
    throw new TypeError(`The handler's result is no HTTP answer: it has no numeric statusCode. It is ${describe(result)}.`);
  }
  const body = parts.body ?? '';
  const bytes = Buffer.from(body, parts.isBase64Encoded ? 'base64' : 'utf8');
  return Object.freeze({ ...readHead(parts.statusCode, parts), ...readBody(parts.statusCode, () => bytes), result });
}

/** Status, headers and cookies from a result or a streaming prelude. */
export function readHead(
  status: number,
  parts: Pick<ResultParts, 'headers' | 'multiValueHeaders' | 'cookies'>,
): Pick<ClientAnswer, 'status' | 'headers' | 'cookies'> {
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  // Where both maps name a header the lists win, as on API Gateway.
  for (const [name, value] of [...Object.entries(parts.headers ?? {}), ...Object.entries(parts.multiValueHeaders ?? {})]) {
    const values = Array.isArray(value) ? value.map(String) : [String(value)];
    if (name.toLowerCase() === 'set-cookie') cookies.push(...values);
    else headers.set(name.toLowerCase(), values.join(', '));
  }
  return { status, headers: Object.fromEntries(headers), cookies: [...cookies, ...(parts.cookies ?? [])] };
}

/** The readers of a body. */
export function readBody(status: number, read: () => Buffer): Pick<ClientAnswer, 'text' | 'json' | 'bytes'> {
  const text = () => read().toString('utf8');
  return {
    text,
    json: <T>() => parseJson(status, text()) as T,
    bytes: () => new Uint8Array(read()),
  };
}

function parseJson(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`The body of this ${status} answer is not JSON: ${describe(text)}`, { cause });
  }
}

function describe(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' ? 'empty' : text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
