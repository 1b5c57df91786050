// Around every catalogue route: writes down each change that succeeded.
import { Injectable, type MiddlewareArguments, type MiddlewareObject } from 'lambent';
import { AuditLog } from './audit-log.js';

@Injectable()
export class AuditTrail implements MiddlewareObject {
  constructor(private readonly log: AuditLog) {}

  async use({ reqCtx, next }: MiddlewareArguments): Promise<void> {
    await next();
    const { method, path, requestId, clientIp, principal, res } = reqCtx;
    if (method === 'GET' || method === 'HEAD' || !res.ok) return;
    // The change is made and stays made: a failing log is reported, not answered with an error.
    await this.log
      .add({ at: new Date().toISOString(), who: principal?.subject, method, path, status: res.status, requestId, clientIp })
      .catch((error: unknown) => reqCtx.logger.error('a change was not written to the audit log', { reason: String(error) }));
  }
}
