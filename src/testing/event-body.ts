// The body of a test event: what the caller gave, as text that fits into a JSON event.

/** A body as an event carries it. */
export interface EventBody {
  readonly text: string;
  /** Whether `text` is base64. */
  readonly base64: boolean;
  /** Length on the wire, before any base64. */
  readonly byteLength: number;
  /** The content type a client would add by itself. */
  readonly contentType: string | undefined;
}

/**
 * Encodes a body: strings and bytes as they are (bytes as base64 unless `base64` is `false`), `URLSearchParams` as a form, anything else
 * as JSON. `undefined` and `null` are no body.
 *
 * @throws TypeError for a value that has no JSON, such as a function, and for a `FormData` or `Blob`, which cannot be read synchronously.
 */
export function encodeBody(body: unknown, base64: boolean | undefined): EventBody | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') {
    return {
      text: body,
      base64: base64 === true,
      byteLength: base64 ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body),
      contentType: undefined,
    };
  }
  // By tag and not by `instanceof`: test runners give every file classes of its own.
  const kind = Object.prototype.toString.call(body);
  if (ArrayBuffer.isView(body)) return encodeBytes(Buffer.from(body.buffer, body.byteOffset, body.byteLength), base64);
  if (kind === '[object ArrayBuffer]') return encodeBytes(Buffer.from(body as ArrayBuffer), base64);
  if (kind === '[object URLSearchParams]') return encodeText(String(body), base64, 'application/x-www-form-urlencoded;charset=UTF-8');
  if (kind === '[object FormData]' || kind === '[object Blob]' || kind === '[object File]') {
    throw new TypeError(
      `A ${kind.slice(8, -1)} body cannot be put into an event synchronously; give its bytes, or send it with testClient.`,
    );
  }
  const json = JSON.stringify(body) as string | undefined;
  if (json === undefined) throw new TypeError(`A body of type ${typeof body} has no JSON; give a string, bytes or a plain value.`);
  return encodeText(json, base64, 'application/json');
}

function encodeBytes(bytes: Buffer, base64 = true): EventBody {
  return { text: bytes.toString(base64 ? 'base64' : 'utf8'), base64, byteLength: bytes.length, contentType: undefined };
}

function encodeText(text: string, base64: boolean | undefined, contentType: string): EventBody {
  const byteLength = Buffer.byteLength(text);
  return base64
    ? { text: Buffer.from(text).toString('base64'), base64, byteLength, contentType }
    : { text, base64: false, byteLength, contentType };
}
