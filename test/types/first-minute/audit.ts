// The middleware of the example.
import type { MiddlewareArguments } from 'lambent';

export async function audit({ reqCtx, next }: MiddlewareArguments): Promise<void> {
  await next();
  reqCtx.res.headers.set('x-audited', `${reqCtx.method} ${reqCtx.path} ${reqCtx.res.status}`);
}
