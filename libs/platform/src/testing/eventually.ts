import { setTimeout as wait } from 'node:timers/promises';

type Answer<T> = T | false | null | undefined;

/** Asks again until the answer is truthy; throws what it last saw when the time is over. */
export async function eventually<T>(ask: () => Promise<Answer<T>> | Answer<T>, timeoutMs = 10_000): Promise<T> {
  const until = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until)
      throw last instanceof Error ? last : new Error(`Never came true; last: ${String(last)}`);
    await wait(50);
  }
}
