// How large a result may be, and whether one is larger, found out before the platform does.

/** Largest result of a function in bytes, JSON and base64 included (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const LAMBDA_RESULT_LIMIT = 6_291_556;

/** Largest result that a load balancer takes (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html). */
export const ALB_RESULT_LIMIT = 1_048_576;

/**
 * Whether a result with this body is within the limit without measuring it: the body is so short that no escaping could bring it near.
 *
 * @param limit the source's `resultLimit`
 */
export function isSurelyWithin(body: string, limit: number | undefined): boolean {
  // One unit of text is at most six bytes of JSON (`\u0000`). The rest is left for headers, of which gateways take 10,240 bytes.
  return limit === undefined || body.length * 8 < limit;
}

/**
 * The size of a result in bytes when it is over the limit, else 0.
 *
 * Costs one comparison while the body is so short that no escaping could bring it near the limit; only then the result is serialised.
 *
 * @param limit the source's `resultLimit`
 */
export function measureOversize(result: unknown, limit: number | undefined): number {
  const { body } = result as { readonly body: string };
  if (isSurelyWithin(body, limit)) return 0;
  const size = Buffer.byteLength(JSON.stringify(result));
  return size > limit! ? size : 0;
}
