// Time that does not depend on what else the machine is doing: the processor time of this process alone.

/**
 * The least processor time of several runs, in milliseconds: the first of them warm up, and none waits for other processes.
 *
 * @param enough stops early once a run took no longer than this
 */
export async function leastCpuTime(run: () => unknown, { runs = 25, enough = 0 } = {}): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < runs && least > enough; count++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
