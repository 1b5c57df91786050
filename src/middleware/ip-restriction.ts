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
  return ({ reqCtx, next }) => {
    const { clientIp } = reqCtx;
    const address = clientIp === undefined ? undefined : parseIpAddress(clientIp);
    const isIn = (range: IpRange) => isInRange(address as readonly number[], range);
    if (!address || denied.some(isIn) || allowed?.some(isIn) === false) throw withoutStack(() => new ForbiddenError());
    void next();
  };
}

function demandList({ allow, deny }: IpRestrictionOptions): Contradiction[] {
  if (allow || deny) return [];
  return [{ message: 'without a list it restricts nothing', fix: 'Give it allow, deny or both.' }];
}
