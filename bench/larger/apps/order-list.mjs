// The schema of the apps that validate with zod, as their frameworks' own guides do.
import * as z from 'zod';

const order = z.object({ id: z.int(), name: z.string().min(1).max(100), email: z.email(), age: z.int().min(18).optional() });

export const orderList = z.object({ orders: z.array(order) });
