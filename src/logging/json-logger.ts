// The logger of apps that bring none: one JSON line for each record, as CloudWatch likes it.
import type { LogFields, Logger, LogLevel } from './logger.js';
import { printable } from './printable.js';
import { silent } from './safe-log.js';

/** Options of the JSON logger. */
export interface JsonLoggerOptions {
  /** Least important level that is written. Default: the environment variable `AWS_LAMBDA_LOG_LEVEL`, else `info`. */
  readonly level?: LogLevel | undefined;
  /** Takes each line, line break included. Default: standard output. */
  readonly write?: ((line: string) => void) | undefined;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * Makes a logger that writes `{ level, message, timestamp, ...fields }` as one JSON line.
 *
 * Values under keys such as `password`, `token`, `authorization` and `cookie` are replaced at any depth; long values are cut. Never throws.
 *
 * @example createApp({ controllers, logger: createJsonLogger({ level: 'debug' }) });
 */
export function createJsonLogger(options: JsonLoggerOptions = {}): Logger {
  const lowest = LEVELS.indexOf(options.level ?? readLevel(process.env.AWS_LAMBDA_LOG_LEVEL));
  // Looked up for each line: tests and extensions replace it.
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const at = (level: LogLevel) => {
    if (LEVELS.indexOf(level) < lowest) return silent;
    return (message: string, fields?: LogFields) => {
      try {
        write(`${formatRecord(level, message, fields)}\n`);
      } catch {
        // Nothing is left to report it to, and a request must not fail for it.
      }
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Lambda's levels are TRACE, DEBUG, INFO, WARN, ERROR and FATAL. */
function readLevel(text: string | undefined): LogLevel {
  const level = text?.toLowerCase();
  if (level === 'trace') return 'debug';
  if (level === 'fatal') return 'error';
  return LEVELS.find((known) => known === level) ?? 'info';
}

function formatRecord(level: LogLevel, message: unknown, fields: unknown): string {
  const record: Record<string, unknown> = {
    level: level.toUpperCase(),
    message: typeof message === 'string' ? printable(message) : JSON.stringify(printable(message)),
    timestamp: new Date().toISOString(),
  };
  const extra = printFields(fields);
  if (typeof extra === 'object' && extra !== null) addFields(record, extra as Record<string, unknown>);
  else if (extra !== undefined) record.value = extra;
  // JSON escapes every line break but these two, which some readers of logs take for one.
  return JSON.stringify(record).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** What cannot be looked at costs the fields, not the record. */
function printFields(fields: unknown): unknown {
  try {
    return printable(fields instanceof Error ? { error: fields } : fields);
  } catch {
    return '[unreadable]';
  }
}

/** A field never replaces what the record says of itself. */
function addFields(record: Record<string, unknown>, fields: Record<string, unknown>): void {
  for (const key of Object.keys(fields)) record[Object.hasOwn(record, key) || key === '__proto__' ? `fields.${key}` : key] = fields[key];
}
