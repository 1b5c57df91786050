// The framework's own way to log: a logger that fails must not fail the request.
import { isThenable } from '../shared/thenable.js';
import type { LogLevel } from './json-logger.js';
import type { LogFields, Logger } from './logger.js';

/** Writes a record; whatever the logger throws or rejects with is dropped. */
export function safeLog(logger: Logger, level: LogLevel, message: string, fields?: LogFields): void {
  try {
    const result: unknown = fields === undefined ? logger[level](message) : logger[level](message, fields);
    // An async logger's rejection would end the process.
    if (isThenable(result)) result.then(undefined, () => {});
  } catch {
    // There is nobody left to tell.
  }
}
