// The logger an app may bring; and what may stand in its place.

/** Levels of a log record, least important first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured fields of a log record. */
export type LogFields = Record<string, unknown>;

/** Writes log records: a message, and fields beside it. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * What an app may bring as its logger: an object with these four methods. Powertools' `Logger` and `console` fit as they are; pino wants
 * fields first, and drops what comes after the message.
 *
 * @example
 * createApp({ controllers, logger: new Logger({ serviceName: 'todos' }) });
 */
export interface LoggerLike {
  debug(message: string, ...fields: LogFields[]): void;
  info(message: string, ...fields: LogFields[]): void;
  warn(message: string, ...fields: LogFields[]): void;
  error(message: string, ...fields: LogFields[]): void;
}
