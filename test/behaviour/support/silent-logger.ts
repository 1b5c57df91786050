// Loggers for tests: one that says nothing, one that remembers.
import type { LogFields, Logger } from '../../../src/index.js';

const nothing = () => {};

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export interface LogRecord {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A logger that keeps its records. */
export function recordingLogger(): Logger & { readonly records: LogRecord[]; at(level: keyof Logger): LogRecord[] } {
  const records: LogRecord[] = [];
  const at = (level: keyof Logger) => (message: string, fields?: LogFields) => void records.push({ level, message, fields });
  return {
    records,
    at: (level) => records.filter((record) => record.level === level),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
