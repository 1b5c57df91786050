// Users and passwords that are listed, compared so that the time it takes says nothing about them.
import type { Principal } from '../../http/request-context.js';
import type { OptionRule } from './check-options.js';

/** Passwords by user name. */
export const users: OptionRule = {
  expected: 'an object of passwords by user name, with at least one; names have no colon',
  accepts: (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return entries.length > 0 && entries.every(([name, password]) => !name.includes(':') && isPassword(password));
  },
};

function isPassword(password: unknown): boolean {
  return typeof password === 'string' && password !== '';
}

/** Gives the principal for a user and the right password; both are hashed, and an unknown user is compared with nobody's. */
export function compileUsers(passwords: Readonly<Record<string, string>>): (user: string, password: string) => Principal | undefined {
  const { hash, randomBytes, timingSafeEqual } = process.getBuiltinModule('node:crypto');
  // Of this environment only, so that digests of passwords are of no use to anybody.
  const salt = randomBytes(32).toString('hex');
  const digest = (password: string) => hash('sha256', salt + password, 'buffer');
  const known = new Map(Object.entries(passwords).map(([user, password]) => [user, digest(password)]));
  const nobody = randomBytes(32);
  return (user, password) => {
    const isRight = timingSafeEqual(digest(password), known.get(user) ?? nobody);
    return isRight ? { subject: user, roles: [], scheme: 'basic', claims: {} } : undefined;
  };
}
