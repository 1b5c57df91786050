// An app's options with every default filled in, read once when the app is made.
import type { BindingSettings } from '../binding/argument-spec.js';
import { DEFAULT_LIMITS, type RequestLimits } from '../http/limits.js';
import { createJsonLogger } from '../logging/json-logger.js';
import type { Logger } from '../logging/logger.js';
import type { AppOptions } from '../plan/options.js';
import { encodeLiteral } from '../shared/encode-literal.js';
import { joinPaths } from '../shared/join-paths.js';

/** What the runtime needs to know of the options. */
export interface Settings {
  /** Starts with `/` and does not end with one, as it comes in requests; `''` for none. */
  readonly basePath: string;
  readonly limits: RequestLimits;
  readonly binding: BindingSettings;
  readonly deadlineReserveMs: number;
  readonly logger: Logger;
  readonly isDebug: boolean;
  readonly errorFormat: 'json' | 'problem';
}

/** Reads the options; the plan reports those that make no sense. */
export function readSettings({ basePath, limits: given, validation, deadlineReserveMs, logger, debug, errorFormat }: AppOptions): Settings {
  const limits = given ? readLimits(given) : DEFAULT_LIMITS;
  const { status, unknownProperties, translate } = validation ?? {};
  return {
    basePath: basePath ? joinPaths('', String(basePath)).split('/').map(encodeLiteral).join('/') : '',
    limits,
    binding: { status: status ?? 400, unknownProperties: unknownProperties ?? 'strip', limits, ...(translate && { translate }) },
    deadlineReserveMs: deadlineReserveMs ?? 250,
    logger: (logger as Logger | undefined) ?? createJsonLogger(),
    isDebug: debug ?? (isTruthy(process.env.POWERTOOLS_DEV) || isTruthy(process.env.LAMBENT_DEBUG)),
    errorFormat: errorFormat ?? 'json',
  };
}

function readLimits(given: Partial<RequestLimits>): RequestLimits {
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

const TRUTHY = ['1', 'y', 'yes', 't', 'true', 'on'];

/** As Powertools reads its switches: `1 y yes t true on`, in any case. */
function isTruthy(value: string | undefined): boolean {
  return value !== undefined && TRUTHY.includes(value.trim().toLowerCase());
}
