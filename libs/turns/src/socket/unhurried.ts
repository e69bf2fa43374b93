import { setImmediate as others } from 'node:timers/promises';

const MOST_MS = 5;

/** Visits them all, and lets everything else have its turn every few milliseconds: ten thousand sockets take a while. */
export async function unhurried<T>(all: Iterable<T>, visit: (one: T) => void): Promise<void> {
  let since = performance.now();
  for (const one of all) {
    visit(one);
    if (performance.now() - since < MOST_MS) continue;
    await others();
    since = performance.now();
  }
}
