import { setTimeout as wait } from 'node:timers/promises';

/** Does something again and again, with pauses; returns how to end that, which throws what went wrong meanwhile. */
export function repeat(pauseMs: number, work: (at: number) => unknown): () => Promise<void> {
  let goesOn = true;
  const done = (async () => {
    for (let at = 0; goesOn; at++) {
      await work(at);
      await wait(pauseMs);
    }
  })();
  done.catch(() => undefined);
  return async () => {
    goesOn = false;
    await done;
  };
}
