// What only some requests have: values read from their events on demand, and what is made for those that ask.
import type { CookieValues } from '../http/cookie-values.js';
import type { HeaderValues } from '../http/header-values.js';
import type { RequestBody } from '../http/request-body.js';
import type { RequestStore } from '../http/store.js';
import type { Logger } from '../logging/logger.js';
import type { MemoryStore } from './memory-store.js';

/** The rest of a `RequestState`, in an object that is made when something of it is needed: fields cost every request that has them. */
export interface KeptState {
  headers?: HeaderValues;
  cookies?: CookieValues;
  body?: RequestBody;
  params?: Readonly<Record<string, string>>;
  decoded?: readonly (string | undefined)[];
  req?: Request;
  clientIp?: string | undefined;
  store?: MemoryStore<RequestStore>;
  requestId?: string;
  logger?: Logger;
  aborter?: AbortController;
  abortReason?: unknown;
}
