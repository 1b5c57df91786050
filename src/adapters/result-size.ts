// How large a result may be, and whether one is larger, found out before the platform does.

/** Largest result of a function in bytes, JSON and base64 included (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const LAMBDA_RESULT_LIMIT = 6_291_556;

/** Largest result that a load balancer takes (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html). */
export const ALB_RESULT_LIMIT = 1_048_576;

/** What is left for status and headers: more than any gateway takes (API Gateway 10,240 bytes, load balancers 65,535). */
const HEADROOM = 65_536;

/** All but `\b` of these JSON writes with six bytes. Other text at most doubles: `"`, `\`, line breaks, half surrogate pairs. */
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
 * Costs one comparison while the body is so short that no escaping could bring it near the limit. A longer one is looked through, and only
 * text that may really be over is serialised: that takes about as long as making it did, and base64 even longer.
 *
 * @param limit the source's `resultLimit`
 */
export function measureOversize(result: unknown, limit: number | undefined): number {
  const { body, isBase64Encoded } = result as { readonly body: string; readonly isBase64Encoded?: boolean };
  if (isSurelyWithin(body, limit)) return 0;
  const rest = sizeOf({ ...(result as object), body: '' });
  const isAscii = isBase64Encoded === true;
  if (!isAscii && rest + mostBytes(body) <= limit!) return 0;
  const size = isAscii ? rest + body.length : sizeOf(result);
  return size > limit! ? size : 0;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The most bytes that text can have as JSON. */
function mostBytes(text: string): number {
  return LONG_ESCAPES.test(text) ? text.length * 6 : Buffer.byteLength(text) * 2;
}
