// Whether a token is valid: signed by whom it should be, for here, for now (RFC 7519).
import type { JWTVerifyOptions } from 'jose';
import type { InvocationContext } from '../../http/request-context.js';
import { safeLog } from '../../logging/safe-log.js';
import type { KeySource } from './key-source.js';
import { loadJose } from './load-jose.js';
import type { SignatureHeader } from './verification-key.js';

/** What a token says, once that has been checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a token must be like. */
export interface TokenRules {
  readonly algorithms: readonly string[];
  readonly issuer?: string | readonly string[] | undefined;
  readonly audience?: string | readonly string[] | undefined;
  readonly clockToleranceSeconds?: number | undefined;
}

/** Gives the claims of a token that is valid, `undefined` for others; rejects when that cannot be found out. */
export type TokenCheck = (token: string, ctx: InvocationContext) => Promise<Claims | undefined>;

/** Compiles the check. */
export function compileTokenCheck(source: KeySource, { algorithms, issuer, audience, clockToleranceSeconds = 0 }: TokenRules): TokenCheck {
  const options: JWTVerifyOptions = {
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    ...(issuer !== undefined && { issuer: [issuer].flat() }),
    ...(audience !== undefined && { audience: [audience].flat() }),
  };
  return async (token, ctx) => {
    const { jwtVerify } = await loadJose();
    let left = 1;
    // A token without `kid` may be signed by any of several keys.
    for (let at = 0; at < left; at++) {
      try {
        const verified = await jwtVerify(
          token,
          async (header) => {
            const keys = await source.find(header as SignatureHeader, ctx);
            left = keys.length;
            const key = keys[at];
            if (!key) throw new UnknownKeyError('no key fits its kid and alg');
            return key.for(header.alg);
          },
          options,
        );
        return verified.payload;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        safeLog(ctx.logger, 'debug', 'A token was refused', { reason: error.message });
        if ((error as { code?: unknown }).code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') break;
      }
    }
    return undefined;
  };
}

class UnknownKeyError extends Error {}

/** Whether the token is to blame: jose's own errors say so by their codes. */
function isRefusal(error: unknown): error is Error {
  const code: unknown = (error as { code?: unknown } | null | undefined)?.code;
  return error instanceof UnknownKeyError || (typeof code === 'string' && /^ERR_JW[ST]|^ERR_JOSE_/.test(code));
}
