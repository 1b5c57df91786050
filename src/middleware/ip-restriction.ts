// Lets only some client addresses in, or keeps some out.
import { ForbiddenError } from '../errors/http-errors.js';
import { withoutStack } from '../errors/without-stack.js';
import { parseIpAddress } from '../http/ip-address.js';
import type { Middleware } from '../http/middleware.js';
import { type Contradiction, checkOptions, type OptionRule } from './internal/check-options.js';
import { type IpRange, isInRange, parseIpRange } from './internal/ip-range.js';

/** Options of `ipRestriction`: addresses (`192.0.2.7`, `2001:db8::1`) or ranges (`10.0.0.0/8`, `2001:db8::/32`). At least one list. */
export interface IpRestrictionOptions {
  /** Who may come in; nobody else may. */
  readonly allow?: readonly string[] | undefined;
  /** Who may not, even if `allow` says so. */
  readonly deny?: readonly string[] | undefined;
}

const MOST_KEPT = 256;
const LONGEST_KEPT = 45;

const LIST: OptionRule = {
  expected: "a list of addresses or CIDR ranges, such as '192.0.2.7', '10.0.0.0/8' or '2001:db8::/32'",
  accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string' && parseIpRange(each) !== undefined),
};

/**
 * Answers 403 to clients whose address (`reqCtx.clientIp`) is denied or not allowed, in whatever spelling it comes: an IPv4 address mapped
 * into IPv6 is the IPv4 address. A client whose address is not known is refused.
 *
 * @throws {ConfigurationError} for wrong options.
 * @example ipRestriction({ allow: ['10.0.0.0/8', '2001:db8::/32'], deny: ['10.0.0.13'] })
 */
export function ipRestriction(options: IpRestrictionOptions): Middleware {
  const { allow, deny } = checkOptions<IpRestrictionOptions>('ipRestriction', options, { allow: LIST, deny: LIST }, demandList);
  const allowed = allow?.map((text) => parseIpRange(text) as IpRange);
  const denied = (deny ?? []).map((text) => parseIpRange(text) as IpRange);
  const judge = (clientIp: string): boolean => {
    const address = parseIpAddress(clientIp);
    const isIn = (range: IpRange) => isInRange(address as readonly number[], range);
    return address !== undefined && !denied.some(isIn) && allowed?.some(isIn) !== false;
  };
  // A client asks more than once, and the answer never changes.
  const verdicts = new Map<string, boolean>();
  return ({ reqCtx, next }) => {
    const { clientIp = '' } = reqCtx;
    let mayPass = verdicts.get(clientIp);
    if (mayPass === undefined) {
      mayPass = judge(clientIp);
      if (verdicts.size < MOST_KEPT && clientIp.length <= LONGEST_KEPT) verdicts.set(clientIp, mayPass);
    }
    if (!mayPass) throw withoutStack(() => new ForbiddenError());
    void next();
  };
}

function demandList({ allow, deny }: IpRestrictionOptions): Contradiction[] {
  if (allow || deny) return [];
  return [{ message: 'without a list it restricts nothing', fix: 'Give it allow, deny or both.' }];
}
