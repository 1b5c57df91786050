// The schema of the apps that validate with zod, as their frameworks' own guides do.
import * as z from 'zod';

export const newUser = z.object({ name: z.string().min(1).max(100), email: z.email(), age: z.int().min(18).optional() });
