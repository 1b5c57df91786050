// What the framework itself says of a request.
import type { LogFields, LogLevel } from '../logging/logger.js';
import { safeLog, silent } from '../logging/safe-log.js';
import type { RequestState } from './request-state.js';

/** Writes a record with the request's own fields; costs nothing at a level that the app's logger does not write. */
export function logRequest(ctx: RequestState, level: LogLevel, message: string, fields?: LogFields): void {
  if (ctx.app.settings.logger[level] !== silent) safeLog(ctx.logger, level, message, fields);
}
