// The implied answer to OPTIONS on a known path: it runs what covers the path, and what its route says about preflights.
import { type FallbackPlan, RouteSlot } from './app-plan.js';
import { kindOfMiddleware, settleKinds } from './middleware-kinds.js';

const slots = new WeakMap<FallbackPlan, Map<RouteSlot, RouteSlot>>();

/** The slot that answers OPTIONS for a route without an OPTIONS handler. */
export function optionsSlot(route: RouteSlot, fallback: FallbackPlan): RouteSlot {
  let known = slots.get(fallback);
  if (!known) {
    known = new Map();
    slots.set(fallback, known);
  }
  let slot = known.get(route);
  if (!slot) {
    slot = makeSlot(route, fallback);
    known.set(route, slot);
  }
  return slot;
}

function makeSlot(route: RouteSlot, { methodNotAllowed }: FallbackPlan): RouteSlot {
  const plan = () => {
    const kinds = route.plan.middleware.filter((step) => kindOfMiddleware(step) !== undefined);
    const refused = methodNotAllowed.plan;
    return { ...refused, handler: undefined, guards: [], middleware: settleKinds([...refused.middleware, ...kinds]) };
  };
  return new RouteSlot({ plan });
}
