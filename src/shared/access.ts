// Who may reach a route: what @Public and @Authorized leave in its metadata, for authentication and guards to see.

/** The key of a route's `Access` in its metadata. */
export const ACCESS: unique symbol = Symbol.for('lambent.access') as never;

/** Everybody, or whoever has one of the roles; without roles, whoever is known. */
export type Access = 'public' | readonly string[];
