// How large a result may be, and whether one is larger, found out before the platform does.

/** Largest result of a function in bytes, JSON and base64 included (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const LAMBDA_RESULT_LIMIT = 6_291_556;

/** Largest result that a load balancer takes (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html). */
export const ALB_RESULT_LIMIT = 1_048_576;

/** What is left for status and headers: more than any gateway takes (API Gateway 10,240 bytes, load balancers 65,535). */
const HEADROOM = 65_536;

/** What JSON writes with six bytes, and `\b`. Half surrogate pairs take six as well; of other text `"`, `\` and line breaks take two. */
const LONG_ESCAPES = /[^\t\n\f\r\x20-\uffff]/;

/**
 * Whether a result with this body is within the limit without measuring it: the body is so short that no escaping could bring it near.
 *
 * @param limit the source's `resultLimit`
 */
export function isSurelyWithin(body: string, limit: number | undefined): boolean {
  // One unit of text is at most six bytes of JSON (`\u0000`).
  return limit === undefined || body.length * 6 + HEADROOM < limit;
}

/**
 * The size of a result in bytes when it is over the limit, else 0.
 *
 * Costs one comparison while the body is so short that no escaping could bring it near the limit. A longer one is looked through as far as it
 * takes to be sure. Only a result that is over, or text that hardly occurs, is serialised: that takes longer than making the text did.
 *
 * @param limit the source's `resultLimit`
 */
export function measureOversize(result: unknown, limit: number | undefined): number {
  const { body, isBase64Encoded } = result as { readonly body: string; readonly isBase64Encoded?: boolean };
  if (isSurelyWithin(body, limit)) return 0;
  const rest = sizeOf({ ...(result as object), body: '' });
  if (isBase64Encoded === true) return rest + body.length > limit! ? rest + body.length : 0;
  if (!LONG_ESCAPES.test(body) && body.isWellFormed() && fits(body, limit! - rest)) return 0;
  const size = sizeOf(result);
  return size > limit! ? size : 0;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Whether text without long escapes takes no more than so many bytes of JSON. */
function fits(text: string, bytes: number): boolean {
  const size = Buffer.byteLength(text);
  let spare = bytes - size;
  // Were all characters that are left to take two bytes, it would fit.
  if (size <= spare) return true;
  const encoded = Buffer.from(text);
  for (let at = 0; size - at > spare && spare >= 0; at++) {
    const byte = encoded[at]!;
    if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) spare--;
  }
  return spare >= 0;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
