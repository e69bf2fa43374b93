const FIRST_MS = 3000;
const LONGEST_MS = 60_000;

/**
 * Looks again soon after the page was opened, for what was done at Stripe takes a moment to be known here, and then ever
 * more rarely; at once when somebody comes back to it. Nobody looks while the page is hidden. Returns what ends it.
 */
export function keepLooking(look: () => Promise<unknown>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lookIn = (pause: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.visibilityState === 'visible') void look();
      lookIn(Math.min(pause * 2, LONGEST_MS));
    }, pause);
  };
  const comeBack = () => {
    if (document.visibilityState === 'hidden') return;
    void look();
    lookIn(FIRST_MS);
  };
  document.addEventListener('visibilitychange', comeBack);
  window.addEventListener('online', comeBack);
  lookIn(FIRST_MS);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', comeBack);
    window.removeEventListener('online', comeBack);
  };
}
