// Measures how long something takes. `performance` would do as well, but its first touch costs a millisecond of the start.

/** Starts measuring; the function that it gives tells the milliseconds since, with fractions. */
export function startStopwatch(): () => number {
  const start = process.hrtime.bigint();
  return () => Math.round(Number(process.hrtime.bigint() - start) / 1e3) / 1e3;
}
