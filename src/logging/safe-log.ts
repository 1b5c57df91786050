// The framework's own way to log: a logger that fails must not fail the request.
import { isThenable } from '../shared/thenable.js';
import type { LogFields, Logger, LogLevel } from './logger.js';

/** What a logger of ours does at a level that is not written: whoever would have to prepare a record can leave it. */
export const silent: (message: string, fields?: LogFields) => void = () => {};

/** Writes a record; whatever the logger throws or rejects with is dropped. */
export function safeLog(logger: Logger, level: LogLevel, message: string, fields?: LogFields): void {
  if (logger[level] === silent) return;
  try {
    const result: unknown = fields === undefined ? logger[level](message) : logger[level](message, fields);
    // An async logger's rejection would end the process.
    if (isThenable(result)) result.then(undefined, () => {});
  } catch {
    // There is nobody left to tell.
  }
}
