// Lets only staff through: those who send the shop's key.
import { createHash, timingSafeEqual } from 'node:crypto';
import { ForbiddenError, type GuardObject, Injectable, type RequestContext, UnauthorizedError } from 'lambent';
import { Settings } from '../settings.js';

@Injectable()
export class StaffGuard implements GuardObject {
  constructor(private readonly settings: Settings) {}

  canActivate({ headers }: RequestContext): boolean {
    const { staffKey } = this.settings;
    if (!staffKey) throw new ForbiddenError('This shop is read-only: it was started without STAFF_KEY.');
    const key = headers.get('x-api-key');
    if (!key) throw new UnauthorizedError('This is for staff. Send your key in the X-Api-Key header.', CHALLENGE);
    if (!isSame(key, staffKey)) throw new UnauthorizedError('This X-Api-Key is not valid.', CHALLENGE);
    return true;
  }
}

const CHALLENGE = { headers: { 'www-authenticate': 'ApiKey realm="bookshop staff", header="X-Api-Key"' } };

/** Compares digests, so that the time taken tells nothing about the key. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}
