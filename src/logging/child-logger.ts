// A logger whose records carry more: the request's own fields, over whatever logger the app brought.
import type { LogFields, Logger } from './logger.js';

/**
 * A logger that adds fields to each record; a call's own fields win over them.
 *
 * @param fields the fields, or a function that gives them when a record is written
 *
 * @example childLogger(logger, { requestId }).info('started', { attempt: 1 });
 */
export function childLogger(logger: Logger, fields: LogFields | (() => LogFields)): Logger {
  const merged = (own: LogFields | undefined): LogFields => mergeFields(typeof fields === 'function' ? fields() : fields, own);
  return {
    debug: (message, own) => logger.debug(message, merged(own)),
    info: (message, own) => logger.info(message, merged(own)),
    warn: (message, own) => logger.warn(message, merged(own)),
    error: (message, own) => logger.error(message, merged(own)),
  };
}

function mergeFields(fields: LogFields, own: unknown): LogFields {
  if (own === undefined || own === null) return { ...fields };
  if (typeof own !== 'object') return { ...fields, value: own };
  try {
    // `error('failed', error)` is what people write; an error's own keys would say nothing.
    return own instanceof Error ? { ...fields, error: own } : { ...fields, ...own };
  } catch {
    // A getter or a proxy threw; the logger may do better with the object itself, and logging must not throw.
    return { ...fields, value: own };
  }
}
