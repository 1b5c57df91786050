// The logger an app may bring; any object with these four methods will do.

/** Levels of a log record, least important first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured fields of a log record. */
export type LogFields = Record<string, unknown>;

/**
 * Where log records go. Powertools' Logger, pino and `console` fit.
 *
 * @example
 * createApp({ controllers, logger: { debug() {}, info: console.info, warn: console.warn, error: console.error } });
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
