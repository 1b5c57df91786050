// Lets the signals that platforms and terminals stop processes with stop a server first.

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Stops when the process is asked to end, then lets it end as it would have: the signal is raised again as soon as nobody else listens to
 * it. Until then further signals change nothing.
 *
 * @param stop may be called again while it is at work
 * @returns a function that stops listening
 */
export function onTermination(stop: () => Promise<void>): () => void {
  const ignore = () => {
    for (const signal of SIGNALS) process.off(signal, terminate);
  };
  async function terminate(signal: NodeJS.Signals): Promise<void> {
    await stop().catch(() => {});
    ignore();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  }
  for (const signal of SIGNALS) process.on(signal, terminate);
  return ignore;
}
